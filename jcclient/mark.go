package jcclient

import (
	"context"
	"errors"
	"iter"
)

// ErrMoved is yielded instead of the first page when a listing cannot be read
// on from a mark, since the page before it is no longer what it was.
var ErrMoved = errors.New("jcclient: the rows before the mark are not where they were: read the listing anew")

// A Mark is a place in a listing, between two pages, from which it can be read
// on later, by another process too. The zero Mark is the beginning.
type Mark struct {
	Before Page   // the page that ends here
	Names  string // SHA-256 of what names that page's rows
	Next   Page   // the page that begins here
	Rows   int    // in front of it, in all
	Fell   bool   // the listing had changed before: it can only be read anew
}

// A Stretch is a page of a walk, and the mark behind it.
type Stretch struct {
	Reply
	Mark Mark
}

// Pages ranges over a listing's pages in order, read ahead as [List.All] does,
// each with as many rows as JumpCloud gives at once. An error comes last, with
// the rows that are there all the same. From a mark on, the page before it is
// read again first: only where it stands as it was, the rest follows.
func (l *listing) Pages(ctx context.Context, c *Client, in any, from Mark) iter.Seq2[Stretch, error] {
	return func(yield func(Stretch, error) bool) {
		w := l.newWalk()
		if l.route.API == Insights {
			w.page.Limit = insightsRows
		}
		for p := range l.pages(ctx, c, in, w, from, false) {
			if !yield(Stretch{p.reply, w.mark()}, p.err) {
				return
			}
		}
	}
}

// mark is the place behind the latest page.
func (w *walk) mark() Mark {
	return Mark{Before: w.before, Names: w.names, Next: w.page, Rows: w.rows, Fell: w.fell}
}

// resume takes a walk to a mark.
func (r *reader) resume(ctx context.Context, w *walk, from Mark) error {
	if from.Names == "" {
		return nil
	}
	w.page = from.Before
	p := r.read(ctx, from.Before)
	if p.err != nil {
		return p.err
	}
	if err := w.step(p.reply, -1); err != nil {
		return err
	}
	if w.fresh(p.reply.Items); w.names != from.Names || from.Fell {
		return ErrMoved
	}
	r.told(p.reply, from.Before)
	w.page, w.rows = from.Next, from.Rows
	return nil
}
