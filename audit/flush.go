package audit

import "time"

// Sync says what is on disk when Append returns.
type Sync int

const (
	// SyncAll has every record on disk. It is the zero value.
	SyncAll Sync = iota
	// SyncChanges writes what is said of reads to the file and syncs it with the next record of another kind, at the latest after a second:
	// a crash of the process loses nothing, one of the machine up to a second of what was read. All else is on disk.
	SyncChanges
)

const (
	longestWait = time.Second
	mostUnsaved = 4096 // records
)

// mayWait says whether a batch may be synced with a later one.
func (l *Log) mayWait(batch []*entry) bool {
	if l.opts.Sync != SyncChanges || len(l.later)+len(batch) > mostUnsaved {
		return false
	}
	for _, e := range batch {
		if !e.record.ofRead() {
			return false
		}
	}
	return true
}

// ofRead holds for what is said of a call that changes nothing and reveals no secret.
func (r Record) ofRead() bool {
	switch r.Kind {
	case CallLookup, CallIntent, CallOutcome:
		return r.What != nil && r.What.Class == "read"
	}
	return false
}

func (l *Log) syncSoon(batch []*entry) {
	for _, e := range batch { // what they told their callers is theirs
		if e.unfit == nil {
			l.later = append(l.later, &entry{record: e.record.own()})
		}
	}
	if l.flusher != nil {
		return
	}
	l.flusher = time.AfterFunc(longestWait, func() {
		l.turn <- struct{}{}
		defer func() { <-l.turn }()
		if l.closed {
			return
		}
		if err := l.flush(); err != nil {
			l.report(err)
		}
	})
}

// flush syncs what was written and not synced.
func (l *Log) flush() error {
	if len(l.later) == 0 {
		return nil
	}
	if err := l.disk.sync(l.file); err != nil {
		return l.renew(nil, err)
	}
	l.isSynced()
	l.notary.reached(l.synced.tree, false)
	return nil
}

func (l *Log) isSynced() {
	l.synced, l.later = l.end, nil
	if l.flusher != nil {
		l.flusher.Stop()
		l.flusher = nil
	}
}
