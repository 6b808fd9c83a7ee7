package policy

import (
	"maps"
	"slices"
	"testing"
)

func TestRemovingAnArgumentNeverGrants(t *testing.T) {
	asksAbsence := func(l draftLine) bool {
		return l.orAbsent != "" || slices.ContainsFunc(l.tests, func(m draftMatcher) bool { return m.name == "absent" || m.name == "present" })
	}
	checked := 0
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		if made.hasKey(asksAbsence) {
			return
		}
		askAll(d, func(r Request) {
			before := p.Decide(r)
			for name := range r.Args {
				less := r
				less.Args = maps.Clone(r.Args)
				delete(less.Args, name)
				if checked++; freedom(p.Decide(less)) > freedom(before) {
					t.Errorf("%+v is %s, and without %s it is %s", r, before.Effect, name, p.Decide(less).Effect)
				}
			}
		})
	})
	if checked < 10_000 {
		t.Errorf("only %d arguments were removed", checked)
	}
}

// The rules that were weighed are those that decided, and they explain it.
func TestAnExplanationIsTheDecision(t *testing.T) {
	forEachDraft(t, func(d dice, _ draft, p *Policy) {
		askAll(d, func(r Request) {
			want := p.Decide(r)
			got, weighed := p.Explain(r)
			if got.Effect != want.Effect || got.Rule != want.Rule || got.Reason != want.Reason || got.Requires != want.Requires || !slices.Equal(approvalsOf(got), approvalsOf(want)) || !slices.Equal(got.Matched, want.Matched) {
				t.Errorf("%+v: explained as %+v, decided as %+v", r, got, want)
			}
			var denies, blind, grants, requires []string
			for _, w := range weighed {
				switch {
				case w.Fires && w.Requires != "":
					requires = append(requires, w.Rule)
				case w.Fires && w.Grants:
					grants = append(grants, w.Rule)
				case w.Fires && w.Blind:
					blind = append(blind, w.Rule)
				case w.Fires:
					denies = append(denies, w.Rule)
				}
			}
			if len(denies) == 0 {
				denies = blind
			}
			switch {
			case may(want) && (len(denies) > 0 || !slices.Equal(slices.Concat(grants, requires), want.Matched)):
				t.Errorf("%+v is allowed by %v, but %v deny and %v grant", r, want.Matched, denies, grants)
			case want.Effect == Deny && len(want.Matched) > 0 && (len(denies) < len(want.Matched) || !slices.Equal(denies[:len(want.Matched)], want.Matched)):
				t.Errorf("%+v is denied by %v, but %v deny", r, want.Matched, denies)
			}
		})
	})
}

// What Reads does not ask for makes no difference.
func TestADecisionNeedsNoMoreOfTheTargetThanItSays(t *testing.T) {
	needs := map[bool]int{}
	forEachDraft(t, func(d dice, _ draft, p *Policy) {
		askAll(d, func(r Request) {
			i := slices.IndexFunc(universe, func(t Tool) bool { return t.Name == r.Tool && t.Target != nil })
			if i < 0 {
				if p.Reads(r) != nil {
					t.Errorf("%+v is about no object, and reads %v", r, p.Reads(r))
				}
				return
			}
			r.Target = nil
			blind, reads := p.Decide(r), p.Reads(r)
			needs[reads != nil]++
			for range 3 {
				full, some := r, r
				full.Target, some.Target = d.values(universe[i].Target), map[string]any{}
				for _, field := range reads {
					if v, ok := full.Target[field]; ok {
						some.Target[field] = v
					}
				}
				want, got := p.Decide(full), p.Decide(some)
				if reads == nil {
					got = blind
				}
				if got.Effect != want.Effect || (reads != nil || may(got)) && (!slices.Equal(approvalsOf(got), approvalsOf(want)) || !slices.Equal(got.Limits, want.Limits) || !slices.Equal(hiddenBy(got.Hides), hiddenBy(want.Hides))) || reads != nil && (got.Rule != want.Rule || !slices.Equal(got.Matched, want.Matched)) {
					t.Errorf("%+v reads %v: %+v, but with all of %v %+v", r, reads, got, full.Target, want)
				}
			}
		})
	})
	if needs[true] < 200 || needs[false] < 200 {
		t.Errorf("the targets are read or not: %v", needs)
	}
}
