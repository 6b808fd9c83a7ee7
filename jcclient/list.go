package jcclient

import (
	"context"
	"reflect"
)

// A List is an operation that answers in pages of rows.
type List[In, Row any] struct{ Listing }

// A listing is a List of any types.
type listing struct {
	endpoint
	envelope
}

// An envelope is how the rows of a listing travel.
type envelope struct {
	member string // what holds the rows, beside totalCount; "" when the answer is the list itself
	whole  bool   // all rows come at once: there is no limit, and no skip

	unnamed bool // no member names a row: one that is called id is of something else
}

func newList[In, Row any](api API, declared string, e envelope) List[In, Row] {
	return List[In, Row]{declare(&listing{newEndpoint[In, Row](api, declared), e})}
}

func v1List[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V1, declared, envelope{member: "results"})
}

// v1All is a v1 listing without pages, which answers with the bare list.
func v1All[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V1, declared, envelope{whole: true})
}

func v2List[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V2, declared, envelope{})
}

// v1Search is a listing that is asked with a POST: what is wanted stands in the
// body, and the page in the query, as published, and in the body too, as
// JumpCloud's own command line sends it.
func v1Search[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V1, declared, envelope{member: "results"})
}

// v1Rows is a v1 listing whose pages are the bare list.
func v1Rows[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V1, declared, envelope{})
}

// v2ListIn is a v2 listing whose rows stand in a member of an object, as the
// newer services send them.
func v2ListIn[In, Row any](declared, member string) List[In, Row] {
	return newList[In, Row](V2, declared, envelope{member: member})
}

// v2Unnamed is a v2 listing whose rows have no ids of their own.
func v2Unnamed[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V2, declared, envelope{unnamed: true})
}

// v2All is a v2 listing without pages, which answers with the bare list.
func v2All[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](V2, declared, envelope{whole: true})
}

func insightsList[In, Row any](declared string) List[In, Row] {
	return newList[In, Row](Insights, declared, envelope{})
}

// Rows reads one page. Errors are [*ArgumentError], [ErrRefused] and [*Error].
func (l List[In, Row]) Rows(ctx context.Context, c *Client, in In, p Page) ([]Row, Reply, error) {
	values, reply, err := l.Listing.(*listing).rows(ctx, c, in, p, true)
	var rows []Row
	for _, v := range values {
		rows = append(rows, valueOf[Row](v))
	}
	return rows, reply, err
}

// Page is Rows with its types erased.
func (l *listing) Page(ctx context.Context, c *Client, in any, p Page) (Reply, error) {
	_, reply, err := l.rows(ctx, c, in, p, false)
	return reply, err
}

// Do reads the first page.
func (l *listing) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	return l.Page(ctx, c, in, Page{})
}

// rows reads one page, and returns pointers to its rows. Every row is decoded,
// which tells whether it can be; it is kept only where somebody wants it so,
// since a page of events takes as much memory once more.
func (l *listing) rows(ctx context.Context, c *Client, in any, p Page, typed bool) ([]any, Reply, error) {
	page := &p
	if l.whole {
		if err := p.check(l.route.API); err != nil {
			return nil, answer{}.reply(), err
		}
		page = nil
	}
	a, err := l.exchange(ctx, c, in, page)
	if err != nil {
		return nil, a.reply(), err
	}
	reply, err := c.readPage(a, p, l.envelope)
	if err != nil {
		return nil, a.reply(), err
	}
	var rows []any
	for _, item := range reply.Items {
		row := reflect.New(l.out).Interface()
		if err := decode(item, row); err != nil {
			return nil, a.reply(), c.unusable(a, "a row that cannot be read", err)
		}
		if typed {
			rows = append(rows, row)
		}
	}
	return rows, reply, nil
}
