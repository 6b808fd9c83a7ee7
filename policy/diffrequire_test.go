package policy

import (
	"slices"
	"strings"
	"testing"
)

// Where something else is required of a call than before, a diff says so.
func TestADiffTellsOfEveryCallOfWhichSomethingElseIsRequired(t *testing.T) {
	found, loosened := 0, 0
	forEachPair(t, func(_ dice, last, p *Policy) {
		told := map[[2]string]Change{}
		for _, c := range Diff(last, p, day) {
			if c.Requires != [2]string{} {
				told[[2]string{c.Agent, c.Tool}] = c
			}
		}
		forEachQuestion(last, p, func(r Request, was, is Decision) {
			if r.Now.Before(day) || !may(was) || !may(is) || last.Granted(r.Agent, r.Tool, day).Effect != Allow || p.Granted(r.Agent, r.Tool, day).Effect != Allow {
				return
			}
			c, ok := told[[2]string{r.Agent, r.Tool}]
			if !slices.Equal(needs(was), needs(is)) {
				if found++; !ok {
					t.Errorf("of %+v %q was required, and now %q: no diff says so", r, was.Requires, is.Requires)
				}
			}
			if freedom(is) > freedom(was) {
				if loosened++; !c.Gained() {
					t.Errorf("%+v needs no approval any more: the diff says %+v", r, c)
				}
			}
			for _, l := range was.Limits {
				if !slices.ContainsFunc(is.Limits, func(other Limit) bool { return atLeastAs(other, l) }) && !c.Gained() {
					t.Errorf("%+v was limited by %s of %s, and is by %v: the diff says %+v", r, l, l.Rule, is.Limits, c)
				}
			}
			for _, path := range hiddenBy(was.Hides) {
				if !slices.Contains(hiddenBy(is.Hides), path) && !c.Gained() {
					t.Errorf("%+v is answered with %s, and was not: the diff says %+v", r, path, c)
				}
			}
		})
	})
	if found < 200 || loosened < 100 {
		t.Errorf("only %d calls differ in what is required, %d of them in needing no approval", found, loosened)
	}
}

// atLeastAs says whether one limit lets no more through than another.
func atLeastAs(one, other Limit) bool {
	return one.Of == other.Of && one.Most <= other.Most && one.Per >= other.Per && (one.By == ByRule || one.By == other.By)
}

