package approval

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// What keeps a verdict from counting.
var (
	ErrNotAsked = errors.New("the rules that ask do not name this person")
	ErrSaid     = errors.New("this person has said so already, and one person counts once")
)

// Say takes what a person says about an entry that waits, and returns how it
// stands then. One no of a person who was asked is the end of it; a yes counts
// for each rule that names the person, once.
func (b *Book) Say(id string, v Verdict) (Entry, error) {
	if b == nil {
		return Entry{}, ErrNone
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.entries[id]
	if e == nil || e.State != Waiting || !b.now().Before(e.Expires) {
		return Entry{}, ErrNone
	}
	if err := e.mayBeSaid(v); err != nil {
		return Entry{}, err
	}
	v.Time = b.now().UTC()
	next := e.copy()
	next.Said = append(next.Said, v)
	kind := audit.ApprovalGranted
	switch {
	case !v.Approve:
		kind, next.State = audit.ApprovalDenied, Denied
	case next.granted():
		next.State = Granted
	}
	if err := b.record(kind, &next, v, v.Reason); err != nil {
		return Entry{}, err
	}
	b.entries[id] = &next
	if err := b.save(); err != nil {
		if v.Approve {
			b.entries[id] = e // a yes that a restart would forget is none
		}
		return Entry{}, err
	}
	return next.copy(), nil
}

// mayBeSaid says why a verdict does not count. The agent is nobody's approver,
// whatever it is called.
func (e *Entry) mayBeSaid(v Verdict) error {
	switch {
	case v.Own && !slices.ContainsFunc(e.Needs, func(n Need) bool { return n.Confirm }):
		return fmt.Errorf("%w: it is the user on whose side the agent runs, and no rule lets that user confirm", ErrNotAsked)
	case !v.Own && (v.Person == "" || v.Person == e.Who.Agent || !e.Concerns(v.Person)):
		return ErrNotAsked
	case slices.ContainsFunc(e.Said, func(said Verdict) bool {
		return said.Own && v.Own || said.Person != "" && said.Person == v.Person
	}):
		return ErrSaid
	}
	return nil
}
