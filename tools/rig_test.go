package tools

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A rig is a whole gate over a sandbox directory: real policy, real audit
// trail, real client. Only JumpCloud is invented.
type rig struct {
	t         testing.TB
	gate      *Gate
	directory *sandbox.Server
	log       string

	reading sync.Mutex     // guards what follows
	records []audit.Record // of what was seen of the trail
	seen    []byte
}

func newRig(t testing.TB, policySource string, change ...func(*Options)) *rig {
	t.Helper()
	return newRigOver(t, policySource, newDirectory(), change...)
}

// newDirectory is an invented JumpCloud, a copy of one that is founded once.
func newDirectory() *sandbox.Server { return founded().Copy(sandbox.Options{}) }

var (
	founded      = sync.OnceValue(func() *sandbox.Server { return sandbox.New(sandbox.Options{}) })
	smallFounded = sync.OnceValue(func() *sandbox.Server { return sandbox.New(sandbox.Options{Users: 12, Devices: 10}) })
)

func newRigOver(t testing.TB, policySource string, directory *sandbox.Server, change ...func(*Options)) *rig {
	t.Helper()
	server := httptest.NewServer(directory)
	t.Cleanup(server.Close)
	client, err := jcclient.New(jcclient.Options{
		ConsoleURL: server.URL, InsightsURL: server.URL + "/insights/directory/v1",
		APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey), Authorize: Authorize, FirstWait: time.Millisecond, CoolDown: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, directory: directory, log: filepath.Join(t.TempDir(), "audit.jsonl")}
	trail, err := audit.Open(r.log, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { trail.Close() })
	o := Options{Client: client, Policy: load(t, policySource), Audit: trail}
	for _, c := range change {
		c(&o)
	}
	if r.gate, err = NewGate(o); err != nil {
		t.Fatal(err)
	}
	return r
}

func load(t testing.TB, source string) *policy.Policy {
	t.Helper()
	p, err := policy.Load("policy.yaml", []byte(source), ForPolicy())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fullAccess is an agent that may do everything.
var fullAccess = `
version: 1
agents:
  full:
    name: Full Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: ` + everything + `
`

// everything is full access to every resource that there is.
var everything = func() string {
	rows := map[string]string{}
	for _, tool := range All() {
		rows[tool.On] = "full"
	}
	b, err := json.Marshal(rows, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	return string(b)
}()

func (r *rig) as(agent string) Caller {
	a := policy.Agent{ID: agent, Name: agent}
	for _, known := range r.gate.Policy().Agents() {
		if known.ID == agent {
			a = known
		}
	}
	return Caller{Agent: a, Authn: "local", Transport: "test"}
}

func (r *rig) answer(agent, tool, args string) Answer {
	r.t.Helper()
	return r.gate.Call(r.t.Context(), r.as(agent), tool, jsontext.Value(args))
}

// call answers the structured content of a call that must succeed.
func (r *rig) call(agent, tool, args string) map[string]any {
	r.t.Helper()
	a := r.answer(agent, tool, args)
	if a.IsError {
		r.t.Fatalf("%s %s: %s", tool, args, a.Structured)
	}
	return decoded(r.t, a.Structured)
}

// fails answers the error of a call that must not succeed.
func (r *rig) fails(agent, tool, args string) failure {
	r.t.Helper()
	a := r.answer(agent, tool, args)
	if !a.IsError {
		r.t.Fatalf("%s %s succeeded: %s", tool, args, a.Structured)
	}
	var body struct{ Error failure }
	if err := json.Unmarshal(a.Structured, &body, json.MatchCaseInsensitiveNames(true)); err != nil {
		r.t.Fatal(err)
	}
	return body.Error
}

func decoded(t testing.TB, v jsontext.Value) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(v, &m); err != nil {
		t.Fatalf("%v: %s", err, v)
	}
	return m
}

// items are a listing's rows.
func items(answer map[string]any) []map[string]any {
	var rows []map[string]any
	for _, item := range answer["items"].([]any) {
		rows = append(rows, item.(map[string]any))
	}
	return rows
}

// trail reads the audit log as it is on disk now.
func (r *rig) trail() []audit.Record {
	r.t.Helper()
	r.reading.Lock()
	defer r.reading.Unlock()
	b, err := os.ReadFile(r.log)
	if err != nil {
		r.t.Fatal(err)
	}
	if !bytes.HasPrefix(b, r.seen) { // another trail
		r.records, r.seen = nil, nil
	}
	for line := range bytes.Lines(b[len(r.seen):]) {
		var rec audit.Record
		if err := json.Unmarshal(line, &rec); err != nil {
			r.t.Fatalf("%v: %s", err, line)
		}
		r.records = append(r.records, rec)
	}
	r.seen = b
	return slices.Clone(r.records)
}

// kinds are the kinds of the last n records.
func (r *rig) kinds(n int) []audit.Kind {
	r.t.Helper()
	all := r.trail()
	var kinds []audit.Kind
	for _, rec := range all[max(0, len(all)-n):] {
		kinds = append(kinds, rec.Kind)
	}
	return kinds
}

func (r *rig) last() audit.Record {
	r.t.Helper()
	all := r.trail()
	return all[len(all)-1]
}

// loads says what is wrong with a condition of a deny rule about these tools.
func loads(about, when string) error {
	_, err := policy.Load("p.yaml", []byte("version: 1\ndeny: [{id: a, tools: "+about+", when: {"+when+"}}]\n"), ForPolicy())
	return err
}

// decided is the decision about the last call: of its intent, where it was made.
func (r *rig) decided() audit.Decision {
	r.t.Helper()
	all := r.trail()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Decision != nil {
			return *all[i].Decision
		}
	}
	r.t.Fatal("nothing was decided")
	return audit.Decision{}
}
