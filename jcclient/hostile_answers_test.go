package jcclient

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

const loginPage = "<!DOCTYPE html><html><title>JumpCloud Login</title></html>"

// notObjects are successes that are no object of anything.
var notObjects = map[string]string{
	"HTML":                         loginPage,
	"no body":                      "",
	"truncated JSON":               `{"_id":"66c0a1b2c3d4e5f601234567","username":"an`,
	"JSON after the JSON":          `{} {}`,
	"duplicate names":              `{"username":"ana","username":"bob"}`,
	"escaped duplicates":           `{"username":"ana","\u0075sername":"bob"}`,
	"duplicates inside":            `{"unknown":{"deep":[{"a":1,"a":2}]}}`,
	"bad UTF-8":                    "{\"username\":\"\xff\"}",
	"a lone surrogate":             `{"username":"\ud800"}`,
	"a byte order mark":            "\ufeff{}",
	"a comment":                    `{} // done`,
	"a list":                       `[]`,
	"null":                         `null`,
	"a string":                     `"ok"`,
	"a text":                       `OK`,
	"not a number":                 `{"unix_uid":NaN}`,
	"a name without its quotes":    `{username:"ana"}`,
	"an object that never ends":    strings.Repeat(`{"a":`, 20_000),
	"a list that is deeply nested": `{"a":` + strings.Repeat(`[`, 20_000) + strings.Repeat(`]`, 20_000) + `}`,
}

func TestAnAnswerThatIsNoObjectIsAnError(t *testing.T) {
	for name, body := range notObjects {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, says(200, body))
			user, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
			wantUnusable(t, err, false)
			if !reflect.ValueOf(user).IsZero() {
				t.Errorf("a part came back: %+v", user)
			}
			_, err = CreateUser.Call(t.Context(), c, CreateUserInput{Username: "ana", Email: "ana@example.com"})
			wantUnusable(t, err, true)
			if len(s.requests()) != 2 {
				t.Errorf("%d requests were sent", len(s.requests()))
			}
		})
	}
}

// wantUnusable wants an error about a success that cannot be used.
func wantUnusable(t *testing.T, err error, mayHaveHappened bool) {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) || failed.Status != 200 || failed.MayHaveHappened != mayHaveHappened || failed.Attempts != 1 {
		t.Errorf("got %v", err)
	}
	if err != nil && !strings.Contains(err.Error(), "where the answer of") {
		t.Errorf("the error does not say what is wrong: %v", err)
	}
}

func TestAFieldOfAnotherTypeIsAnError(t *testing.T) {
	for _, body := range []string{`{"username":7}`, `{"username":{"$ne":""}}`, `{"sudo":"true"}`, `{"unix_uid":"x"}`, `{"unix_uid":1.5}`,
		`{"unix_uid":99999999999999999999}`, `{"attributes":{}}`, `{"attributes":[7]}`, `{"mfa":[]}`, `{"tags":"a"}`} {
		c, _ := serve(t, says(200, body))
		_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
		wantUnusable(t, err, false)
	}
}

func TestAReadWithoutAnAnswerIsAnError(t *testing.T) {
	c, _ := serve(t, says(204, ""))
	for _, op := range []Operation{GetUser, GetUserGroup, CountEvents, ListUsers, ListUserGroups, QueryEvents} {
		_, err := op.Do(t.Context(), c, filled(op.In()).Interface())
		var failed *Error
		if !errors.As(err, &failed) || failed.Status != 204 {
			t.Errorf("%s: got %v", op.Route(), err)
		}
	}
}

func TestAChangeMayBeAnsweredWithoutABody(t *testing.T) {
	c, _ := serve(t, says(204, ""))
	reply, err := CreateUserGroup.Do(t.Context(), c, CreateUserGroupInput{Name: "x"})
	if err != nil || reply.Object != nil || reply.Status != 204 {
		t.Errorf("got %+v, %v", reply, err)
	}
	reply, err = ChangeUserGroupMembers.Do(t.Context(), c, ChangeUserGroupMembersInput{testID, "add", "user", otherID, nil})
	if err != nil || reply.Status != 204 {
		t.Errorf("got %+v, %v", reply, err)
	}
}