// needs are what is required of a call, whichever rules say so.
func needs(d Decision) []string {
	all := hiddenBy(d.Hides)
	for _, l := range d.Limits {
		all = append(all, l.String())
	}
	for _, a := range d.Approvals {
		all = append(all, a.String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestWhatIsRequiredStandsInTheMatrixAndInADiff(t *testing.T) {
	rules := func(requires string) *Policy {
		return mustLoad(t, "version: 1\nagents: {a: {access: {users: read}, require: ["+requires+"]}}\n")
	}
	free := rules("")
	tight := rules(`{id: slow, tools: [users_list], limit: {calls: 5, per: 1h}}, {id: hide, tools: [users_get], when: {target.username: {eq: root}}, redact: [groups]}`)
	if got := tight.Cell("a", "users_list", noon).String(); got != "yes, by a.access.users; a.require.slow requires at most 5 calls an hour" {
		t.Error(got)
	}
	if got := tight.Cell("a", "users_get", noon).Exactly(); got != `yes, by a.access.users; a.require.hide requires without groups when "target.username": {in [root]}` {
		t.Error(got)
	}
	for _, c := range []struct {
		old, new *Policy
		want     []string
	}{
		{free, tight, []string{
			`- a can call users_get with more required of it: without groups when "target.username": {in [root]}; before: nothing`,
			"- a can call users_list with more required of it: at most 5 calls an hour (a.require.slow); before: nothing"}},
		{tight, free, []string{
			`+ a can call users_get with less, or something else, required of it: nothing; before: without groups when "target.username": {in [root]}`,
			"+ a can call users_list with less, or something else, required of it: nothing; before: at most 5 calls an hour (a.require.slow)"}},
		{tight, tight, nil},
		{rules(""), mustLoad(t, "version: 1\nagents: {b: {access: {events: read}}}\nrequire: [{id: r, tools: [\"events_*\"], limit: {calls: 1, per: 1h}}]\n"), []string{
			"- a can no longer call users_get, users_list (there is no such agent)",
			"+ b can call events_count, events_distinct, events_interval, events_query (by b.access.events; require.r requires at most 1 call an hour)"}},
	} {
		if got := Lines(Diff(c.old, c.new, noon)); !slices.Equal(got, c.want) {
			t.Errorf("the diff says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// Fewer tokens, or tokens that come back later, are a loss; more are a gain.
func TestADiffTellsWhetherALimitLetsMoreThroughThanBefore(t *testing.T) {
	limited := func(requires string) *Policy {
		return mustLoad(t, "version: 1\nagents: {a: {access: {users: read}, require: ["+requires+"]}}\n")
	}
	rule := func(limit string) string { return "{id: x, tools: [users_list], limit: " + limit + "}" }
	base := rule("{objects: 500, per: 1h}")
	for name, c := range map[string]struct {
		is     string
		gained bool
	}{
		"fewer objects":              {rule("{objects: 100, per: 1h}"), false},
		"more objects":               {rule("{objects: 501, per: 1h}"), true},
		"as many in a longer time":   {rule("{objects: 500, per: 1d}"), false},
		"as many in a shorter time":  {rule("{objects: 500, per: 30m}"), true},
		"fewer in a shorter time":    {rule("{objects: 400, per: 30m}"), true},
		"of all agents together":     {rule("{objects: 500, per: 1h, by: rule}"), false},
		"of the tool":                {rule("{objects: 500, per: 1h, by: tool}"), true},
		"calls instead":              {rule("{calls: 100, per: 1h}"), true},
		"calls besides":              {rule("{calls: 100, objects: 500, per: 1h}"), false},
		"in some cases only":         {strings.Replace(rule("{objects: 100, per: 1h}"), "limit:", "when: {limit: {min: 2}}, limit:", 1), true},
		"of another rule, and fewer": {strings.Replace(rule("{objects: 100, per: 1h}"), "id: x", "id: y", 1), true},
		"none":                       {"", true},
	} {
		t.Run(name, func(t *testing.T) {
			changes := Diff(limited(base), limited(c.is), noon)
			if len(changes) != 1 || changes[0].Gained() != c.gained {
				t.Errorf("%+v, want gained = %t", changes, c.gained)
			}
		})
	}
	want := []string{"- a can call users_list with more required of it: at most 100 objects an hour (a.require.x); before: at most 500 objects an hour (a.require.x)"}
	if got := Lines(Diff(limited(base), limited(rule("{objects: 100, per: 1h}")), noon)); !slices.Equal(got, want) {
		t.Errorf("the diff says\n%s", strings.Join(got, "\n"))
	}
}

// One bucket for two tools holds fewer calls than one for each.
func TestALimitThatIsSplitIsAGain(t *testing.T) {
	limited := func(requires string) *Policy {
		return mustLoad(t, "version: 1\nagents: {a: {access: {users: read}, require: ["+requires+"]}}\n")
	}
	one := limited("{id: both, tools: [users_get, users_list], limit: {calls: 5, per: 1h}}")
	two := limited("{id: both, tools: [users_get], limit: {calls: 5, per: 1h}}, {id: other, tools: [users_list], limit: {calls: 5, per: 1h}}")
	want := []string{"+ a can call users_list with less, or something else, required of it: at most 5 calls an hour (a.require.other); before: at most 5 calls an hour (a.require.both)"}
	if got := Lines(Diff(one, two, noon)); !slices.Equal(got, want) {
		t.Errorf("the diff says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
