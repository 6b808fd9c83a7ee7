package tools

import (
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// leeway is how far behind us a time may be that is to come: clocks differ, a
// person takes a while to say yes, and "now" is past when it arrives.
const leeway = 5 * time.Minute

// stillToCome refuses a time that is past where only one to come makes sense. A
// suspension that was asked for later would be made at once, and a right or an
// exclusion that has ended would be recorded as given.
func (t *Tool) stillToCome(a *arguments, now time.Time) error {
	for _, name := range t.takes.later {
		v, _ := t.value(a, name)
		at, ok := v.Interface().(jcclient.Time)
		if ok && !at.Time.IsZero() && at.Before(now.Add(-leeway)) {
			return badArgument("argument %s: %s is past, it is %s here: give a time that is still to come", name, at, now.UTC().Format(time.RFC3339))
		}
	}
	return nil
}
