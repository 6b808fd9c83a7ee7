package approval

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// How many entries may stand in a book at once: people read each of them.
const (
	mostOfAgent = 20
	mostInAll   = 500
)

// failedFor is how long a question that could not be put takes up room.
const failedFor = 15 * time.Minute

// A Store keeps a book's entries where they survive the program. What Save has
// returned from is what the next Load returns; nil when there is nothing.
type Store interface {
	Load() ([]byte, error)
	Save([]byte) error
}

// A Book holds the entries that still count. Every change of one is recorded
// before it counts, and kept before anyone hears of it. It is safe for
// concurrent use; the nil Book has room for nothing, so that whatever needs
// approval is denied.
type Book struct {
	store     Store
	trail     *audit.Log
	directory string
	now       func() time.Time

	mu      sync.Mutex
	asked   func(Entry)            // is told of every new entry
	failed  map[string][]time.Time // by agent, when its questions could not be put
	entries map[string]*Entry
	silent  bool // nobody can answer
}

// Options are what a book is made of. Store and Trail are required.
type Options struct {
	Store     Store
	Trail     *audit.Log
	Policy    string           // the hash of the policy in force: entries of any other are void
	Directory string           // which directory the calls are about, such as its host and organization: entries of any other are void
	Now       func() time.Time // nil = time.Now
}

// Open reads the book that an earlier program kept. What ran out meanwhile, or
// belongs to another policy or directory, is recorded as expired.
func Open(o Options) (*Book, error) {
	if o.Store == nil || o.Trail == nil {
		return nil, errors.New("a book of approvals needs a store and an audit log")
	}
	b := &Book{store: o.Store, trail: o.Trail, directory: o.Directory, now: o.Now, asked: func(Entry) {}, entries: map[string]*Entry{}, failed: map[string][]time.Time{}}
	if b.now == nil {
		b.now = time.Now
	}
	src, err := o.Store.Load()
	if err != nil {
		return nil, err
	}
	if b.entries, err = decode(src); err != nil {
		return nil, err
	}
	return b, b.Keep(o.Policy)
}

// Tell tells asked of every entry that waits, and from then on of every new one.
// It must not wait, nor call the book.
func (b *Book) Tell(asked func(Entry)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = asked
	for _, e := range b.sorted() {
		if e.State == Waiting && b.now().Before(e.Expires) {
			asked(e.copy())
		}
	}
}

// NobodyAnswers is for a program in which people have no way to answer.
func (b *Book) NobodyAnswers() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silent = true
}

// Answers says whether people have a way to answer.
func (b *Book) Answers() bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.silent
}

// Entries are those that count now, the oldest first.
func (b *Book) Entries() []Entry {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Entry
	for _, e := range b.entries {
		if b.now().Before(e.Expires) && e.State != used {
			all = append(all, e.copy())
		}
	}
	slices.SortFunc(all, func(x, y Entry) int { return x.Asked.Compare(y.Asked) })
	return all
}

func (e *Entry) copy() Entry {
	out := *e
	out.Said = slices.Clone(e.Said)
	return out
}

// ErrNone is for an id that no entry has, or no entry any more.
var ErrNone = errors.New("no such approval is waiting: it was given, refused or used already, it ran out, or another policy came into force")

// Entry is the one of that id.
func (b *Book) Entry(id string) (Entry, error) {
	if b == nil {
		return Entry{}, ErrNone
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.entries[id]
	if e == nil || !b.now().Before(e.Expires) || e.State == used {
		return Entry{}, ErrNone
	}
	return e.copy(), nil
}

// find is the entry of a call, if one counts.
func (b *Book) find(agent, tool string, essence []byte) *Entry {
	for _, e := range b.entries {
		if e.Who.Agent == agent && e.What.Tool == tool && e.State != used && b.now().Before(e.Expires) && e.binds(essence) {
			return e
		}
	}
	return nil
}

// ErrFull is for one question too many.
var ErrFull = errors.New("too many calls wait for people already")

// Find is the entry of a call that was asked before, and still counts. When it
// has none, ErrFull says that there is no room for one.
func (b *Book) Find(agent, tool string, essence []byte) (Entry, bool, error) {
	if b == nil {
		return Entry{}, false, ErrFull
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.find(agent, tool, essence); e != nil {
		return e.copy(), true, nil
	}
	return Entry{}, false, b.room(agent)
}

func (b *Book) room(agent string) error {
	ofAgent, all := 0, 0
	for _, e := range b.entries {
		if !b.now().Before(e.Expires) {
			continue
		}
		if all++; e.Who.Agent == agent {
			ofAgent++
		}
	}
	b.failed[agent] = slices.DeleteFunc(b.failed[agent], func(at time.Time) bool { return b.now().Sub(at) >= failedFor })
	if ofAgent+len(b.failed[agent]) >= mostOfAgent || all >= mostInAll {
		return ErrFull
	}
	return nil
}

// Failed takes up room for a question that could not be put, since what it would
// change could not be read: nobody has that read without end.
func (b *Book) Failed(agent string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed[agent] = append(b.failed[agent], b.now())
}

// Ask enters a call, unless it is there: e is bound, and says who would do what
// for how long; its id, and the time, are the book's. What it returns stands in
// the book, on disk and in the trail.
func (b *Book) Ask(e Entry, essence []byte) (Entry, error) {
	if b == nil {
		return Entry{}, ErrFull
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if old := b.find(e.Who.Agent, e.What.Tool, essence); old != nil {
		return old.copy(), nil
	}
	if err := b.room(e.Who.Agent); err != nil {
		return Entry{}, err
	}
	for e.ID = newID(); b.entries[e.ID] != nil; e.ID = newID() {
	}
	e.Said, e.State, e.Directory = nil, Waiting, b.directory
	if err := b.record(audit.ApprovalAsked, &e, Verdict{}, ""); err != nil {
		return Entry{}, err
	}
	b.entries[e.ID] = &e
	if err := b.save(); err != nil {
		delete(b.entries, e.ID)
		return Entry{}, err
	}
	b.asked(e.copy())
	return e.copy(), nil
}

func (b *Book) save() error {
	src, err := encode(b.entries)
	if err == nil {
		err = b.store.Save(src)
	}
	if err != nil {
		return fmt.Errorf("what waits for people cannot be kept: %w", err)
	}
	return nil
}

// sorted are the entries by id, so that records of several come in one order.
func (b *Book) sorted() []*Entry {
	var all []*Entry
	for _, id := range slices.Sorted(maps.Keys(b.entries)) {
		all = append(all, b.entries[id])
	}
	return all
}
