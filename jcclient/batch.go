package jcclient

import (
	"context"
	"reflect"
	"slices"
)

// A Batch is a change that is answered with a list: a row for each object that
// it was about. The Reply's Object is Rows, the list as JumpCloud sent it.
type Batch[In, Row any] struct{ endpoint }

// Rows is a list as an object.
type Rows[Row any] struct {
	Results []Row   `json:"results,omitzero"`
	Extra   Unknown `json:",embed"`
}

func v2Batch[In, Row any](declared string) Batch[In, Row] {
	return declare(Batch[In, Row]{newEndpoint[In](V2, declared)})
}

// Out is the type of the rows together.
func (b Batch[In, Row]) Out() reflect.Type { return outType[Rows[Row]]() }

// Call makes the change, and returns its rows.
func (b Batch[In, Row]) Call(ctx context.Context, c *Client, in In) ([]Row, error) {
	_, rows, err := b.do(ctx, c, in)
	return rows.Results, err
}

// Do is Call with its types erased.
func (b Batch[In, Row]) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := b.do(ctx, c, in)
	return reply, err
}

func (b Batch[In, Row]) do(ctx context.Context, c *Client, in any) (Reply, Rows[Row], error) {
	a, err := b.exchange(ctx, c, in, nil)
	if err != nil {
		return a.reply(), Rows[Row]{}, err
	}
	sent := int64(len(a.body))
	a.body = slices.Concat([]byte(`{"results":`), a.body, []byte("}"))
	reply, rows, err := readObject[Rows[Row]](c, a)
	reply.Bytes = sent
	return reply, rows, err
}
