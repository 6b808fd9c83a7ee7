package audit

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// A checkpoint is made of so many new records, or so long after the first of them.
const (
	checkpointEvery = 64
	checkpointAfter = 10 * time.Second
)

// asksCheckpoint holds for the records that are followed by a checkpoint at once.
func (k Kind) asksCheckpoint() bool {
	return k == PolicyLoaded || k == LogRotated || k == ServerStop
}

// A notary signs what a log has become, again and again. It never keeps a record waiting: what it does, it does beside.
type notary struct {
	log     string // its path
	signs   bool
	keyPath string
	key     signingKey
	publish func(msg []byte) // may be nil
	problem func(error)      // may be nil

	mu     sync.Mutex
	tree   Tree  // over the records that are on disk
	signed int64 // how many of them the last checkpoint covers
	now    bool  // a checkpoint is asked for
	awaits bool  // one will be made of what is new, in time

	checkpointFile
	failed bool // the last one could not be kept beside the log

	wake       chan struct{}
	stop, done chan struct{} // nil while nothing runs
}

// openNotary takes up the checkpoints of a log, which this process has locked. The error says that it is not the log that was signed, or what is wrong with the key.
func openNotary(l *Log, opts Options) (*notary, error) {
	n := &notary{log: l.path, keyPath: opts.SigningKey, publish: opts.Checkpoint, problem: opts.Problem, signs: !opts.Unsigned, wake: make(chan struct{}, 1)}
	var err error
	if n.checkpointFile, err = openCheckpoints(checkpointsPath(l.path)); err != nil {
		return nil, fmt.Errorf("audit checkpoints %s: %w", checkpointsPath(l.path), err)
	}
	if err := n.take(l); err != nil {
		n.file.Close()
		return nil, err
	}
	n.begin()
	return n, nil
}

func (n *notary) take(l *Log) (err error) {
	if n.keyPath == "" {
		n.keyPath = l.path + ".signing-key"
	}
	if n.signs {
		if n.key, err = signingKeyFor(n.keyPath, n.log, n.keyPath == l.path+".signing-key", n.last); err != nil {
			return fmt.Errorf("audit signing key %s: %w", n.keyPath, err)
		}
	}
	if n.tree, err = n.regrow(l.path, l.file, l.size, l.seq); err != nil {
		return fmt.Errorf("audit log %s: %w; 'jumpgate audit verify' tells more. To start a new log, move this one and all that stands beside it aside, and keep them as evidence", l.path, err)
	}
	l.tree = n.tree
	if c, ok := n.lastCheckpoint(); ok {
		n.signed = c.Size
	}
	if !n.signs {
		return nil
	}
	return keepVerifier(l.path, n.key)
}

// reached tells what is on disk now; now asks for a checkpoint of it, however few records are new.
func (n *notary) reached(tree Tree, now bool) {
	n.mu.Lock()
	n.tree, n.now = tree, n.now || now
	matters := n.isDue() || !n.awaits
	n.awaits = true
	n.mu.Unlock()
	if matters {
		select {
		case n.wake <- struct{}{}:
		default:
		}
	}
}

func (n *notary) isDue() bool { return n.now || n.tree.Size-n.signed >= checkpointEvery }

func (n *notary) begin() {
	n.stop, n.done = make(chan struct{}), make(chan struct{})
	go n.run(n.stop, n.done)
}

// halt returns when nothing is signed any more.
func (n *notary) halt() {
	if n.stop != nil {
		close(n.stop)
		<-n.done
		n.stop = nil
	}
}

func (n *notary) run(stop, done chan struct{}) {
	defer close(done)
	var later <-chan time.Time
	for {
		select {
		case <-n.wake:
			n.mu.Lock()
			now, fresh := n.isDue(), n.tree.Size > n.signed
			n.awaits = fresh
			n.mu.Unlock()
			switch {
			case now:
				n.checkpoint()
				later = nil
			case fresh && later == nil:
				later = time.After(checkpointAfter)
			}
		case <-later:
			n.checkpoint()
			later = nil
		case <-stop:
			return
		}
	}
}

// checkpoint signs what there is, unless nothing is new.
func (n *notary) checkpoint() {
	n.mu.Lock()
	fresh := n.signs && n.tree.Size > n.signed
	n.now, n.awaits = false, false
	n.mu.Unlock()
	if fresh {
		n.sign()
	}
}

func (n *notary) sign() {
	n.mu.Lock()
	tree := n.tree
	n.mu.Unlock()
	msg, err := n.key.sign(Checkpoint{n.key.Name(), tree.Size, tree.root()}.text())
	if err != nil {
		n.tellProblem(fmt.Errorf("a checkpoint could not be signed: %w", err))
		return
	}
	n.mu.Lock()
	n.signed = tree.Size
	n.mu.Unlock()
	n.keep(msg)
	n.tell(msg)
}

// keep writes a note beside the log, whole or not at all. It is not synced: what counts is the copy that others have, and the records were synced before.
// The first one is, so that an empty file tells of somebody's hand, and not of a power cut.
func (n *notary) keep(msg []byte) {
	written, err := n.file.Write(msg)
	if err == nil && n.last == nil {
		err = n.file.Sync()
	}
	if err == nil {
		n.size += int64(written)
		n.last, n.failed = msg, false
		n.thinOut()
		return
	}
	if cutErr := truncate(n.file, n.size); cutErr != nil {
		err = fmt.Errorf("%w, nor cut off again: %w", err, cutErr)
	}
	if !n.failed {
		n.tellProblem(fmt.Errorf("a checkpoint could not be kept in %s: %w", checkpointsPath(n.log), err))
	}
	n.failed = true
}

func (n *notary) tell(msg []byte) {
	if n.publish != nil {
		n.publish(msg)
	}
}

func (n *notary) tellProblem(err error) {
	if n.problem != nil {
		n.problem(err)
	}
}

// close makes the last checkpoint.
func (n *notary) close() error {
	n.halt()
	n.checkpoint()
	return errors.Join(n.leaveEdge(), n.file.Close())
}
