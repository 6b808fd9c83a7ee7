package policy

import (
	"maps"
	"slices"
	"testing"
)

// Where a decision hinges on none of the arguments that nobody knows, it is the
// decision whatever they were.
func TestADecisionThatHingesOnNothingIsTheDecision(t *testing.T) {
	counts := map[bool]int{}
	forEachDraft(t, func(d dice, _ draft, p *Policy) {
		askAll(d, func(r Request) {
			less := r
			less.Args = maps.Clone(r.Args)
			for _, name := range slices.Sorted(maps.Keys(r.Args)) {
				if d.IntN(2) == 0 {
					less.Args[name] = Untold{}
				}
			}
			if r.Args != nil {
				less.Args["sudo"], less.Args["tags"] = Untold{}, Untold{}
			}
			hinges := p.Hinges(less)
			counts[hinges != nil]++
			if got, want := p.Decide(less), p.Decide(r); hinges == nil && got.Effect != want.Effect {
				t.Errorf("%+v is decided as %s by %s, and without some arguments as %s by %s, which hinges on nothing: %+v", r, want.Effect, want.Rule, got.Effect, got.Rule, less)
			}
			for _, name := range hinges {
				if _, ok := less.Args[name].(Untold); !ok {
					t.Errorf("%+v hinges on %s, which is known", less, name)
				}
			}
		})
	})
	if counts[true] < 500 || counts[false] < 500 {
		t.Errorf("decisions hinge on something or not: %v", counts)
	}
}
