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