// v1 answers some changes, such as to unlock a user, with a word and no JSON.
func TestAChangeMayBeAnsweredWithAWordInPlainText(t *testing.T) {
	const plain, id = "text/plain; charset=utf-8", `{"id":"66c0a1b2c3d4e5f601234567"}`
	unlock, peek := v1[UserID, Empty]("POST /systemusers/{id}/unlock"), v1[UserID, Empty]("GET /systemusers/{id}/locks")
	for _, c := range []struct {
		op         Operation
		kind, body string
		done       bool
	}{
		{unlock, plain, "OK", true},
		{unlock, plain, "User has been unlocked.", true},
		{unlock, "application/json", `"OK"`, true},
		{unlock, "application/json", "OK", false},
		{unlock, "text/html", "OK", false},
		{unlock, plain, loginPage, false},
		{unlock, plain, id[:9], false},
		{peek, plain, "OK", false},
	} {
		client, _ := serve(t, says(200, c.body, "Content-Type", c.kind))
		reply, err := c.op.Do(t.Context(), client, UserID{ID: testID})
		if c.done && (err != nil || reply.Status != 200 || reply.Object != nil) {
			t.Errorf("%s %q: %+v, %v", c.kind, c.body, reply, err)
		}
		if !c.done {
			wantUnusable(t, err, !c.op.Route().Read)
		}
	}
}

func TestAChangeThatIsAnsweredWithAPageIsAnError(t *testing.T) {
	for body, fits := range map[string]bool{"": true, `{"ok":true}`: true, loginPage: false, "OK": false, `{"ok":`: false} {
		c, _ := serve(t, says(200, body))
		_, err := ChangeUserGroupMembers.Do(t.Context(), c, ChangeUserGroupMembersInput{testID, "add", "user", otherID, nil})
		if fits && err != nil {
			t.Errorf("%q: %v", body, err)
		}
		if !fits {
			wantUnusable(t, err, true)
		}
	}
}

func TestAnAnswerThatIsNoListIsAnError(t *testing.T) {
	wrong := []string{loginPage, "", `null`, `{}`, `"x"`, `7`}
	v1 := append([]string{`[]`, `{"totalCount":3}`, `{"totalCount":3,"results":null}`, `{"totalCount":3,"results":{}}`,
		`{"totalCount":"3","results":[]}`, `{"totalCount":1.5,"results":[]}`, `{"totalCount":1,"results":[{}],"results":[]}`,
		`{"totalCount":1,"results":[null]}`, `{"totalCount":1,"results":["x"]}`, `{"totalCount":1,"results":[[]]}`,
		`{"totalCount":1,"results":[{"username":"a"},{"username":1}]}`, `{"totalCount":1,"results":[{"username":"a"}`,
		`{"TotalCount":1,"Results":[]}`}, wrong...)
	v2 := append([]string{`{"results":[]}`, `[null]`, `[7]`, `["x"]`, `[[]]`, `[{"name":"a"},{"name":1}]`, `[{"name":"a"}`, `[{"name":"a","name":"b"}]`,
		`[] []`, `[{"name":"a"},]`}, wrong...)
	for _, test := range []struct {
		list   Listing
		bodies []string
	}{{ListUsers, v1}, {ListUserGroups, v2}, {QueryEvents, v2[:len(v2)-1]}} {
		for _, body := range test.bodies {
			if test.list == Listing(QueryEvents) {
				body = strings.ReplaceAll(body, `"name"`, `"service"`)
			}
			c, _ := serve(t, says(200, body, "x-total-count", "2"))
			reply, err := test.list.Do(t.Context(), c, filled(test.list.In()).Interface())
			wantUnusable(t, err, false)
			if len(reply.Items) > 0 {
				t.Errorf("%s: a part came back of %q", test.list.Route(), body)
			}
		}
	}
}

func TestUnknownMembersAreKeptAsTheyWereSent(t *testing.T) {
	const body = `{"_id":"66c0a1b2c3d4e5f601234567","username":"ana","systemUsername":"a.r","big":12345678901234567890,"deep":{"z":[1,2.50,null]},"attributes":[{"name":"a","value":"b","extra":true}]}`
	c, _ := serve(t, says(200, body))
	user, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"systemUsername": `"a.r"`, "big": `12345678901234567890`, "deep": `{"z":[1,2.50,null]}`} {
		if string(user.Extra[name]) != want {
			t.Errorf("%s is %s", name, user.Extra[name])
		}
	}
	if string(user.Attributes[0].Extra["extra"]) != "true" {
		t.Errorf("the attribute's extra is lost: %+v", user.Attributes)
	}
	reply, err := GetUser.Do(t.Context(), c, UserID{ID: testID})
	if err != nil || string(reply.Object) != body || !jsontext.Value(reply.Object).IsValid() {
		t.Errorf("got %s, %v", reply.Object, err)
	}
}
