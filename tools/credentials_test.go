package tools

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

const twoOrganizations = `
version: 1
agents:
  one: {owner: o@example.com, identify: [{local: true}], org_id: ` + oneTenant + `, access: {users: full}}
  other: {owner: o@example.com, identify: [{local: true}], org_id: ` + anotherTenant + `, access: {users: full}}
  none: {owner: o@example.com, identify: [{local: true}], access: {users: full}}
`

// logged is a rig whose log can be read.
func logged(t *testing.T, policySource string) (*rig, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	r := newRig(t, policySource, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	return r, &log
}

func TestARefusedKeyIsSaidOnceUntilItWorksAgain(t *testing.T) {
	r, log := logged(t, twoOrganizations)
	refuses := func(yes bool) {
		r.directory.Fail(func(*http.Request) (int, string, bool) {
			if yes {
				return 401, `{"message":"Unauthorized: api key user not found"}`, true
			}
			return 200, `{"_id":"` + someone + `"}`, true
		})
	}
	get := `{"id":"` + someone + `"}`
	for _, step := range []struct {
		refused   bool
		agent     string
		said, fit int // errors, and words that it works again
	}{
		{true, "one", 1, 0}, {true, "one", 0, 0}, {true, "other", 1, 0}, {true, "one", 0, 0},
		{false, "one", 0, 1}, {false, "one", 0, 0}, {true, "one", 1, 0}, {false, "other", 0, 1},
	} {
		log.Reset()
		refuses(step.refused)
		a := r.answer(step.agent, "users_get", get)
		if a.IsError != step.refused || a.IsError && !strings.Contains(string(a.Structured), `"code":"unauthorized"`) {
			t.Errorf("%+v: %s", step, a.Structured)
		}
		text := log.String()
		if strings.Count(text, "level=ERROR") != step.said || strings.Count(text, "takes jumpgate's key or service account again") != step.fit || strings.Contains(text, "level=WARN") {
			t.Errorf("%+v: logged %s", step, text)
		}
		for _, advice := range []string{"renew it", "90 days", "region", "several organizations"} {
			if step.said > 0 && !strings.Contains(text, advice) {
				t.Errorf("%q is not in %s", advice, text)
			}
		}
	}
	// A look-up that is refused is said, too.
	log.Reset()
	refuses(true)
	if f := r.fails("none", "users_get", `{"id":"ana.ruiz"}`); f.Code != "unauthorized" || strings.Count(log.String(), "level=ERROR") != 1 {
		t.Errorf("%+v: %s", f, log)
	}
}

func TestATokenThatCannotBeHadMeansThatNothingWasSent(t *testing.T) {
	directory := newDirectory()
	var give http.HandlerFunc
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if give != nil {
			give(w, q)
			return
		}
		directory.ServeHTTP(w, q)
	}))
	defer server.Close()
	fresh := func(o *Options) { // a client that no refusal makes wait
		client, err := jcclient.New(jcclient.Options{ConsoleURL: server.URL, InsightsURL: server.URL, TokenURL: server.URL + "/oauth2/token", MaxTries: 1,
			ClientID: sandbox.DefaultClientID, ClientSecret: jcclient.NewSecret(sandbox.DefaultClientSecret), Authorize: Authorize})
		if err != nil {
			t.Fatal(err)
		}
		o.Client, o.CallTimeout = client, 2*time.Second
	}
	says := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	for _, c := range []struct {
		give      http.HandlerFunc
		code      string
		retryable bool
	}{
		{says(401), "unauthorized", false}, {says(400), "unauthorized", false}, {says(429), "rate_limited", true},
		{says(503), "upstream_error", true}, {says(302), "upstream_error", true}, {says(200), "upstream_error", true},
	} {
		give = c.give
		r := newRig(t, fullAccess, fresh)
		f := r.fails("full", "users_delete", `{"id":"`+someone+`"}`)
		if f.Code != c.code || f.Retryable != c.retryable || strings.Contains(f.Message+f.Hint, "unknown whether") {
			t.Errorf("%+v", f)
		}
		if o := r.last().Outcome; o.Result != "error" || o.HTTPStatus != 0 {
			t.Errorf("%s: recorded %+v", c.code, o)
		}
	}
	give = nil
	r := newRig(t, fullAccess, fresh)
	gone, leave := context.WithCancel(t.Context())
	leave()
	a := r.gate.Call(gone, r.as("full"), "users_delete", []byte(`{"id":"`+someone+`"}`))
	if o := r.last().Outcome; !a.IsError || o.Result != "cancelled" || strings.Contains(string(a.Structured), "may or may not") {
		t.Errorf("%s: recorded %+v", a.Structured, o)
	}
	if n := directory.Requests(); n > 1 {
		t.Errorf("%d requests arrived: %v", n, directory.Log())
	}
	r.call("full", "users_list", `{"limit":1}`) // with a token, it works
}
