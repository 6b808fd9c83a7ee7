package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// crowd are so many agents of one kind: each is denied too seldom to be held.
func crowd(t *testing.T, agents int, access string) string {
	head, agent, found := strings.Cut(grants(access), "  helpdesk:")
	if !found {
		t.Fatal("the help desk is called otherwise")
	}
	for n := range agents {
		head += fmt.Sprintf("  desk-%d:%s", n, agent)
	}
	return head
}

// Each decision is that of the policy whose hash it names, and no policy that
// was refused ever decided: whatever is exchanged meanwhile. JUMPGATE_RELOADS is how
// often, with a hundred calls each (.ci/run: 100, make torture: 300).
func TestUnderReloadsEachDecisionIsThatOfTheHashItNames(t *testing.T) {
	const callers = 16
	reloads, calls := 100, 4_000
	if more, err := strconv.Atoi(os.Getenv("JUMPGATE_RELOADS")); err == nil {
		reloads, calls = more, 100*more
	}
	w := watchedHouse(t, true)
	who := w.caller()
	w.write(w.grants(true), crowd(t, calls/50, "users: read"))
	w.watch.look(true)
	asked := []string{"users_nap", "users_delete", "organization_get", "users_get"}
	known := map[string]*policy.Policy{w.gate.Policy().Hash(): w.gate.Policy()}

	var wg sync.WaitGroup
	for n := range callers {
		wg.Go(func() {
			for i := range calls / callers {
				args := jsontext.Value(`{"id":"00000000000000000000000` + fmt.Sprint(i%10) + `"}`)
				one := who
				one.Agent = w.gate.Policy().Agents()[(n*calls/callers+i)%(calls/50)]
				w.gate.Call(t.Context(), one, asked[(i+n)%len(asked)], args)
			}
		})
	}
	broken := 0
	for i := range reloads {
		source := crowd(t, calls/50, []string{"users: read", "users: full", "users: off", "organization: read"}[i%4]) + fmt.Sprintf("# the %dth\n", i)
		if i%5 == 0 {
			source, broken = strings.Replace(source, "access", "acess", 1), broken+1
		} else if p, err := w.watch.load([]byte(source)); err == nil {
			known[p.Hash()] = p
		}
		w.write(w.grants(true), source)
		w.watch.look(true)
	}
	wg.Wait()

	decided, loaded, rejected := map[string]int{}, 0, 0
	for _, r := range w.records(t) {
		switch r.Kind {
		case audit.PolicyLoaded:
			loaded++
		case audit.PolicyRejected:
			rejected++
		case audit.CallIntent, audit.CallDenied:
			p := known[r.Decision.Policy]
			if p == nil {
				t.Fatalf("record %d names policy %s, which was never in force", r.Seq, r.Decision.Policy)
			}
			want := p.Decide(policy.Request{Agent: r.Who.Agent, Tool: r.What.Tool, Now: r.Time})
			if r.Decision.Effect != want.Effect.String() || r.Decision.Rule != want.Rule {
				t.Fatalf("record %d: %s by %s, and policy %s says %s by %s", r.Seq, r.Decision.Effect, r.Decision.Rule, r.Decision.Policy[:12], want.Effect, want.Rule)
			}
			decided[r.Decision.Policy]++
		}
	}
	total := 0
	for _, n := range decided {
		total += n
	}
	if total < calls*3/4 || len(decided) < reloads/4 || rejected != broken || loaded != 2+reloads-broken {
		t.Errorf("%d decisions under %d policies; %d loaded, %d rejected of %d broken", total, len(decided), loaded, rejected, broken)
	}
	if _, err := audit.Verify(w.house.trail); err != nil {
		t.Error(err)
	}
}
