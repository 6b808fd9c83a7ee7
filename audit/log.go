package audit

import (
	"bytes"
	"cmp"
	"errors"
	"os"
	"runtime"
	"sync"
	"time"
)

// Options is what every record of a log carries, where its clock stands, and how its files are kept.
type Options struct {
	Where Where
	Now   func() time.Time // time.Now unless set

	RotateSize int64         // bytes after which the log goes on in a new file; 0 is never
	RotateAge  time.Duration // and after which time; 0 is never
	Sync       Sync
	MinFree    int64 // bytes of the disk below which no call is let through; 0 is none
	Personal   Personal

	Unsigned   bool                     // makes no checkpoints, and needs no key: whoever opens the log next makes them
	SigningKey string                   // the file of the key that signs checkpoints; "" for <path>.signing-key, which is made where there is none
	Checkpoint func(msg []byte)         // is given each checkpoint, a signed note, to bring it elsewhere; it must not wait
	Recorded   func(Kind)               // is told of each record that is written; it must not wait
	Synced     func(took time.Duration) // is told of each sync of the log's file; it must not wait
	Problem    func(error)              // is told what went wrong beside the records, which stand all the same: a checkpoint that could not be kept, a file that could not be compressed
}

// Log is an open audit log. It has one writer, which other processes are kept from becoming; its methods may be called from many goroutines.
type Log struct {
	path string
	opts Options
	key  []byte
	disk disk

	mu    sync.Mutex
	queue []*entry

	notary *notary

	turn    chan struct{} // held by whoever writes; it guards what follows
	file    *os.File
	info    os.FileInfo         // of the file that was opened
	first   uint64              // the first record of the file, and when it was written
	began   time.Time           //
	newest  time.Time           // when the last record was written that the log had before it was opened
	end                         // of what is written
	lines   bytes.Buffer        // those of the latest batch
	synced  end                 // of what is known to be on disk
	later   []*entry            // what is between the two
	flusher *time.Timer         // runs while there is any
	calls   map[string]struct{} // whose intent is written, and no outcome yet
	missed  missed
	failing error // why the latest records could not be written; nil once one was
	trouble
	closed bool

	packing sync.WaitGroup // of what compresses in the background
	alone   sync.Mutex     // held while it does
	closing chan struct{}  // closed when it must stop
}

// trouble is what must be put right before the next record is written.
type trouble struct {
	lost    error // somebody else had hold of the file
	dirty   bool  // behind the last record may stand what was never acknowledged
	suspect error // a sync failed: what stands behind synced may not be on disk, whatever a later sync says
	unnamed bool  // the folder was not synced since the file got its name
	patient int64 // rotating failed: it is not tried again before the file has this size
}

// disk is what a log asks of the system; tests let it fail.
type disk struct {
	write func(*os.File, []byte) (int, error)
	sync  func(*os.File) error
	cut   func(*os.File, int64) error
	free  func(folder string) (int64, error) // bytes

	syncFolder func(path string) error // in which path is
}

// end is where a log stands after a record: the next one takes the number after seq and names hash. Size is of the file.
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
	unfit  error         // says that it is no record
	done   chan struct{} // closed once record and err are final; nil when nobody waits
}

// Append writes r and returns it as it stands in the log, once it is on disk; see [Sync] for the one exception. It sets v, seq, time, prev, what is missing in where, and the message unless there is one.
// Every error is an *Unavailable: the record does not stand, and what it announces must not be done. r itself is not changed.
func (l *Log) Append(r Record) (Record, error) {
	e := l.newEntry(r)
	if err := l.enqueue(e); err != nil {
		return Record{}, err
	}
	// Whoever gets the turn writes for all who are waiting then, with one sync.
	select {
	case <-e.done:
	case l.turn <- struct{}{}:
		runtime.Gosched() // whoever is just about to write comes along with the same sync
		l.commitQueue()
		<-e.done
	}
	if e.err != nil {
		return Record{}, e.err
	}
	return e.record, nil
}

func (l *Log) newEntry(r Record) *entry {
	return &entry{
		record: l.prepare(r),
		err:    &Unavailable{Path: l.path, Err: errors.New("writing stopped half-way")},
		done:   make(chan struct{}),
	}
}

// mostWaiting is how many records may wait for the disk. Beyond it agents are turned away; outcomes are taken, of which there are never more than calls under way.
const mostWaiting = 4096

func (l *Log) enqueue(e *entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) >= mostWaiting && e.record.Kind.canWait() {
		return &Unavailable{Path: l.path, Err: errors.New("too many records wait for the disk")}
	}
	l.queue = append(l.queue, e)
	return nil
}

// canWait holds for the records without which nothing is lost but the call that asked for them: these are refused when the disk has little left.
func (k Kind) canWait() bool {
	switch k {
	case CallLookup, CallIntent, CallDenied, CallRefused, ListServed, AuthFailed:
		return true
	}
	return false
}

// prepare does what can be done before it is the record's turn.
func (l *Log) prepare(r Record) Record {
	r = r.own()
	r.Time = time.Time{}
	where := l.opts.Where
	if r.Where != nil {
		where = Where{
			Host:     cmp.Or(r.Where.Host, where.Host),
			OrgID:    cmp.Or(r.Where.OrgID, where.OrgID),
			Server:   cmp.Or(r.Where.Server, where.Server),
			Instance: cmp.Or(r.Where.Instance, where.Instance),
		}
	}
	r.Where = &where
	blot(&r) // before anything is cut: a part of a secret looks like nothing
	if r.Message == "" {
		r.Message = Sentence(r)
	}
	makeLegible(&r)
	return r
}

// Close waits for the records under way and gives the file free. Records that come later are refused.
func (l *Log) Close() error {
	l.turn <- struct{}{}
	if l.closed {
		<-l.turn
		return nil
	}
	err := l.flush()
	l.closed = true
	err = errors.Join(err, l.notary.close(), l.file.Close())
	close(l.closing)
	<-l.turn
	l.packing.Wait()
	return err
}
