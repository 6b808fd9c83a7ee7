package approval

import "github.com/jumpgate-mcp/jumpgate/audit"

// A Leave is an approval that one call uses. Nobody else can use it meanwhile.
type Leave struct {
	book  *Book
	entry *Entry
	done  bool
}

// Take takes the approval of a call, when people have given it: from then on it
// is used, also for whoever starts after a crash. A call whose intent does not
// get on disk gives it Back.
func (b *Book) Take(agent, tool string, essence []byte) (*Leave, Entry, error) {
	if b == nil {
		return nil, Entry{}, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.find(agent, tool, essence)
	if e == nil || e.State != Granted || !e.granted() {
		return nil, Entry{}, nil
	}
	e.State = used
	if err := b.save(); err != nil {
		e.State = Granted
		return nil, Entry{}, err
	}
	return &Leave{book: b, entry: e}, e.copy(), nil
}

// Recorded is what the intent of the call says of it; nil for the nil Leave.
func (l *Leave) Recorded() *audit.Approval {
	if l == nil {
		return nil
	}
	return &audit.Approval{ID: l.entry.ID, By: l.entry.By()}
}

// Spend is for a call whose intent is on disk: the entry is gone.
func (l *Leave) Spend() {
	if l == nil || l.done {
		return
	}
	l.done = true
	l.book.mu.Lock()
	defer l.book.mu.Unlock()
	delete(l.book.entries, l.entry.ID)
	_ = l.book.save() // it stands there as used, which comes to the same
}

// Back is for a call that is not made. The nil Leave, and one that is spent,
// have nothing to give back.
func (l *Leave) Back() {
	if l == nil || l.done {
		return
	}
	l.done = true
	l.book.mu.Lock()
	defer l.book.mu.Unlock()
	if l.book.entries[l.entry.ID] != l.entry {
		return // it became void meanwhile
	}
	l.entry.State = Granted
	_ = l.book.save() // a restart finds it used then: lost, and never twice
}
