package audit

import (
	"bytes"
	"fmt"
	"slices"
	"time"
)

func (l *Log) commitQueue() {
	defer func() { <-l.turn }()
	l.mu.Lock()
	batch := l.queue
	l.queue = nil
	l.mu.Unlock()
	for _, e := range batch {
		defer close(e.done)
	}
	l.commit(batch)
}

// commit writes and syncs a batch. Each entry is told what became of it.
func (l *Log) commit(batch []*entry) {
	if err := l.ready(); err != nil {
		l.refuse(batch, err)
		return
	}
	low := l.lowOnSpace()
	if low != nil {
		batch = l.turnAway(batch, low)
	}
	telling := l.missed.due(low != nil && !slices.ContainsFunc(batch, func(e *entry) bool { return e.record.Kind == ServerStop }))
	if telling {
		if err := l.write([]*entry{{record: l.prepare(l.missed.record())}}); err != nil {
			l.refuse(batch, err)
			return
		}
		l.missed.records = len(l.missed.outcomes) // the others are told of
		batch = append(l.missed.late(), batch...)
	}
	if len(batch) == 0 {
		return
	}
	if err := l.rotateWhenFull(); err != nil {
		l.report(fmt.Errorf("the audit log %s could not be rotated and goes on in the same file: %w", l.path, err))
	}
	if err := l.write(batch); err != nil {
		l.refuse(batch, err)
		return
	}
	l.failing = nil
	if telling {
		l.missed = missed{}
	}
	for _, e := range batch {
		l.stands(e)
	}
	l.notary.reached(l.synced.tree, slices.ContainsFunc(batch, func(e *entry) bool { return e.record.Kind.asksCheckpoint() }))
}

// refuse tells those who wait that nothing was recorded, and keeps count.
func (l *Log) refuse(batch []*entry, err error) {
	l.failing = err
	for _, e := range batch {
		if e.err = err; e.unfit != nil {
			e.err = e.unfit
		} else if e.done != nil {
			l.missed.add(e.record, err, l.opts.Now())
		}
	}
}

// turnAway refuses what can wait until there is more space, and returns the rest.
func (l *Log) turnAway(batch []*entry, low error) (rest []*entry) {
	for _, e := range batch {
		if !e.record.Kind.canWait() {
			rest = append(rest, e)
			continue
		}
		e.err = low
		l.missed.skip(low, l.opts.Now())
	}
	return rest
}

// stands says that an entry's record is written.
func (l *Log) stands(e *entry) {
	if e.err = e.unfit; e.err != nil {
		return
	}
	if l.opts.Recorded != nil {
		l.opts.Recorded(e.record.Kind)
	}
	switch e.record.Kind {
	case CallIntent:
		l.calls[e.record.Call] = struct{}{}
	case CallOutcome:
		delete(l.calls, e.record.Call)
	}
}

// encode numbers and chains a batch behind a place. What is no record takes no number. The lines stand until the next batch.
func (l *Log) encode(batch []*entry, at end) ([]byte, end) {
	if l.lines.Cap() > mostRoom {
		l.lines = bytes.Buffer{}
	}
	l.lines.Reset()
	at.tree = at.tree.clone()
	for i, e := range batch {
		r := &e.record
		if r.Kind == ServerStop || r.Kind == LogRotated {
			l.nameOpen(r, batch[:i])
		}
		if r.Kind == LogRotated {
			r.Tree = new(at.tree.clone())
		}
		if r.Time.IsZero() {
			r.Time = l.opts.Now().UTC().Truncate(time.Microsecond)
		}
		r.V, r.Seq, r.Prev = 1, at.seq+1, at.hash
		line, err := encode(&l.lines, r)
		if err != nil {
			e.unfit = &Unavailable{Path: l.path, Err: err}
			continue
		}
		at.size, at.seq, at.hash = at.size+int64(len(line))+1, r.Seq, hash(line)
		at.tree.add(line)
		l.lines.WriteByte('\n')
	}
	return l.lines.Bytes(), at
}

// mostRoom is how much room for lines is kept from one batch to the next, in bytes.
const mostRoom = 256 << 10

// write brings a batch to disk, all of it or nothing.
func (l *Log) write(batch []*entry) error {
	if l.unnamed {
		if err := l.disk.syncFolder(l.path); err != nil {
			return l.unavailable(err)
		}
		l.unnamed = false
	}
	lines, next := l.encode(batch, l.end)
	if len(lines) == 0 {
		return nil
	}
	l.dirty = true
	if _, err := l.disk.write(l.file, lines); err != nil {
		_ = l.cut() // else before the next record
		return l.unavailable(err)
	}
	if l.mayWait(batch) {
		l.end, l.dirty = next, false
		l.syncSoon(batch)
		return nil
	}
	if err := l.disk.sync(l.file); err != nil {
		return l.renew(batch, err)
	}
	l.end, l.dirty = next, false
	l.isSynced()
	return nil
}

// cut removes what stands behind the last record.
func (l *Log) cut() error {
	if err := l.disk.cut(l.file, l.size); err != nil {
		return fmt.Errorf("what was written of a record that did not get through could not be cut off again: %w", err)
	}
	l.dirty = false
	return nil
}

func (l *Log) unavailable(err error) error { return &Unavailable{Path: l.path, Err: err} }

func (l *Log) report(err error) {
	if l.opts.Problem != nil {
		l.opts.Problem(err)
	}
}
