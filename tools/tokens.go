package tools

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A need is a limit that a call must keep: its own tool's, or that of a listing
// in which it looks for a name. So many tokens it spends with its look-up, and
// so many with its intent.
type need struct {
	policy.Limit
	tool           string
	lookup, intent int
}

// needs are the limits of a tool for a call that spends one token with its
// look-up, where it has one; of objects so many with its intent.
func needs(tool string, all []policy.Limit, looksUp bool, objects int) []need {
	var some []need
	for _, one := range all {
		n := need{Limit: one, tool: tool, intent: objects}
		if one.Of == policy.Calls {
			n.intent = 1
		}
		if looksUp {
			n.lookup = 1
			if one.Of == policy.Calls {
				n.intent = 0
			}
		}
		some = append(some, n)
	}
	return some
}

// tokens are what one call has taken: under each limit once, however many of
// its steps need it.
type tokens struct {
	from  *limits
	held  []heldTokens // those of which nothing is on disk
	all   map[bucketKey]bool
	gives []*bucket // from which it has taken for rows that it may not answer
}

// heldTokens are some out of a bucket, and what a record says of them.
type heldTokens struct {
	out            *bucket
	taken          taken
	lookup, intent int
}

// An excess is the limits that a call would exceed, and how long it must wait.
type excess struct {
	limits []policy.Limit
	wait   time.Duration

	// Of the first that counts objects: how many the call needs, and how many are
	// left; nothing where there is none.
	needs, left int
	fits        int  // rows that are left to a listing, under all limits; 0 for none
	never       bool // it needs more than some limit has
	endless     bool // it is an export, of which nobody knows what it needs
}

// take takes what a call needs under each limit under which it has taken
// nothing yet, or nothing at all: then it says why.
func (t *tokens) take(all []need, agent, called string, now time.Time) *excess {
	if len(all) == 0 {
		return nil
	}
	l := t.from
	l.mu.Lock()
	defer l.mu.Unlock()
	var keys []bucketKey
	some := map[bucketKey]need{}
	for _, one := range all {
		key := keyOf(one.Limit, agent, one.tool)
		if t.all[key] {
			continue
		}
		if same, twice := some[key]; twice {
			same.lookup, same.intent = max(same.lookup, one.lookup), max(same.intent, one.intent)
			some[key] = same
			continue
		}
		keys, some[key] = append(keys, key), one
	}
	if e := l.excess(keys, some, now); e != nil {
		return e
	}
	for _, key := range keys {
		one := some[key]
		b := l.bucket(key, one.Per)
		b.held += one.lookup + one.intent
		t.held = append(t.held, heldTokens{b, taken{limitKey: key.limitKey, tool: one.tool, by: called}, one.lookup, one.intent})
		if t.all == nil {
			t.all = map[bucketKey]bool{}
		}
		t.all[key] = true
	}
	return nil
}

// excess is nil when there is room for all.
func (l *limits) excess(keys []bucketKey, some map[bucketKey]need, now time.Time) *excess {
	var e *excess
	room := -1
	for _, key := range keys {
		one := some[key]
		b := l.bucket(key, one.Per)
		left, wants := b.left(one.Limit, now), one.lookup+one.intent
		if one.Of == policy.Objects && one.intent > 0 && (room < 0 || left-one.lookup < room) {
			room = max(0, left-one.lookup)
		}
		if wants <= left {
			continue
		}
		if e == nil {
			e = &excess{}
		}
		if one.Of == policy.Objects && e.needs == 0 {
			e.needs, e.left = wants, max(0, left)
		}
		e.limits, e.wait = append(e.limits, one.Limit), max(e.wait, b.wait(one.Limit, wants, now))
		e.never = e.never || wants > one.Most
	}
	if e != nil && !slices.ContainsFunc(e.limits, func(one policy.Limit) bool { return one.Of == policy.Calls }) {
		e.fits = max(0, room)
	}
	return e
}

// names are what a look-up's record, or an intent's, says of the tokens that
// are spent with it.
func (t *tokens) names(lookup bool) []string {
	var all []string
	for _, one := range t.held {
		what := one.taken
		if what.n = one.spends(lookup); what.n > 0 {
			all = append(all, what.String())
		}
	}
	return all
}

// spends is how many are spent with a look-up's record, or with an intent's: then
// all that are held.
func (h heldTokens) spends(lookup bool) int {
	if lookup {
		return h.lookup
	}
	return h.lookup + h.intent
}

// spend is for tokens whose record is on disk: from now on the time runs after
// which they come back. A listing's call is named.
func (t *tokens) spend(lookup bool, listing string, now time.Time) {
	if len(t.held) == 0 {
		return
	}
	t.from.mu.Lock()
	defer t.from.mu.Unlock()
	var kept []heldTokens
	for _, one := range t.held {
		out := spent{at: now, n: one.spends(lookup)}
		if !lookup && one.taken.of == policy.Objects && listing != "" {
			out.call = listing
			t.gives = append(t.gives, one.out)
		}
		if out.n > 0 {
			one.out.spend(out)
		}
		if one.lookup = 0; lookup && one.intent > 0 {
			kept = append(kept, one)
		}
	}
	t.held = kept
}

// back puts the tokens back that were not spent: what they were for is not done.
func (t *tokens) back() {
	if len(t.held) == 0 {
		return
	}
	t.from.mu.Lock()
	defer t.from.mu.Unlock()
	for _, one := range t.held {
		one.out.held -= one.lookup + one.intent
	}
	t.held = nil
}

// answered gives back what a listing has not answered, once that is on disk.
func (t *tokens) answered(call string, rows int) {
	if len(t.gives) == 0 {
		return
	}
	t.from.mu.Lock()
	defer t.from.mu.Unlock()
	for _, b := range t.gives {
		b.answered(call, rows)
	}
}

// givesBack says whether tokens for a call of a tool were taken for rows that it
// may not answer.
func givesBack(of policy.Unit, t *Tool) bool {
	return of == policy.Objects && t != nil && t.listing != nil
}

// A taken is what a record says of tokens: the limit's rule; the tool that it
// limits, where the record's own is another; and how many objects.
type taken struct {
	limitKey
	tool, by string
	n        int
}

func (t taken) String() string {
	text := t.rule
	if t.tool != t.by {
		text += " of " + t.tool
	}
	if t.of == policy.Objects {
		text += " x" + strconv.Itoa(t.n)
	}
	return text
}

// takenFrom reads what a record says of tokens; not ok where it is nothing that
// any record of ours says.
func takenFrom(text, called string) (t taken, ok bool) {
	t = taken{tool: called, by: called, n: 1}
	text, objects, counted := strings.Cut(text, " x")
	if counted {
		n, err := strconv.Atoi(objects)
		if t.of, t.n = policy.Objects, n; err != nil || n < 1 {
			return t, false
		}
	}
	t.rule = text
	if rule, tool, of := strings.Cut(text, " of "); of {
		t.rule, t.tool = rule, tool
	}
	return t, true
}
