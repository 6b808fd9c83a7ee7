package policy

import (
	"slices"
	"time"
)

// A rule is one that fires, or one row of access: always, or when its
// condition says so.
type rule struct {
	name, reason string
	until        time.Time
	when         *condition // nil: always
	says         string     // when, in English
	exactly      string     // when, with all of its values
	unmet        string     // of an allow: what it would have granted
	self         []string   // its name
	approval     *Approval  // of a require
	limits       []Limit    // of a require
	hides        Redaction  // of a require
	demands      []demand   // of a require: what it requires
	adds         string     // the same in a sentence
}

func newRule(name string) *rule { return &rule{name: name, until: forever, self: []string{name}} }

// Rules are what a cell weighs where some of it has a condition, or requires
// something: such denies, and all that grants. They stand in the order in which a decision names them.
type rules struct {
	deny, allow  []*rule
	require      []*rule // what they ask of a call that is allowed
	aboutNothing bool    // the tool is about no object, so each field of it is missing
}

func conditional(all []*rule) bool {
	return slices.ContainsFunc(all, func(r *rule) bool { return r.when != nil })
}

// truth is what a rule's condition comes to for one call.
func (r *rule) truth(q *Request, grants bool) Truth {
	if r.when == nil {
		return True
	}
	return r.when.truth(q, grants)
}

// fires says whether a rule takes part in the decision: an allow when its
// condition is True, a deny or a require when nobody can say that it is False.
func (r *rule) fires(q *Request, grants bool) bool {
	t := r.truth(q, grants)
	if grants {
		return t == True && live(r.until, q.Now)
	}
	return t != False
}

// fired is the first rule that fires, and the names of all that do. Those that
// ask of a target which was not fetched count only where no other denies: it
// was not fetched because they make no difference then.
func fired(all []*rule, q *Request, grants bool) (first *rule, names []string) {
	var blind *rule
	var blindNames []string
	for _, r := range all {
		switch {
		case !r.fires(q, grants):
		case r.blind(q):
			blind, blindNames = also(blind, blindNames, r)
		default:
			first, names = also(first, names, r)
		}
	}
	if first == nil {
		return blind, blindNames
	}
	return first, names
}

func also(first *rule, names []string, r *rule) (*rule, []string) {
	if first == nil {
		return r, r.self
	}
	return first, append(names[:len(names):len(names)], r.name)
}

// blind says whether a rule asks of a target that was not fetched.
func (r *rule) blind(q *Request) bool { return q.Target == nil && r.when != nil && r.when.asksTarget }

// about makes a request what the cell sees of it.
func (r *rules) about(q *Request) {
	if r.aboutNothing {
		q.Target = nothing
	}
}

var nothing = map[string]any{}

// decide is the steps 6 and 7: what the steps before have let through is
// denied by any deny that fires, and needs an allow that does.
func (r *rules) decide(q *Request) Decision {
	r.about(q)
	if first, matched := fired(r.deny, q, false); first != nil {
		return Decision{Effect: Deny, Rule: first.name, Reason: first.reason, When: first.says, Matched: matched}
	}
	if first, matched := fired(r.allow, q, true); first != nil {
		d := Decision{Effect: Allow, Rule: first.name, When: first.says, Matched: matched}
		r.narrow(q, &d)
		return d
	}
	return Decision{Effect: Deny, Rule: "not_granted", Reason: "This tool is granted for some calls only, and not for this one.", When: r.unmet(q.Now)}
}

// unmet is what would have granted the call.
func (r *rules) unmet(now time.Time) string {
	for _, one := range r.allow {
		if live(one.until, now) {
			return one.unmet
		}
	}
	return ""
}

// reads are the fields of the target that the decision turns on: none when it
// is the same whatever they are.
func (r *rules) reads(q Request) []string {
	r.about(&q)
	if q.Target != nil {
		return nil
	}
	var fields []string
	for _, deny := range r.deny {
		switch fires := deny.fires(&q, false); {
		case fires && !deny.when.asksTarget:
			return nil
		case fires:
			fields = append(fields, deny.when.reads()...)
		}
	}
	granted, open := false, false
	denied := len(fields)
	for _, allow := range r.allow {
		switch t := allow.truth(&q, true); {
		case !live(allow.until, q.Now), t == False:
		case t == True:
			granted = true
		case allow.when.asksTarget:
			open = true
			fields = append(fields, allow.when.reads()...)
		}
	}
	narrowed := false
	for _, require := range r.require {
		if require.blind(&q) && require.fires(&q, false) {
			narrowed = true
			fields = append(fields, require.when.reads()...)
		}
	}
	if granted && denied == 0 && !narrowed || !granted && !open {
		return nil
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
