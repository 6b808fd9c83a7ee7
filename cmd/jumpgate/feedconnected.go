package main

import (
	"cmp"
	"context"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit/push"
)

// Over a connection to a collector of syslog records are sent and never
// answered: they count as brought once the connection has ended in peace. So many
// records go over one, and all of them are sent again when it is lost.

// connects opens a connection to a place.
type connects func(context.Context) (*push.Connection, error)

// A connection is ended here after so many records, or when it is so old: what is
// not read on the other side shows then, and is sent again. After one was lost the next takes a single
// record, and each twice as many as the one before: a place that ends it after
// every record gets all of them too.
const (
	mostOver = 1024
	longOver = time.Minute
)

// followConnected is follow over one connection after the other.
func (f *feed) followConnected(ctx context.Context) error {
	most, wait := mostOver, f.retry
	for ctx.Err() == nil {
		before := f.has
		lost, err := f.overOne(ctx, most)
		if err != nil {
			return err
		}
		if most = min(2*most, mostOver); lost != nil {
			most = 1
		}
		if lost == nil && f.toTheEnd && f.has == before {
			break
		}
		if lost == nil || f.has != before {
			f.tell(nil)
			wait = f.retry
			continue
		}
		if ctx.Err() != nil {
			break
		}
		f.tell(lost)
		if !pause(ctx, wait) {
			break
		}
		wait = min(2*wait, feedPause)
	}
	return ctx.Err()
}

// overOne sends records over one connection, and notes that they are there when
// it has ended in peace; lost is why it has not. err is the trail's.
func (f *feed) overOne(ctx context.Context, most int) (lost, err error) {
	following, stop := context.WithCancel(ctx)
	defer stop()
	var c *push.Connection
	sent, n := f.has, 0
	for r, e := range f.lacks(following) {
		if e != nil {
			err = e
			break
		}
		if c == nil {
			if c, lost = f.open(ctx, stop); lost != nil {
				return lost, nil
			}
			defer time.AfterFunc(f.longest, stop).Stop()
		}
		if lost = f.within(ctx, func(ctx context.Context) error { return c.Send(ctx, r.text) }); lost != nil {
			break
		}
		sent = r.then
		if n++; n >= most {
			break
		}
	}
	if c == nil {
		return nil, err
	}
	ended := f.end(ctx, c)
	if ended == nil { // in peace, whoever ended it: all that was sent is there
		f.has = sent
		f.keep(0)
	}
	return cmp.Or(lost, ended), err
}

// end closes a connection, and has time for it after ctx too: what has arrived by
// the end of this server need not be sent again.
func (f *feed) end(ctx context.Context, c *push.Connection) error {
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.timeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(atLast, cancel) })()
	return c.Close(closing)
}

// open has the trail no longer followed when the connection ends: then it is
// seen what has arrived, and not only with the next record.
func (f *feed) open(ctx context.Context, stop func()) (c *push.Connection, err error) {
	err = f.within(ctx, func(ctx context.Context) (err error) {
		c, err = f.connects(ctx)
		return err
	})
	if err == nil {
		go func() { <-c.Ended(); stop() }()
	}
	return c, err
}

// within gives what is done with a place its time.
func (f *feed) within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	return do(ctx)
}
