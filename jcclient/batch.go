package jcclient

import (
	"context"
	"slices"
)

// A Batch is a change that is answered with a list: a row for each object that
// it was about. The Reply's Object is Rows, the list as JumpCloud sent it.
type Batch[In, Row any] struct{ Operation }

// A batch is a Batch of any types.
type batch struct{ endpoint }

// Rows is a list as an object.
type Rows[Row any] struct {
	Results []Row   `json:"results,omitzero"`
	Extra   Unknown `json:",embed"`
}

func v2Batch[In, Row any](declared string) Batch[In, Row] {
	return Batch[In, Row]{declare(&batch{newEndpoint[In, Rows[Row]](V2, declared)})}
}

// Call makes the change, and returns its rows.
func (b Batch[In, Row]) Call(ctx context.Context, c *Client, in In) ([]Row, error) {
	rows, err := call(ctx, b.Operation, c, in)
	return valueOf[Rows[Row]](rows).Results, err
}

// Do is Call with its types erased.
func (b *batch) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := b.do(ctx, c, in)
	return reply, err
}

func (b *batch) do(ctx context.Context, c *Client, in any) (Reply, any, error) {
	a, err := b.exchange(ctx, c, in, nil)
	if err != nil {
		return a.reply(), nil, err
	}
	sent := int64(len(a.body))
	a.body = slices.Concat([]byte(`{"results":`), a.body, []byte("}"))
	reply, rows, err := b.readObject(c, a)
	reply.Bytes = sent
	return reply, rows, err
}
