package policy

import (
	"slices"
	"time"
)

// Asks are the fields of a call's target that some rule about the tool asks
// for, sorted: all that Reads can answer, whatever the call's arguments are.
func (p *Policy) Asks(agent, tool string, now time.Time) []string {
	c, d := p.granted(agent, tool, now)
	if d.Effect != Allow || c.rules == nil {
		return nil
	}
	var fields []string
	for _, r := range slices.Concat(c.rules.deny, c.rules.allow, c.rules.require) {
		if r.when != nil && live(r.until, now) {
			fields = append(fields, r.when.reads()...)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
