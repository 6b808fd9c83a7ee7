package jcclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// somebody is what another administrator does to the command.
func somebody(command string) string {
	return strings.Replace(command, `"reboot"`, `"shutdown -h now"`, 1)
}

func TestAReplaceRefusesWhatSomebodyElseChangedMeanwhile(t *testing.T) {
	c, s := keeps(t, func(_ string, n int, command string) string {
		if n == 2 {
			return somebody(command)
		}
		return command
	})
	reply, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
	var changed *ChangedError
	if !errors.As(err, &changed) || !slices.Equal(changed.Members, []string{"command"}) || reply.Attempts != 2 || reply.Status != 0 {
		t.Errorf("got %+v, %v", reply, err)
	}
	if len(s.changes()) > 0 {
		t.Errorf("%s was written over it", s.changes()[0].body)
	}
}

func TestAReplaceLooksAtWhatItWritesAndNotAtHowItIsSpelled(t *testing.T) {
	for name, other := range map[string]func(string) string{
		"other spaces and escapes": func(command string) string { return strings.Replace(command, `"re`, ` "\u0072e`, 1) },
		"another float":            func(command string) string { return strings.Replace(command, `2.50`, `2.5`, 1) },
		"null for nothing":         func(command string) string { return strings.Replace(command, `"files":[]`, `"files":null`, 1) },
		"a device bound to it": func(command string) string {
			return strings.Replace(command, `"systems":[`, `"systems":["`+orgID+`",`, 1)
		},
	} {
		c, s := keeps(t, func(_ string, n int, command string) string {
			if n == 2 {
				return other(command)
			}
			return command
		})
		if _, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"}); err != nil || len(s.changes()) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Between a 429 and the next try lies a cool-down: time enough for somebody.
func TestAReplaceReadsAgainBeforeEachTryToWrite(t *testing.T) {
	for _, changes := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			command, puts := stored, []time.Duration{}
			start := time.Now()
			c := offline(t, Options{CoolDown: 30 * time.Second}, func(r *http.Request) (*http.Response, error) {
				if r.Method == "GET" {
					return response(200, command), nil
				}
				if puts = append(puts, time.Since(start)); len(puts) == 1 {
					if changes {
						command = somebody(command)
					}
					return response(429, ""), nil
				}
				body, _ := io.ReadAll(r.Body)
				command = `{"_id":"` + string(testID) + `",` + string(body[1:])
				return response(200, command), nil
			})
			reply, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
			var changed *ChangedError
			switch {
			case changes && (!errors.As(err, &changed) || len(puts) != 1):
				t.Errorf("changed in a cool-down: %v after %d writes", err, len(puts))
			case !changes && (err != nil || len(puts) != 2 || puts[1] < 30*time.Second || reply.Attempts != 6):
				t.Errorf("left alone: %v after %v, %+v", err, puts, reply)
			}
		})
	}
}

func TestAReplaceDoesNotWaitPastTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := offline(t, Options{CoolDown: time.Hour, LongestCoolDown: time.Hour}, func(r *http.Request) (*http.Response, error) {
			if r.Method == "GET" {
				return response(200, stored), nil
			}
			return response(429, ""), nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := UpdateCommand.Do(ctx, c, UpdateCommandInput{ID: testID, Name: "now"})
		var failed *Error
		if !errors.As(err, &failed) || failed.Status != 429 || failed.MayHaveHappened || failed.RetryAfter < 5*time.Minute || time.Since(start) > time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestAReplaceSaysWhatIsNotAsItWasWritten(t *testing.T) {
	for name, test := range map[string]struct {
		last http.HandlerFunc
		want []string
	}{
		"changed right after":   {says(200, strings.Replace(somebody(stored), "Restart", "now", 1)), []string{"command"}},
		"not shown yet":         {says(200, stored), []string{"name"}},
		"a member of no body":   {says(200, strings.Replace(stored, `"name":"Restart"`, `"name":"now","lastRun":"today"`, 1)), nil},
		"a read that fails":     {says(404, ""), nil},
		"a read of HTML":        {says(200, "<html>"), nil},
		"a read of another one": {says(200, `{"_id":"`+string(otherID)+`"}`), nil},
	} {
		written := strings.Replace(stored, "Restart", "now", 1)
		c, _ := serve(t, says(200, stored), says(200, stored), says(200, written), test.last)
		reply, err := UpdateCommand.Do(t.Context(), c, UpdateCommandInput{ID: testID, Name: "now"})
		if err != nil || !slices.Equal(reply.Differs, test.want) || reply.Attempts != 4 || string(reply.Object) != written {
			t.Errorf("%s: %v, %+v", name, err, reply)
		}
	}
}
