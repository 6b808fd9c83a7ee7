package jcclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestAnErrorSaysWhatJumpCloudSaid(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"a wrong key":                  {401, `{"error":"Unauthorized","message":"Unauthorized: api key user not found"}`, "Unauthorized: api key user not found"},
		"a limit too high":             {400, `{"message":"Bad Request: request parameter \"limit\" exceeds maximum value of 100"}`, `Bad Request: request parameter "limit" exceeds maximum value of 100`},
		"an organization by header":    {403, `{"message":"Forbidden: organization selection not allowed via header","error":"Forbidden: organization selection not allowed via header"}`, "Forbidden: organization selection not allowed via header"},
		"no command":                   {400, `{"message":"command id is required"}`, "command id is required"},
		"a weak password":              {400, `{"code":400,"message":"Password validation fail","status":"INVALID_ARGUMENT","details":[{"fieldViolationsList":[{"field":"password","description":"specialCharacter"}]}]}`, `Password validation fail [{"fieldViolationsList":[{"field":"password","description":"specialCharacter"}]}]`},
		"Insights not bought":          {402, `{"message":"Directory Insights is not enabled"}`, "Directory Insights is not enabled"},
		"v1, as published":             {404, `{"code":404,"message":"Not Found","status":"NOT_FOUND"}`, "Not Found"},
		"v2, with a code of its own":   {400, `{"code":400,"message":"name is required","status":"nullName"}`, "name is required"},
		"a newer service":              {409, `{"code":6,"message":"already exists","details":[]}`, "already exists"},
		"error alone":                  {409, `{"error":"Conflict"}`, "Conflict"},
		"an error that is an object":   {400, `{"error":{"code":"x"}}`, `{"code":"x"}`},
		"a message that is a number":   {400, `{"message":7}`, "7"},
		"null":                         {400, `{"message":null,"error":null}`, `{"message":null,"error":null}`},
		"another object":               {400, `{"name":"ValidationError"}`, `{"name":"ValidationError"}`},
		"a list":                       {400, `["no"]`, `["no"]`},
		"text":                         {404, "Not Found\n", "Not Found"},
		"HTML":                         {404, "<html>\n  <h1>Nope</h1>\r\n</html>", "<html> <h1>Nope</h1> </html>"},
		"nothing":                      {404, "", ""},
		"a terminal's escape":          {404, "\x1b[31mred\x07", "[31mred"},
		"a forged line":                {404, `{"message":"no\n{\"seq\":1}"}`, `no {"seq":1}`},
		"text that runs backwards":     {404, `{"message":"no\u202ekey\u2066"}`, "no key"},
		"a truncated object":           {404, `{"message":"no`, `{"message":"no`},
		"bad UTF-8":                    {404, "no\xff\xfeway", "noway"},
		"a redirect to the login page": {302, "", "redirects are never followed, since the key would travel with them; JumpCloud redirects to its login page when it sees no API key: check the key and ConsoleURL"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, says(test.status, test.body))
			reply, err := DeleteUser.Do(t.Context(), c, DeleteUserInput{ID: testID})
			var failed *Error
			if !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			if failed.Message != test.want || failed.Status != test.status || reply.Status != test.status {
				t.Errorf("got %d %q", failed.Status, failed.Message)
			}
			if failed.Route != DeleteUser.Route() || failed.Path != "/api/systemusers/"+string(testID) || failed.MayHaveHappened {
				t.Errorf("got %+v", failed)
			}
			begin := fmt.Sprintf("jcclient: DELETE /api/systemusers/%s: JumpCloud answered %d", testID, test.status)
			if !strings.HasPrefix(err.Error(), begin) || !strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\r\n\x1b") {
				t.Errorf("it reads %q", err)
			}
		})
	}
}

func TestAnErrorAdvises(t *testing.T) {
	for status, want := range map[int]string{401: "renew it", 403: "lacks the role", 429: "ask again after", 500: "read the object before"} {
		c, _ := serveWith(t, Options{MaxTries: 1}, says(status, "", "Retry-After", "7"))
		_, err := DeleteUser.Call(t.Context(), c, DeleteUserInput{ID: testID})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", status, err)
		}
	}
	c, _ := serve(t, says(429, ""))
	_, err := DeleteUser.Call(t.Context(), c, DeleteUserInput{ID: testID})
	if err == nil || !strings.Contains(err.Error(), "(tried 5 times)") {
		t.Errorf("got %v", err)
	}
}

func TestALongMessageIsCut(t *testing.T) {
	c, _ := serve(t, says(404, `{"message":"`+strings.Repeat("é", 10_000)+`"}`))
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	var failed *Error
	if !errors.As(err, &failed) || len(failed.Message) > longestMessage+len("…") || !strings.HasSuffix(failed.Message, "é…") {
		t.Errorf("got %v", err)
	}
}

func TestNetworkErrorsTellNoQueryAndKeepTheirCause(t *testing.T) {
	c := offline(t, Options{MaxTries: 1}, func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("%s %s with %s: %w", r.Method, r.URL.Path, r.Header.Get("x-api-key"), context.DeadlineExceeded)
	})
	_, err := ListUsers.Do(t.Context(), c, UserQuery{Search: "ana.ruiz"})
	var failed *Error
	if !errors.As(err, &failed) || !errors.Is(err, context.DeadlineExceeded) || failed.Status != 0 {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), "ana.ruiz") || !strings.Contains(err.Error(), "no answer from JumpCloud") || !strings.Contains(err.Error(), masked) {
		t.Errorf("it reads %v", err)
	}
	wantNoKey(t, "a network error", err)
}
