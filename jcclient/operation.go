package jcclient

import (
	"context"
	"iter"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"
)

// An Operation is an endpoint with its types erased, for a table of endpoints.
type Operation interface {
	Route() Route

	// In is the type of the input: a struct of one flat set of JSON names,
	// be they sent in the path, the query or the body.
	In() reflect.Type

	// Out is what one object of the answer decodes into; nil when there is none.
	Out() reflect.Type

	// Reads are the routes that Do may read beside its own, to see what a change
	// meets or what came of it.
	Reads() []Route

	// Check says whether in, a value of type In, could be sent as it is: an
	// [*ArgumentError] when not.
	Check(in any) error

	// Do sends the request and checks the answer against Out. The Reply tells
	// what is known of the answer even when there is an error.
	Do(ctx context.Context, c *Client, in any) (Reply, error)
}

// A Listing is an Operation that answers in pages; Out is one row's type, and
// Do reads the first page.
type Listing interface {
	Operation
	Page(ctx context.Context, c *Client, in any, p Page) (Reply, error)

	// Pages ranges over all pages from a mark on.
	Pages(ctx context.Context, c *Client, in any, from Mark) iter.Seq2[Stretch, error]
}

// A Page says which rows of a listing are wanted.
type Page struct {
	Limit int            // rows at most; 0 is 100. Up to 100, Insights up to 10,000
	Skip  int            // rows to pass over
	After jsontext.Value `json:",omitzero"` // Insights only: the Reply.After of the page before
}

// A Reply is what JumpCloud sent, nothing lost: its types have been checked,
// the bytes are kept.
type Reply struct {
	Status   int   // of the last attempt; 0 when there was no answer
	Attempts int   // requests sent
	Bytes    int64 // of the answers' bodies, decompressed

	Object jsontext.Value   // the object as sent; nil for a listing, or without a body
	Items  []jsontext.Value // a listing's rows as sent
	Total  int              // of all matches; -1 when JumpCloud did not say
	More   bool             // rows may follow this page
	Skip   int              // the Page.Skip of the next page
	After  jsontext.Value   // Insights: the Page.After of the next page

	Already bool     // of an Edge: it was as wanted before, which reads have confirmed, and nothing was changed
	Differs []string // of a Replace: members that a read after the write showed otherwise than they were written
}

// Empty is the answer of an operation that has none.
type Empty struct{}
