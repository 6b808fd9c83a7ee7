package audit

import (
	"context"
	"errors"
)

// Health is nil while records can be kept, as far as that is known without
// writing one; else an *Unavailable. What an earlier record met with counts until
// another one gets through. It waits behind the records under way, no longer than
// ctx: a disk that hangs is no healthy one.
func (l *Log) Health(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return l.unavailable(errors.New("the disk has not answered for a while"))
	}
	defer func() { <-l.turn }()
	if err := l.ready(); err != nil {
		return err
	}
	if l.failing != nil {
		return l.failing
	}
	return l.lowOnSpace()
}
