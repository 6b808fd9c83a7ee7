package transport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A fakeGate notes what it is asked, and knows two agents.
type fakeGate struct {
	onCall     func(ctx context.Context, tool string) tools.Answer // nil: an answer with an id
	onList     func() (jsontext.Value, error)                      // nil: one tool
	onIdentify func(token string) (policy.Agent, string, error)    // nil: the two
	issuers    []policy.Issuer
	onPrompt   func(ctx context.Context) error       // nil: it is given
	pages      bool                                  // the list of tools has two
	onRefused  func()                                // nil: nothing happens before it is noted
	onConfirm  func(approval string, yes bool) error // nil: it counts

	mu       sync.Mutex
	notes    []note
	watchers map[*func()]string // by what they have called, whom they watch
}

// A note is one thing that a gate was asked, or told.
type note struct {
	kind string // call, list, failed or refused
	who  tools.Caller
	tool string
	text string // the arguments, or the reason
}

func (n note) String() string {
	return fmt.Sprintf("%s agent=%q tool=%q %s", n.kind, n.who.Agent.ID, n.tool, n.text)
}

const (
	helpdeskToken   = "jg_helpdesk"
	onboardingToken = "jg_onboarding"
	helpdeskID      = "11aa22bb"
	wrongID         = "99ff99ff"
	toolList        = `[{"name":"users_list","inputSchema":{"type":"object"}}]`
)

var errNoSuchToken = errors.New("the token fits no agent")

func (g *fakeGate) note(n note) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.notes = append(g.notes, n)
}

// all is what was noted since it was last asked for.
func (g *fakeGate) all() []note {
	g.mu.Lock()
	defer g.mu.Unlock()
	notes := g.notes
	g.notes = nil
	return notes
}

func (g *fakeGate) Call(ctx context.Context, who tools.Caller, tool string, args jsontext.Value) tools.Answer {
	g.note(note{"call", who, tool, string(args)})
	if g.onCall != nil {
		return g.onCall(ctx, tool)
	}
	return tools.Answer{Call: "01CALL", Structured: jsontext.Value(`{"id":"u1","note":"a \"quoted\" text"}`)}
}

func (g *fakeGate) List(_ context.Context, who tools.Caller, cursor string) (jsontext.Value, string, error) {
	g.note(note{kind: "list", who: who, text: cursor})
	if g.onList != nil {
		list, err := g.onList()
		return list, "", err
	}
	if cursor == "" && g.pages {
		return jsontext.Value(toolList), "next", nil
	}
	return jsontext.Value(toolList), "", nil
}

// Of what is served beside tools there is one of each: "one", one:// and the
// argument "of".
func (g *fakeGate) Resources(_ context.Context, who tools.Caller) (jsontext.Value, error) {
	g.note(note{kind: "resources", who: who})
	return jsontext.Value(`[{"uri":"one://","name":"one"}]`), nil
}

func (g *fakeGate) Read(_ context.Context, who tools.Caller, uri string) (jsontext.Value, error) {
	if uri != "one://" {
		return nil, &tools.Unserved{Text: "no resource of that name"}
	}
	g.note(note{kind: "read", who: who, text: uri})
	return jsontext.Value(`[{"uri":"one://","text":"the one"}]`), nil
}

func (g *fakeGate) Prompts(_ context.Context, who tools.Caller) (jsontext.Value, error) {
	g.note(note{kind: "prompts", who: who})
	return jsontext.Value(`[{"name":"one"}]`), nil
}

func (g *fakeGate) Prompt(ctx context.Context, who tools.Caller, name string, values map[string]string) (jsontext.Value, error) {
	if name != "one" {
		return nil, &tools.Unserved{Text: "no prompt of that name", Recorded: true}
	}
	if g.onPrompt != nil {
		if err := g.onPrompt(ctx); err != nil {
			return nil, err
		}
	}
	g.note(note{kind: "prompt", who: who, text: fmt.Sprint(name, values)})
	return jsontext.Value(`{"description":"The one.","messages":[{"role":"user","content":{"type":"text","text":"Do it."}}]}`), nil
}

func (g *fakeGate) Complete(_ context.Context, who tools.Caller, prompt, argument, begins string) (jsontext.Value, error) {
	g.note(note{kind: "complete", who: who, text: prompt + " " + argument + " " + begins})
	return jsontext.Value(`{"values":["off","often"],"hasMore":false}`), nil
}

func (g *fakeGate) Identify(_ context.Context, c tools.Credential, who *tools.Caller) (err error) {
	known := g.onIdentify
	if known == nil {
		known = g.known
	}
	who.Agent, who.Authn, err = known(c.Token)
	return err
}

func (g *fakeGate) Issuers() []policy.Issuer { return g.issuers }

