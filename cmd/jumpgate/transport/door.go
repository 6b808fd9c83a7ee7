package transport

import "sync"

// A door counts who is inside, and can be shut behind them.
type door struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

// enter is false once the door is shut. Who entered has to leave.
func (d *door) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return false
	}
	d.inside.Add(1)
	return true
}

func (d *door) leave() { d.inside.Done() }

// shut lets nobody in any more, and returns when all have left.
func (d *door) shut() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.inside.Wait()
}
