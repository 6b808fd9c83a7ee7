package jcclient

import (
	"context"
	"errors"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// ErrChanged is yielded after the last row of a listing that changed while it
// was read: rows that were there all the time may be missing among the others.
var ErrChanged = errors.New("jcclient: rows were deleted or added while the listing was read: some may be missing; read it again")

// All ranges over every row, in order. Once the first page has told how many
// there are, the next ones are read ahead, as many at once as the client may
// have in flight; no more than twice as many are kept. An error is yielded once, as
// the last pair: rows without an error after them are all.
func (l List[In, Row]) All(ctx context.Context, c *Client, in In) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		values(l.Listing, ctx, c, in)(func(row any, err error) bool { return yield(valueOf[Row](row), err) })
	}
}

// values is All with pointers to the rows.
func values(l Listing, ctx context.Context, c *Client, in any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		l := l.(*listing)
		for p := range l.pages(ctx, c, in, l.newWalk(), Mark{}, true) {
			for _, row := range p.rows {
				if !yield(row, nil) {
					return
				}
			}
			if p.err != nil {
				yield(nil, p.err)
				return
			}
		}
	}
}

func (l *listing) newWalk() *walk {
	w := newWalk(l.route)
	w.unnamed = l.unnamed
	return w
}

// A leaf is one page of a listing: its rows, and why there are no more.
type leaf struct {
	rows  []any // pointers to them, where they are wanted
	reply Reply
	err   error
	least int // the total that had been told when the page, or the rest of it, was asked for
}

// pages ranges over a listing's pages in order, from a mark on. A leaf with an
// error is the last.
func (l *listing) pages(ctx context.Context, c *Client, in any, w *walk, from Mark, typed bool) iter.Seq[leaf] {
	return func(yield func(leaf) bool) {
		ctx, stop := context.WithCancel(ctx)
		r := newReader(l, c, in, typed)
		defer close(r.asked)
		defer stop()
		if err := r.resume(ctx, w, from); err != nil {
			yield(leaf{err: err})
			return
		}
		for {
			p := r.next(ctx, w.page)
			if errors.Is(p.err, errTooLong) && w.shorten() {
				continue
			}
			if p.err == nil {
				p.err = w.step(p.reply, p.least)
				p.rows, p.reply.Items = undoubled(w, p.rows, p.reply.Items)
			}
			if !p.reply.More && p.err == nil {
				p.err = w.end()
			}
			if !yield(p) || p.err != nil || !p.reply.More {
				return
			}
		}
	}
}

// undoubled leaves out the rows that a page before had already: when a row
// appears in front, the others move on by one, and the last of a page comes
// again as the first of the next. There are as many rows as items, or none.
func undoubled(w *walk, rows []any, items []jsontext.Value) ([]any, []jsontext.Value) {
	kept, n := w.fresh(items), 0
	for i := range items {
		if !kept[i] {
			continue
		}
		if items[n] = items[i]; rows != nil {
			rows[n] = rows[i]
		}
		n++
	}
	return rows[:min(n, len(rows))], items[:n]
}
