package audit

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// Options is what every record of a log carries and where its clock stands.
type Options struct {
	Where Where
	Now   func() time.Time // time.Now unless set

	Unsigned   bool             // makes no checkpoints, and needs no key: whoever opens the log next makes them
	SigningKey string           // the file of the key that signs checkpoints; "" for <path>.signing-key, which is made where there is none
	Checkpoint func(msg []byte) // is given each checkpoint, a signed note, to bring it elsewhere; it must not wait
	Problem    func(error)      // is told why a checkpoint could not be kept
}

// Log is an open audit log. It has one writer, which other processes are kept from becoming; its methods may be called from many goroutines.
type Log struct {
	path  string
	where Where
	now   func() time.Time
	key   []byte
	sync  func() error

	mu    sync.Mutex
	queue []*entry

	notary *notary

	turn   chan struct{} // held by whoever writes; it guards what follows
	file   *os.File
	info   os.FileInfo // of the file that was opened
	sealed error
	end
}

// end is where a log stands after the last record that is safely on disk: the next one takes the number after seq and names hash.
type end struct {
	size int64
	seq  uint64
	hash string
	tree Tree
}

// entry is a record on its way to the disk.
type entry struct {
	record Record
	err    error         // says that it did not get there, until it has
	done   chan struct{} // closed once record and err are final
}

// Append writes r and returns it as it stands in the log, once it is on disk. It sets v, seq, time, prev, what is missing in where, and the message unless there is one.
// Every error is an *Unavailable: the record does not stand, and what it announces must not be done. r itself is not changed.
func (l *Log) Append(r Record) (Record, error) {
	e := l.enqueue(r)
	// Whoever gets the turn writes for all who are waiting then, with one sync.
	select {
	case <-e.done:
	case l.turn <- struct{}{}:
		l.commitQueue()
		<-e.done
	}
	if e.err != nil {
		return Record{}, e.err
	}
	return e.record, nil
}

func (l *Log) enqueue(r Record) *entry {
	e := &entry{
		record: l.prepare(r),
		err:    &Unavailable{Path: l.path, Err: errors.New("writing stopped half-way")},
		done:   make(chan struct{}),
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = append(l.queue, e)
	return e
}

// prepare does what can be done before it is the record's turn.
func (l *Log) prepare(r Record) Record {
	r = r.own()
	where := l.where
	if r.Where != nil {
		where = Where{
			Host:     cmp.Or(r.Where.Host, where.Host),
			OrgID:    cmp.Or(r.Where.OrgID, where.OrgID),
			Server:   cmp.Or(r.Where.Server, where.Server),
			Instance: cmp.Or(r.Where.Instance, where.Instance),
		}
	}
	r.Where = &where
	if r.Message == "" {
		r.Message = Sentence(r)
	}
	makeLegible(&r)
	return r
}

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

// commit writes and syncs a batch. The log's end moves only when all of it is on disk.
func (l *Log) commit(batch []*entry) {
	next, lines := l.end, make([]byte, 0, 1024*len(batch))
	var written []*entry
	for _, e := range batch {
		r := &e.record
		if r.Kind == LogRotated {
			r.Tree = new(next.tree)
		}
		r.V, r.Seq, r.Time, r.Prev = 1, next.seq+1, l.now().UTC().Truncate(time.Microsecond), next.hash
		line, err := encode(r)
		if err != nil {
			e.err = &Unavailable{Path: l.path, Err: err}
			continue
		}
		lines = append(append(lines, line...), '\n')
		next = end{next.size + int64(len(line)) + 1, r.Seq, hash(line), next.tree.with(line)}
		written = append(written, e)
	}
	if len(written) == 0 {
		return
	}
	err := l.write(lines)
	if err == nil {
		l.end = next
	}
	for _, e := range written {
		e.err = err
	}
	l.notary.reached(l.tree, slices.ContainsFunc(written, func(e *entry) bool { return e.record.Kind.asksCheckpoint() }))
}

// write brings lines to disk, all or none of them. When it cannot tell what is on disk, it seals the log.
func (l *Log) write(lines []byte) error {
	if l.sealed != nil {
		return &Unavailable{Path: l.path, Sealed: true, Err: l.sealed}
	}
	if err := l.stillOurs(); err != nil {
		return l.seal(err)
	}
	if _, err := l.file.Write(lines); err != nil {
		if cutErr := truncate(l.file, l.size); cutErr != nil {
			return l.seal(fmt.Errorf("%w; what was written of the record could not be cut off again: %w", err, cutErr))
		}
		return &Unavailable{Path: l.path, Err: err}
	}
	// After a failed sync the kernel may have dropped the pages and call the next sync a success: nothing in this file can be trusted to be on disk any more.
	if err := l.sync(); err != nil {
		return l.seal(err)
	}
	return nil
}

func (l *Log) seal(cause error) error {
	l.sealed = cause
	return &Unavailable{Path: l.path, Sealed: true, Err: cause}
}

// stillOurs finds out whether somebody moved, replaced, cut or wrote the file since the last record.
func (l *Log) stillOurs() error {
	info, err := os.Lstat(l.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errors.New("the file was deleted or moved away while it was in use")
	case err != nil:
		return err
	case !os.SameFile(info, l.info):
		return errors.New("another file was put in its place while it was in use")
	case info.Size() < l.size:
		return fmt.Errorf("the file was cut from %d to %d bytes while it was in use", l.size, info.Size())
	case info.Size() > l.size:
		return fmt.Errorf("something else wrote %d bytes to the file while it was in use", info.Size()-l.size)
	}
	return nil
}

// Close waits for the records under way and gives the file free. Records that come later are refused.
func (l *Log) Close() error {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.file == nil {
		return nil
	}
	if l.sealed == nil {
		l.sealed = errors.New("it was closed")
	}
	err := errors.Join(l.notary.close(), l.file.Close())
	l.file = nil
	return err
}
