package jcclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// stored is a command as JumpCloud keeps it, with members that no model names.
const stored = `{"_id":"66c0a1b2c3d4e5f601234567","id":"66c0a1b2c3d4e5f601234567","organization":"66c0a1b2c3d4e5f600000001",
	"name":"Restart","command":"reboot","commandType":"mac","user":"000000000000000000000000","sudo":false,"schedule":"",
	"timeout":"120","trigger":"","shell":"","commandRunners":["66c0a1b2c3d4e5f603000001"],"systems":["66c0a1b2c3d4e5f603000001"],
	"scheduleYear":null,"files":[],"notPublished":{"deep":[1,2.50,"\u00e9"]},"listensTo":""}`

// keeps is a server of one command, which a PUT replaces as JumpCloud does.
// before each request is told its method and number, and may change it.
func keeps(t *testing.T, before func(method string, n int, command string) string) (*Client, *server) {
	t.Helper()
	command, n := stored, 0
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		command = before(r.Method, n, command)
		if r.Method == "PUT" {
			body, _ := io.ReadAll(r.Body)
			command = `{"_id":"` + string(testID) + `",` + string(bytes.TrimPrefix(body, []byte("{")))
		}
		says(200, command)(w, r)
	})
}

func unchanging(_ string, _ int, command string) string { return command }

func TestAReplaceChangesOnlyWhatIsGiven(t *testing.T) {
	c, s := keeps(t, unchanging)
	in := UpdateCommandInput{ID: testID, Name: "Restart now", Sudo: new(true), Timeout: new(""), Files: []ID{otherID}}
	reply, err := UpdateCommand.Do(t.Context(), c, in)
	if err != nil {
		t.Fatal(err)
	}
	seen := s.requests()
	methods := ""
	for _, r := range seen {
		if methods += r.method + " "; r.path != seen[0].path || r.query != "" {
			t.Errorf("sent %+v", r)
		}
	}
	if methods != "GET GET PUT GET " {
		t.Fatalf("sent %s", methods)
	}
	want := map[string]string{
		"name": `"Restart now"`, "sudo": `true`, "timeout": `""`, "files": `["66c0a1b2c3d4e5f603000001"]`, // given
		"command": `"reboot"`, "commandType": `"mac"`, "user": `"000000000000000000000000"`, "schedule": `""`, "trigger": `""`, "shell": `""`,
		"scheduleYear": `null`, "listensTo": `""`, "notPublished": `{"deep":[1,2.50,"\u00e9"]}`, // as they were
	}
	var got map[string]jsontext.Value
	if err := json.Unmarshal([]byte(seen[2].body), &got); err != nil {
		t.Fatal(err)
	}
	for name, v := range want {
		if w, g := jsontext.Value(v), got[name]; w.Canonicalize() != nil || g.Canonicalize() != nil || string(w) != string(g) {
			t.Errorf("%s is written as %s", name, got[name])
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s is written, which the PUT does not take", name)
	}
	if reply.Attempts != 4 || len(reply.Differs) > 0 || reply.Bytes <= int64(len(reply.Object)) || !strings.Contains(string(reply.Object), "Restart now") {
		t.Errorf("got %+v", reply)
	}
}

func TestAReplaceReturnsTheObjectAsItIsThen(t *testing.T) {
	c, _ := keeps(t, unchanging)
	command, err := UpdateCommand.Call(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
	if err != nil || command.Name != "now" {
		t.Errorf("got %+v, %v", command, err)
	}
}

// What is written back takes the place of all that was there.
func TestAReplaceWritesNothingBackThatIsNotTheObject(t *testing.T) {
	for name, body := range map[string]string{
		"HTML": loginPage, "nothing": "", "null": "null", "a list": "[]", "an empty object": "{}",
		"an error that says 200": `{"message":"try again"}`,
		"another command":        `{"_id":"66c0a1b2c3d4e5f603000001","name":"x","command":"rm"}`,
		"a part of an id":        `{"_id":"4567","name":"x"}`,
		"an id and its path":     `{"_id":"commands/66c0a1b2c3d4e5f601234567","name":"x"}`,
		"no id":                  `{"_id":"","name":"x"}`,
		"an id that is a number": `{"_id":7}`,
		"truncated":              stored[:len(stored)-5],
		"duplicate names":        `{"_id":"66c0a1b2c3d4e5f601234567","command":"a","command":"b"}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, says(200, body))
			_, err := UpdateCommand.Call(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
			wantUnusable(t, err, false)
			if len(s.changes()) > 0 {
				t.Errorf("%s was written", s.changes()[0].body)
			}
		})
	}
}

func TestAReplaceEndsWhereTheReadFails(t *testing.T) {
	c, s := serve(t, says(404, `{"message":"Not Found"}`))
	reply, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
	var failed *Error
	if !errors.As(err, &failed) || failed.Status != 404 || failed.Route.Method != "GET" || failed.MayHaveHappened || reply.Attempts != 1 {
		t.Errorf("got %+v, %v", reply, err)
	}
	if len(s.changes()) > 0 {
		t.Error("it was written all the same")
	}
}

func TestAReplaceAsksAgainForTheReadAlone(t *testing.T) {
	c, s := serve(t, says(503, ""), says(200, stored), says(200, stored), says(503, ""))
	reply, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
	wantUnsure(t, err)
	if len(s.changes()) != 1 || reply.Attempts != 4 || reply.Status != 503 {
		t.Errorf("%d writes, %+v", len(s.changes()), reply)
	}
}

func TestEveryRequestOfAReplaceAsksAuthorize(t *testing.T) {
	for refused, want := range map[string]int{"GET": 0, "PUT": 2} {
		var asked []Route
		c, s := serveWith(t, Options{Authorize: func(_ context.Context, r Route) error {
			if asked = append(asked, r); r.Method == refused {
				return errors.New("no")
			}
			return nil
		}}, says(200, stored))
		_, err := UpdateCommand.Call(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
		if !errors.Is(err, ErrRefused) || len(s.requests()) != want {
			t.Errorf("%s refused: %v after %d requests", refused, err, len(s.requests()))
		}
		last := asked[len(asked)-1]
		if last.Template != "/api/commands/{id}" || last.Read != (last.Method == http.MethodGet) {
			t.Errorf("asked about %+v", last)
		}
	}
}

func TestAReplaceSendsNothingThatIsRefused(t *testing.T) {
	c, s := serve(t, says(200, stored))
	_, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Shell: new(Shell("bash"))})
	wantArgument(t, err, "shell")
	if _, err := UpdateCommand.Do(t.Context(), c, CommandID{ID: testID}); err == nil {
		t.Error("an input of another type was taken")
	}
	if len(s.requests()) > 0 {
		t.Errorf("%d requests left", len(s.requests()))
	}
}
