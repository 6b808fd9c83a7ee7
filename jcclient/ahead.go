package jcclient

import "context"

// A reader reads the pages of a listing, and the next ones ahead of time.
type reader struct {
	list   *listing
	client *Client
	in     any
	typed  bool // rows are wanted as Go values too

	total int // rows, as far as the pages have told, -1 before; it may grow
	from  int // where the next page starts that nobody has asked for
	under []pending
	asked chan pending
	hands int // that read what was asked
}

func newReader(l *listing, c *Client, in any, typed bool) *reader {
	r := &reader{list: l, client: c, in: in, typed: typed, total: -1}
	r.asked = make(chan pending, r.ahead())
	return r
}

// ahead is how many pages are under way, or here before their time: enough
// that a slow one holds up none behind it.
func (r *reader) ahead() int { return 2*r.client.lane.most - 1 }

// A pending page is under way.
type pending struct {
	page  Page
	leaf  chan leaf
	least int
}

// next is the page that is wanted now.
func (r *reader) next(ctx context.Context, want Page) leaf {
	r.launch(ctx)
	for len(r.under) > 0 {
		first := r.under[0]
		if first.page.Skip != want.Skip {
			r.under = r.under[1:] // the pages have moved: what was read ahead fits no more
			continue
		}
		select {
		case p := <-first.leaf:
			r.under = r.under[1:]
			r.told(p.reply, first.page)
			p.least = max(p.least, first.least)
			return p
		case <-ctx.Done():
			return leaf{err: context.Cause(ctx)}
		}
	}
	least := r.total
	p := r.read(ctx, want)
	r.told(p.reply, want)
	p.least = max(p.least, least)
	return p
}

// told takes note of a page's total. Only v1 and v2 pages can be asked for
// before the one in front of them has come, and only by a total to believe.
func (r *reader) told(reply Reply, page Page) {
	if r.list.route.API == Insights || !reply.More || reply.Skip > reply.Total {
		return
	}
	r.total = max(r.total, reply.Total)
	if len(r.under) == 0 || r.from < reply.Skip {
		r.from = reply.Skip
		r.under = nil
	}
}

// launch asks for the next pages, in order, until enough are under way.
func (r *reader) launch(ctx context.Context) {
	for len(r.under) < r.ahead() && r.from < r.total {
		p := pending{page: Page{Limit: pageRows, Skip: r.from}, leaf: make(chan leaf, 1), least: r.total}
		r.from += pageRows
		r.under = append(r.under, p)
		r.asked <- p
		if r.hands < r.client.lane.most {
			r.hands++
			go func() {
				for p := range r.asked {
					p.leaf <- r.read(ctx, p.page)
				}
			}()
		}
	}
}

// read reads one page, and the rest of it when v1 sent less than was asked for.
func (r *reader) read(ctx context.Context, page Page) leaf {
	rows, reply, err := r.list.rows(ctx, r.client, r.in, page, r.typed)
	p := leaf{rows: rows, reply: reply, err: err, least: -1}
	for p.err == nil && r.list.route.API == V1 && p.reply.More && p.reply.Skip < page.Skip+page.Limit && p.reply.Total >= p.reply.Skip {
		rest := Page{Limit: page.Skip + page.Limit - p.reply.Skip, Skip: p.reply.Skip}
		rows, reply, err := r.list.rows(ctx, r.client, r.in, rest, r.typed)
		p.rows, p.err = append(p.rows, rows...), err
		if err == nil {
			p.least = max(p.least, p.reply.Total)
			reply.Items = append(p.reply.Items, reply.Items...)
			p.reply = reply
		}
	}
	return p
}
