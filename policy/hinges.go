package policy

import "slices"

// Untold is an argument of which nobody can say what it was, or whether it was
// there at all.
type Untold struct{}

// Hinges are the arguments on which it turns whether a call is allowed, among
// those that are Unreadable or Untold: with one value it would be, with another
// not. There are none where the decision is the same whatever they are.
func (p *Policy) Hinges(r Request) []string {
	c, d := p.granted(r.Agent, r.Tool, r.Now)
	if d.Effect != Allow || c.rules == nil {
		return nil
	}
	c.rules.about(&r)
	denies, certain := c.rules.deniedPerhaps(&r)
	grants, granted, open := c.rules.grantedPerhaps(&r)
	if certain || !granted && !open {
		return nil
	}
	all := denies
	if !granted {
		all = append(all, grants...)
	}
	for _, one := range c.rules.require {
		if hinges, rest := one.hinges(&r, false); one.approval != nil && rest != False {
			all = append(all, hinges...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// deniedPerhaps are the arguments by which a deny could be missed, and whether
// some deny fires in any case.
func (r *rules) deniedPerhaps(q *Request) (all []string, certain bool) {
	for _, deny := range r.deny {
		hinges, rest := deny.hinges(q, false)
		switch {
		case rest == False:
		case len(hinges) > 0:
			all = append(all, hinges...)
		case !deny.blind(q):
			return nil, true
		}
	}
	return all, false
}

// grantedPerhaps are the arguments by which an allow could fire; whether some
// allow fires in any case; and whether one may, by an argument or by a target
// that was not fetched.
func (r *rules) grantedPerhaps(q *Request) (all []string, certain, open bool) {
	for _, allow := range r.allow {
		hinges, rest := allow.hinges(q, true)
		switch {
		case !live(allow.until, q.Now) || rest != True && !(rest == Unknown && allow.blind(q)):
		case len(hinges) == 0 && rest == True:
			certain = true
		default:
			all, open = append(all, hinges...), true
		}
	}
	return all, certain, open
}

// hinges are the arguments that are not known and make the rule's condition
// Unknown; rest is what the condition comes to without them.
func (r *rule) hinges(q *Request, grants bool) (names []string, rest Truth) {
	if r.when == nil {
		return nil, True
	}
	rest = True
	for i := range r.when.lines {
		l := &r.when.lines[i]
		t := l.truth(q, grants)
		if t == Unknown && l.from == argument && unknown(q.Args[l.path[0]]) {
			names = append(names, l.path[0])
			continue
		}
		rest = rest.and(t)
	}
	return names, rest
}

func unknown(v any) bool {
	switch v.(type) {
	case Unreadable, Untold:
		return true
	}
	return false
}
