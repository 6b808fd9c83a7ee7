package jcclient

import (
	"context"
	"errors"
	"maps"
	"path"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"
)

// A Replace is a PUT that replaces the whole object, made to change only what
// is given: it reads the object, lays the given fields over it, and writes it
// back, with the fields that no model names. A field with an over tag is laid
// over what is there part by part: over:"members" for an object, and for a list
// the member that tells its items apart. It reads once more right before
// each try to write, and refuses with a [ChangedError] when somebody else has
// changed the object meanwhile; JumpCloud has no way to make the write itself
// depend on that. A read after the write tells in Reply.Differs what is not as
// it was written. Every request asks Authorize.
//
// A secret that is left out is written back as it was read. One that JumpCloud
// did not show cannot be: the change is refused with an [*ArgumentError] that
// asks for it, before anything is written.
type Replace[In, Out any] struct{ Operation }

// A replacement is a Replace of any types.
type replacement struct {
	endpoint
	read  endpoint
	strip []string // members that the object has and the PUT does not take
}

var errOtherObject = errors.New("it is not the object to change")

func v1Replace[In, Out any](declared string, strip ...string) Replace[In, Out] {
	return replace[In, Out](V1, declared, strip)
}

func v2Replace[In, Out any](declared string, strip ...string) Replace[In, Out] {
	return replace[In, Out](V2, declared, strip)
}

func replace[In, Out any](api API, declared string, strip []string) Replace[In, Out] {
	put := newEndpoint[In, Out](api, declared)
	get := put
	get.route.Method, get.route.Read = "GET", true
	return Replace[In, Out]{declare(&replacement{put, get, strip})}
}

// Reads are the object that is replaced.
func (e *replacement) Reads() []Route { return []Route{e.read.route} }

// Call changes the object, and returns it as it is then.
func (e Replace[In, Out]) Call(ctx context.Context, c *Client, in In) (Out, error) {
	out, err := call(ctx, e.Operation, c, in)
	return valueOf[Out](out), err
}

// Do is Call with its types erased. The Reply counts every request.
func (e *replacement) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := e.do(ctx, c, in)
	return reply, err
}

func (e *replacement) do(ctx context.Context, c *Client, in any) (Reply, any, error) {
	v, err := e.plan.value(in)
	if err != nil {
		return Reply{Total: -1}, nil, err
	}
	change, err := e.plan.request(e.route, v, nil)
	if err != nil {
		return Reply{Total: -1}, nil, err
	}
	w := writing{counted: counted{c: c}, plan: e.plan, change: change, read: request{route: e.read.route, path: change.path}, strip: e.strip, secrets: e.plan.secrets()}
	after, err := w.write(ctx)
	reply, out := after.reply(), any(nil)
	if err == nil {
		reply, out, err = e.readObject(c, after)
	}
	if err == nil {
		reply.Differs = w.differs(ctx)
	}
	reply.Attempts, reply.Bytes = w.attempts, w.bytes
	return reply, out, err
}

// A writing is one change on its way: what is sent for it, and what that was.
type writing struct {
	counted
	plan   *plan
	read   request
	change request // its body is what was given, then the object to write
	strip  []string

	secrets []string // members that are secrets
}

// write writes the changed object. Where a try surely came to nothing, as with
// a 429, the object is read again before the next: much may have happened
// while JumpCloud wanted to be left alone.
func (w *writing) write(ctx context.Context) (answer, error) {
	first, err := w.send(ctx, w.read)
	if err != nil {
		return first, err
	}
	was, err := w.object(first)
	if err != nil {
		return first, err
	}
	if name := w.notShown(was); name != "" {
		return first, badArgument(name, "is needed with every change of this object: JumpCloud takes it whole, and does not show what this was. Give it")
	}
	if err := withheld(first.body, w.change.body); err != nil {
		return first, err
	}
	if w.change.body, err = w.plan.overlay(was, w.change.body); err != nil {
		return first, w.c.unusable(first, "something else", err)
	}
	w.change.newGrammar = isNewGrammar(w.change.body)
	w.change.once = true
	for try := 1; ; try++ {
		if a, err := w.unchanged(ctx, was); err != nil {
			return a, err
		}
		after, err := w.send(ctx, w.change)
		var failed *Error
		if !errors.As(err, &failed) || !failed.again || try >= w.c.maxTries || !w.c.rests(ctx, failed) {
			return after, err
		}
	}
}

// unchanged reads the object again, and refuses one that is not as it was.
func (w *writing) unchanged(ctx context.Context, was map[string]jsontext.Value) (answer, error) {
	a, err := w.send(ctx, w.read)
	if err != nil {
		return a, err
	}
	is, err := w.object(a)
	if err != nil {
		return a, err
	}
	if names := differing(was, is); len(names) > 0 {
		return answer{request: w.change}, &ChangedError{Route: w.change.route, Path: w.change.path, Members: names}
	}
	return a, nil
}

// differs reads the object once the write was answered, and names the members
// that are not as they were written. A read that fails is no reason to doubt.
func (w *writing) differs(ctx context.Context) []string {
	a, err := w.send(ctx, w.read)
	if err != nil {
		return nil
	}
	var written map[string]jsontext.Value
	is, err := w.object(a)
	if err != nil || decode(w.change.body, &written) != nil {
		return nil
	}
	maps.DeleteFunc(is, func(name string, _ jsontext.Value) bool {
		_, ours := written[name]
		return !ours
	})
	return differing(written, is)
}

// object is the part of an object that a write replaces. One that is not the
// object to change is refused: written back, it would take that one's place.
func (w *writing) object(a answer) (map[string]jsontext.Value, error) {
	var o map[string]jsontext.Value
	if err := decode(a.body, &o); err != nil {
		return nil, w.c.unusable(a, "something else", err)
	}
	var id string
	name := "_id"
	if w.read.route.API == V2 {
		name = "id"
	}
	if decode(o[name], &id) != nil || id != path.Base(w.read.path) {
		return nil, w.c.unusable(a, "something else", errOtherObject)
	}
	for _, name := range w.strip {
		delete(o, name)
	}
	return o, nil
}

// notShown is a secret that the object is to keep, and that JumpCloud did not
// show; "" when there is none. The stars that it was hidden by would become the
// secret themselves.
func (w *writing) notShown(was map[string]jsontext.Value) string {
	var given map[string]jsontext.Value
	if decode(w.change.body, &given) != nil {
		return ""
	}
	for _, name := range w.secrets {
		var text string
		if _, isGiven := given[name]; !isGiven && (decode(was[name], &text) != nil || hiddenText.MatchString(text)) {
			return name
		}
	}
	return ""
}

// hiddenText is what may stand where a secret is not shown.
var hiddenText = regexp.MustCompile(`(?i)^[\W_]*$|\*{3}|•{3}|x{6}|redacted|hidden|masked`)
