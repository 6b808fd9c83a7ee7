package tools

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// A breaker stands before a directory and breaks the connection over which a
// user is created, the first time: of a tenth of them after it happened, of
// another tenth before. The last digit of their number decides.
type breaker struct {
	directory http.Handler
	mu        sync.Mutex
	broken    map[string]bool
}

func (b *breaker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != "POST" {
		b.directory.ServeHTTP(w, r)
		return
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	var user struct{ Username string }
	_ = json.Unmarshal(body, &user, json.MatchCaseInsensitiveNames(true))
	b.mu.Lock()
	first := !b.broken[user.Username]
	b.broken[user.Username] = true
	b.mu.Unlock()
	switch {
	case first && strings.HasSuffix(user.Username, "5"): // it did not happen, and nobody says so
		reset(w)
	case first && strings.HasSuffix(user.Username, "7"): // it happened, and nobody says so
		b.directory.ServeHTTP(httptest.NewRecorder(), r)
		reset(w)
	default:
		b.directory.ServeHTTP(w, r)
	}
}

// reset breaks the connection as a crashed machine does: with a RST.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// An agent that does what a lost answer's hint says makes everything once,
// whatever breaks.
func TestAThousandWritesOverBreakingConnectionsMakeEverythingOnce(t *testing.T) {
	const writes, agents = 1000, 8
	directory := newDirectory()
	server := httptest.NewServer(&breaker{directory: directory, broken: map[string]bool{}})
	defer server.Close()
	client, err := jcclient.New(jcclient.Options{ConsoleURL: server.URL, APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey),
		Authorize: Authorize, FirstWait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, fullAccess, func(o *Options) { o.Client = client })
	before := directory.Requests()
	var unsure [agents]int
	var wait sync.WaitGroup
	for agent := range agents {
		wait.Go(func() {
			for n := agent; n < writes; n += agents {
				unsure[agent] += r.makeOnce(fmt.Sprintf("writer.%03d", n))
			}
		})
	}
	wait.Wait()
	lost := 0
	for _, n := range unsure {
		lost += n
	}
	if lost != writes/5 {
		t.Errorf("%d answers were lost, not %d", lost, writes/5)
	}
	// A POST for each that arrives, and a read where nobody knew.
	if sent := directory.Requests() - before; sent != writes+lost {
		t.Errorf("%d requests reached the directory", sent)
	}
	reader, err := jcclient.New(jcclient.Options{ConsoleURL: server.URL, APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey)})
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]int{}
	for user, err := range jcclient.ListUsers.All(t.Context(), reader, jcclient.UserQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		made[user.Username]++
	}
	for n := range writes {
		if name := fmt.Sprintf("writer.%03d", n); made[name] != 1 {
			t.Errorf("%s exists %d times", name, made[name])
		}
	}
	said := 0
	for _, rec := range r.trail() {
		if rec.Kind == audit.CallOutcome && rec.Outcome.Result == "unknown" {
			said++
		}
	}
	if said != lost {
		t.Errorf("the record says of %d changes that nobody knows, and %d were lost", said, lost)
	}
}

// makeOnce makes a user as a careful agent would, and says how often nobody
// knew whether it was made.
func (r *rig) makeOnce(name string) (unsure int) {
	for range 5 {
		a := r.answer("full", "users_create", `{"username":"`+name+`","email":"`+name+`@example.com"}`)
		if !a.IsError {
			return unsure
		}
		var body struct{ Error failure }
		if err := json.Unmarshal(a.Structured, &body, json.MatchCaseInsensitiveNames(true)); err != nil || body.Error.Code != "upstream_error" || body.Error.Retryable {
			r.t.Errorf("%s: %s", name, a.Structured)
			return unsure
		}
		unsure++
		_, call, _ := strings.Cut(body.Error.Hint, "made: ")
		tool, args, _ := strings.Cut(call, " ")
		found := r.answer("full", tool, args)
		if found.IsError {
			r.t.Errorf("%s: %s %s: %s", name, tool, args, found.Structured)
			return unsure
		}
		if strings.Contains(string(found.Structured), `"`+name+`"`) {
			return unsure
		}
	}
	r.t.Errorf("%s was not made in five tries", name)
	return unsure
}
