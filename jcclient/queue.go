package jcclient

import "slices"

// A queue holds the requests that wait, a line for each caller. The callers
// take turns, so that one who asks for much keeps nobody else waiting.
type queue struct {
	lines   map[string][]*waiter
	callers []string // those with a line, the next one first
	waiting int
}

func (q *queue) push(caller string, w *waiter) {
	if len(q.lines[caller]) == 0 {
		q.callers = append(q.callers, caller)
	}
	q.lines[caller] = append(q.lines[caller], w)
	q.waiting++
}

// pop takes out the first waiter of the caller at a place in the row.
func (q *queue) pop(at int) (caller string, w *waiter) {
	caller = q.callers[at]
	q.callers = slices.Delete(q.callers, at, at+1)
	w = q.lines[caller][0]
	q.set(caller, q.lines[caller][1:])
	if len(q.lines[caller]) > 0 {
		q.callers = append(q.callers, caller)
	}
	q.waiting--
	return caller, w
}

// remove takes a waiter out; false when it is there no more.
func (q *queue) remove(caller string, w *waiter) bool {
	at := slices.Index(q.lines[caller], w)
	if at < 0 {
		return false
	}
	q.set(caller, slices.Delete(q.lines[caller], at, at+1))
	if len(q.lines[caller]) == 0 {
		q.callers = slices.DeleteFunc(q.callers, func(name string) bool { return name == caller })
	}
	q.waiting--
	return true
}

// drop takes out all waiters of which leaves is true.
func (q *queue) drop(leaves func(*waiter) bool) []*waiter {
	var gone []*waiter
	for _, caller := range slices.Clone(q.callers) {
		for _, w := range slices.Clone(q.lines[caller]) {
			if leaves(w) && q.remove(caller, w) {
				gone = append(gone, w)
			}
		}
	}
	return gone
}

func (q *queue) set(caller string, line []*waiter) {
	if len(line) == 0 {
		delete(q.lines, caller)
		return
	}
	q.lines[caller] = line
}
