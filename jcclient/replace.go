package jcclient

import (
	"context"
	"errors"
	"maps"
	"path"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A Replace is a PUT that replaces the whole object, made to change only what
// is given: it reads the object, lays the given fields over it, and writes it
// back, with the fields that no model names. Both requests ask Authorize. What
// someone else changes between the two is lost.
type Replace[In, Out any] struct {
	endpoint
	read  endpoint
	strip []string // members that the object has and the PUT does not take
}

var errOtherObject = errors.New("it is not the object to change")

func v1Replace[In, Out any](declared string, strip ...string) Replace[In, Out] {
	put := newEndpoint[In](V1, declared)
	get := put
	get.route.Method, get.route.Read = "GET", true
	return Replace[In, Out]{put, get, strip}
}

// Out is the type of the object.
func (e Replace[In, Out]) Out() reflect.Type { return outType[Out]() }

// Call changes the object, and returns it as it is then.
func (e Replace[In, Out]) Call(ctx context.Context, c *Client, in In) (Out, error) {
	_, out, err := e.do(ctx, c, in)
	return out, err
}

// Do is Call with its types erased. The Reply counts both requests.
func (e Replace[In, Out]) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := e.do(ctx, c, in)
	return reply, err
}

func (e Replace[In, Out]) do(ctx context.Context, c *Client, in any) (Reply, Out, error) {
	v, err := e.plan.value(in)
	if err != nil {
		return Reply{Total: -1}, *new(Out), err
	}
	change, err := e.plan.request(e.route, v, nil)
	if err != nil {
		return Reply{Total: -1}, *new(Out), err
	}
	before, err := c.send(ctx, request{route: e.read.route, path: change.path})
	if err != nil {
		return before.reply(), *new(Out), err
	}
	if change.body, err = e.overlay(before.body, change); err != nil {
		return before.reply(), *new(Out), c.unusable(before, "something else", err)
	}
	after, err := c.send(ctx, change)
	reply, out := after.reply(), *new(Out)
	if err == nil {
		reply, out, err = readObject[Out](c, after)
	}
	reply.Attempts += before.attempts
	reply.Bytes += int64(len(before.body))
	return reply, out, err
}

// overlay is the object as it was, with the change in it and without what the
// PUT does not take. An object that is not the one to change is refused:
// written back, it would take that one's place.
func (e Replace[In, Out]) overlay(object []byte, change request) ([]byte, error) {
	var was, given map[string]jsontext.Value
	if err := decode(object, &was); err != nil {
		return nil, err
	}
	var id string
	if decode(was["_id"], &id) != nil || id != path.Base(change.path) {
		return nil, errOtherObject
	}
	if err := decode(change.body, &given); err != nil {
		return nil, err
	}
	for _, name := range e.strip {
		delete(was, name)
	}
	maps.Copy(was, given)
	return json.Marshal(was, json.Deterministic(true))
}
