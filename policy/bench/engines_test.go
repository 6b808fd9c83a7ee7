package bench

import "testing"

// Only what answers alike can be compared.
func TestAllEnginesAnswerAlike(t *testing.T) {
	engines := map[string]engine{"cedar": newCedar(t), "opa": newOPA(t), "casbin": newCasbin(t)}
	ours := newJumpgate(t)
	allowed, conditional := 0, 0
	for _, c := range someCalls(5000) {
		want := ours.allows(c)
		for name, e := range engines {
			if got := e.allows(c); got != want {
				t.Errorf("%s says %t of %+v, and jumpgate %t", name, got, c, want)
			}
		}
		if want {
			allowed++
			if c.class == "execute" {
				conditional++
			}
		}
	}
	if allowed < 1000 || conditional < 30 {
		t.Errorf("only %d calls are allowed, %d of them by the condition", allowed, conditional)
	}
}

// Each engine is asked what it was given already: what it takes to put a call
// into its words is not counted.
func BenchmarkDecide(b *testing.B) {
	ours, cedar, opa, casbin := newJumpgate(b), newCedar(b), newOPA(b), newCasbin(b)
	for name, c := range map[string]call{
		"Plain":     {agent: "agent-500", tool: everyTool[3+17*7], args: map[string]any{}},
		"Condition": {agent: "agent-500", tool: everyTool[10+17*7], args: map[string]any{"name": "eng-restart", "sudo": false}},
	} {
		ourRequest, cedarRequest, input, casbinRequest := ours.request(c), cedar.request(c), opa.input(c), casbin.request(c)
		for _, one := range []struct {
			name string
			asks func() bool
		}{
			{"jumpgate", func() bool { return ours.Decide(ourRequest).Rule != "not_granted" }},
			{"cedar", func() bool { return cedar.asked(cedarRequest) }},
			{"opa", func() bool { return opa.asked(input) }},
			{"casbin", func() bool { return casbin.asked(casbinRequest) }},
		} {
			b.Run(name+"/"+one.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if !one.asks() {
						b.Fatal("denied")
					}
				}
			})
		}
	}
}
