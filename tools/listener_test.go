package tools

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// heard makes a call and says of how many requests its listener was told.
func (r *rig) heard(tool, args string) (told []int, a Answer) {
	var mu sync.Mutex
	ctx := WithListener(r.t.Context(), Listener{Requests: func(n int) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, n)
	}})
	a = r.gate.Call(ctx, r.as("full"), tool, jsontext.Value(args))
	return told, a
}

func TestAListenerIsToldOfRequestsFromTheSecondOn(t *testing.T) {
	r := newRig(t, fullAccess)
	failing := 3
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		failing--
		return http.StatusBadGateway, "", failing >= 0
	})
	if told, a := r.heard("users_list", `{}`); a.IsError || !slices.Equal(told, []int{2, 3, 4}) {
		t.Errorf("told %v: %s", told, a.Structured)
	}
	if told, a := r.heard("users_list", `{}`); a.IsError || told != nil {
		t.Errorf("told %v of one request: %s", told, a.Structured)
	}
}

// What is looked up before the intent is not what the call does.
func TestAListenerIsToldNothingOfLookUps(t *testing.T) {
	r := newRig(t, fullAccess)
	name := items(r.call("full", "users_list", `{"limit":1,"fields":"username"}`))[0]["username"].(string)
	before := r.directory.Requests()
	told, a := r.heard("users_get", `{"id":"`+name+`"}`)
	if a.IsError || told != nil || r.directory.Requests()-before < 2 {
		t.Errorf("told %v: %s", told, a.Structured)
	}
	if told, a := r.heard("users_erase", `{}`); !a.IsError || told != nil {
		t.Errorf("told %v: %s", told, a.Structured)
	}
}

// A page of events that does not fit into an answer is read again, shorter.
func TestAListenerIsToldOfPagesThatAreReadAgain(t *testing.T) {
	r := newRig(t, fullAccess, func(o *Options) { o.MaxAnswerBytes = 8 << 10 })
	told, a := r.heard("events_query", `{"service":["all"],"start_time":"90d","limit":100}`)
	if a.IsError || len(told) == 0 || told[0] != 2 || !slices.IsSorted(told) {
		t.Errorf("told %v: %.200s", told, a.Structured)
	}
}

func TestAListenerIsToldThatJumpCloudWantsToBeLeftAlone(t *testing.T) {
	directory := newDirectory()
	server := httptest.NewServer(directory)
	t.Cleanup(server.Close)
	client, err := jcclient.New(jcclient.Options{ConsoleURL: server.URL, APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey), Authorize: Authorize, CoolDown: 30 * time.Second, MaxTries: 1})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, fullAccess, func(o *Options) { o.Client = client })
	directory.Fail(func(*http.Request) (int, string, bool) { return http.StatusTooManyRequests, "", true })
	r.fails("full", "users_list", `{}`)
	ctx, cancel := context.WithCancel(t.Context())
	var told []string
	ctx = WithListener(ctx, Listener{Waits: func(text string) { told = append(told, text); cancel() }})
	a := r.gate.Call(ctx, r.as("full"), "users_list", nil)
	if len(told) != 1 || !strings.HasPrefix(told[0], "JumpCloud wants to be left alone for ") || !a.IsError {
		t.Errorf("told %q: %s", told, a.Structured)
	}
}
