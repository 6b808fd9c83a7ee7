package tools

import (
	"slices"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A bucket is the tokens that are out of it.
type bucket struct {
	held  int           // by calls of which nothing is on disk yet
	spent []spent       // with the look-ups and intents that were recorded, the oldest first
	keep  time.Duration // how long they count for any policy that was in force
}

// spent are tokens that went out with one record.
type spent struct {
	at   time.Time
	n    int
	upTo int    // those of all that stand before it, too, from any beginning on
	call string // of a listing that may answer fewer rows yet, and gives the rest back
}

// sum is how many tokens are out, of those that were spent in a row.
func sum(all []spent) int {
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].upTo - all[0].upTo + all[0].n
}

// recount sets what each has upTo, from one of them on.
func recount(all []spent, from int) {
	for i := from; i < len(all); i++ {
		all[i].upTo = all[i].n
		if i > 0 {
			all[i].upTo += all[i-1].upTo
		}
	}
}

// left is how many tokens a limit has left. It forgets nothing: calls of an
// older policy, for which a shorter time counts, share the bucket.
func (b *bucket) left(l policy.Limit, now time.Time) int {
	return l.Most - b.held - sum(since(b.spent, now.Add(-l.Per)))
}

// wait is how long it takes until there are so many tokens, or all where they
// are more than all.
func (b *bucket) wait(l policy.Limit, n int, now time.Time) time.Duration {
	out := since(b.spent, now.Add(-l.Per))
	missing := min(n, l.Most) - b.left(l, now)
	if missing <= 0 {
		return 0
	}
	at, _ := slices.BinarySearchFunc(out, missing, func(one spent, missing int) int {
		return out[0].n + one.upTo - out[0].upTo - missing
	})
	if at == len(out) {
		return l.Per // of those that are held
	}
	return out[at].at.Add(l.Per).Sub(now)
}

// spend is for tokens whose record is on disk: from now on the time runs after
// which they come back.
func (b *bucket) spend(one spent) {
	b.held -= one.n
	b.spent = since(b.spent, one.at.Add(-b.keep))
	at := len(b.spent)
	for at > 0 && b.spent[at-1].at.After(one.at) {
		at--
	}
	b.spent = slices.Insert(b.spent, at, one)
	recount(b.spent, at)
}

// answered gives back what a listing has spent and not answered. Said twice, it
// gives back nothing more.
func (b *bucket) answered(call string, rows int) {
	for i := len(b.spent) - 1; i >= 0; i-- {
		one := &b.spent[i]
		if one.call != call {
			continue
		}
		if one.call, one.n = "", min(one.n, rows); one.n == 0 {
			b.spent = slices.Delete(b.spent, i, i+1)
		}
		recount(b.spent, i)
		return
	}
}

// since are those that were spent after a time, of all in their order.
func since(all []spent, start time.Time) []spent {
	at, _ := slices.BinarySearchFunc(all, start, func(one spent, start time.Time) int {
		if one.at.After(start) {
			return 1
		}
		return -1
	})
	return all[at:]
}

// latest are the last that were spent, in order: who finds no token left need
// not know how many more are out. Those that may come back yet leave others out.
// The record has them in another order where the clock was set back.
func latest(all []spent, most int) []spent {
	slices.SortFunc(all, func(a, b spent) int { return a.at.Compare(b.at) })
	from := len(all)
	for most > 0 && from > 0 {
		if from--; all[from].call == "" {
			most -= all[from].n
		}
	}
	all = all[from:]
	recount(all, 0)
	return all
}
