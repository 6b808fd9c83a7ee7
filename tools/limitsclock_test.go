package tools

import (
	"fmt"
	"testing"
	"time"
)

// A clock that was ahead and is set back gives no token back before its time,
// neither to a process that goes on nor to one that reads the record.
func TestACallFromTheFutureCountsUntilItsTimeIsOver(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{calls: 3, per: 1h}")
	r, c := limitedRig(t, source)
	start := c.now()
	c.set(start.Add(48 * time.Hour)) // the clock is wrong
	r.burst("one", 3)
	for _, restarted := range []bool{false, true} {
		c.set(start)
		if restarted {
			r.restart(c, source)
		}
		for _, at := range []time.Time{start, start.Add(time.Hour), start.Add(49*time.Hour - time.Microsecond)} {
			c.set(at)
			if made, limited, _ := r.burst("one", 5); made != 0 || limited != 5 {
				t.Errorf("restarted %t, at %s: %d calls were made", restarted, at, made)
			}
		}
		if made, _, _ := r.burst("two", 1); made != 1 {
			t.Errorf("restarted %t: another agent pays for it", restarted)
		}
	}
	c.set(start.Add(49 * time.Hour))
	if made, _, _ := r.burst("one", 5); made != 3 {
		t.Errorf("an hour after their time %d calls were made", made)
	}
}

// Of more calls than the limit has tokens, those count that keep theirs longest,
// in whatever order the record has them.
func TestARestartCountsTheCallsWhoseTokensComeBackLast(t *testing.T) {
	wide, narrow := fmt.Sprintf(limitedAgents, "{calls: 6, per: 1h}"), fmt.Sprintf(limitedAgents, "{calls: 3, per: 1h}")
	r, c := limitedRig(t, wide)
	start := c.now()
	c.set(start.Add(30 * time.Minute))
	r.burst("one", 3)
	c.set(start)
	r.burst("one", 3)
	r.restart(c, narrow)
	c.set(start.Add(time.Hour))
	if made, _, _ := r.burst("one", 5); made != 0 {
		t.Errorf("%d calls were made, half an hour after three others", made)
	}
	c.set(start.Add(90 * time.Minute))
	if made, _, _ := r.burst("one", 5); made != 3 {
		t.Errorf("an hour after them %d calls were made", made)
	}
}