func (g *fakeGate) known(token string) (policy.Agent, string, error) {
	switch token {
	case helpdeskToken:
		return policy.Agent{ID: "helpdesk"}, helpdeskID, nil
	case onboardingToken:
		return policy.Agent{ID: "onboarding"}, "33cc44dd", nil
	}
	return policy.Agent{}, wrongID, errNoSuchToken
}

func (g *fakeGate) AuthFailed(who tools.Caller, reason string) {
	g.note(note{"failed", who, "", reason})
}

func (g *fakeGate) Refused(who tools.Caller, tool, reason string) {
	if g.onRefused != nil {
		g.onRefused()
	}
	g.note(note{"refused", who, tool, reason})
}

func (g *fakeGate) Confirm(who tools.Caller, approval string, yes bool) error {
	g.note(note{"confirm", who, approval, fmt.Sprint(yes)})
	if g.onConfirm != nil {
		return g.onConfirm(approval, yes)
	}
	return nil
}

func (g *fakeGate) Plan(_ tools.Caller, approval string) []string {
	return []string{"The plan of " + approval + "."}
}

func (g *fakeGate) OnListChange(who tools.Caller, told func()) (stop func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.watchers == nil {
		g.watchers = map[*func()]string{}
	}
	g.watchers[&told] = who.Agent.ID
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.watchers, &told)
	}
}

// change has all who watch an agent told, and says how many do.
func (g *fakeGate) change(agent string) (watching int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for told, watched := range g.watchers {
		if watched == agent {
			watching++
			(*told)()
		}
	}
	return watching
}

var info = Info{Name: "jumpgate", Version: "9.8.7", Instructions: "Be careful."}

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

// A rig is the endpoint before a fake gate, without a network.
type rig struct {
	t    testing.TB
	gate *fakeGate
	http *HTTP
}

func newRig(t testing.TB) *rig {
	g := &fakeGate{}
	return &rig{t, g, NewHTTP(g, info, HTTPOptions{}, quietLog())}
}

// request is a POST of the help desk's, whose parts edit changes.
func request(body string, edit ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/mcp", strings.NewReader(body))
	r.RemoteAddr = "192.0.2.7:5555"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+helpdeskToken)
	for _, e := range edit {
		e(r)
	}
	return r
}

func header(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header.Del(name); len(values) > 0 {
			r.Header[http.CanonicalHeaderKey(name)] = values
		}
	}
}

func (r *rig) do(req *http.Request) *httptest.ResponseRecorder {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.http.ServeHTTP(w, req)
	return w
}

// post sends a message of the older revisions.
func (r *rig) post(body string, edit ...func(*http.Request)) *httptest.ResponseRecorder {
	r.t.Helper()
	return r.do(request(body, edit...))
}

// modern sends a request of revision 2026-07-28 as it should be, but for edit.
func (r *rig) modern(method, params string, edit ...func(*http.Request)) *httptest.ResponseRecorder {
	r.t.Helper()
	edit = append([]func(*http.Request){header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, method)}, edit...)
	return r.do(request(modernBody(method, params), edit...))
}

const modernMeta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`

func modernBody(method, params string) string {
	if params != "" {
		params += ","
	}
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s%s}}`, method, params, modernMeta)
}

// A message that came back.
type answer struct {
	ID     json.RawMessage `json:"id"`
	Result map[string]any  `json:"result"`
	Error  *struct {
		Code    int            `json:"code"`
		Message string         `json:"message"`
		Data    map[string]any `json:"data"`
	} `json:"error"`
}

func decode(t testing.TB, body []byte) answer {
	t.Helper()
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return a
}

// refusedWith checks that a response is one JSON-RPC error, and that the gate
// was told of it once and asked nothing.
func (r *rig) refusedWith(w *httptest.ResponseRecorder, status, code int) answer {
	r.t.Helper()
	a := decode(r.t, w.Body.Bytes())
	if w.Code != status || a.Error == nil || a.Error.Code != code {
		r.t.Fatalf("got %d %s, want %d with code %d", w.Code, w.Body, status, code)
	}
	notes := r.gate.all()
	if len(notes) != 1 || notes[0].kind != "refused" || notes[0].text == "" {
		r.t.Fatalf("recorded %v, want one refusal", notes)
	}
	return a
}

// answered checks that a response is a result, and returns it.
func (r *rig) answered(w *httptest.ResponseRecorder) map[string]any {
	r.t.Helper()
	a := decode(r.t, w.Body.Bytes())
	if w.Code != http.StatusOK || a.Error != nil || a.Result == nil {
		r.t.Fatalf("got %d %s, want a result", w.Code, w.Body)
	}
	return a.Result
}

// A countedBody says how much of it was read.
type countedBody struct {
	io.Reader
	n int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// stubborn is a call that ends when it is told to, cancelled or not.
func stubborn(began, ending chan struct{}) func(context.Context, string) tools.Answer {
	return func(context.Context, string) tools.Answer {
		close(began)
		<-ending
		return tools.Answer{Structured: jsontext.Value(`"stubborn"`)}
	}
}
