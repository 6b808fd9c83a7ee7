package jcclient

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// An endpoint is what every operation is declared as: a route, the plan of how
// its input becomes a request, and what its answer is read into. What works on
// it knows no type of Go: the compiler would make all of it anew for each one.
type endpoint struct {
	route Route
	plan  *plan
	out   reflect.Type // of the answer, or of one row of it; nil when it has none
}

// newEndpoint reads a declaration such as "GET /systemusers/{id} by users
// users.readonly": a route, and the scopes that JumpCloud publishes with it.
// One that ends with ", unpublished" is of an operation that JumpCloud does not
// publish; its scopes are then those of its published neighbours.
func newEndpoint[In, Out any](api API, declared string) endpoint {
	return endpointOf(api, declared, reflect.TypeFor[In](), reflect.TypeFor[Out]())
}

func endpointOf(api API, declared string, in, out reflect.Type) endpoint {
	declared, by, _ := strings.Cut(declared, " by ")
	by, unpublished := strings.CutSuffix(by, ", unpublished")
	route := newRoute(api, declared)
	route.Unpublished = unpublished
	if by != "" {
		scopes[route.String()] = by
	}
	if out == reflect.TypeFor[Empty]() {
		out = nil
	}
	return endpoint{route, newPlan(in, route), out}
}

func (e endpoint) Route() Route      { return e.route }
func (e endpoint) In() reflect.Type  { return e.plan.in }
func (e endpoint) Out() reflect.Type { return e.out }
func (e endpoint) Reads() []Route    { return nil }

// Check says whether in could be sent as it is: an [*ArgumentError] when not.
func (e endpoint) Check(in any) error {
	v, err := e.plan.value(in)
	if err != nil {
		return err
	}
	return e.plan.check(e.route.API, v)
}

// exchange sends an input and returns the answer's bytes.
func (e endpoint) exchange(ctx context.Context, c *Client, in any, page *Page) (answer, error) {
	v, err := e.plan.value(in)
	if err != nil {
		return answer{}, err
	}
	r, err := e.plan.request(e.route, v, page)
	if err != nil {
		return answer{}, err
	}
	return c.send(ctx, r)
}

// An Endpoint is an operation about one object.
type Endpoint[In, Out any] struct{ Operation }

// A single is an Endpoint of any types.
type single struct {
	endpoint
	member string // what may hold the object, in an object of nothing else; "" for nothing
}

func v1[In, Out any](declared string) Endpoint[In, Out] {
	return Endpoint[In, Out]{declare(&single{endpoint: newEndpoint[In, Out](V1, declared)})}
}

func v2[In, Out any](declared string) Endpoint[In, Out] { return v2In[In, Out](declared, "") }

// v2In is an operation whose answer may stand in a member of an object, as some
// newer services send it whatever they publish.
func v2In[In, Out any](declared, member string) Endpoint[In, Out] {
	e := newEndpoint[In, Out](V2, declared)
	if e.route.isEdge() {
		panic(fmt.Sprintf("jcclient: %s changes an edge: declare it with v2Edge", e.route))
	}
	return Endpoint[In, Out]{declare(&single{e, member})}
}

func insights[In, Out any](declared string) Endpoint[In, Out] {
	return Endpoint[In, Out]{declare(&single{endpoint: newEndpoint[In, Out](Insights, declared)})}
}

// Call sends the request and returns the answer. Errors are [*ArgumentError],
// [ErrRefused] and [*Error].
func (e Endpoint[In, Out]) Call(ctx context.Context, c *Client, in In) (Out, error) {
	out, err := call(ctx, e.Operation, c, in)
	return valueOf[Out](out), err
}

// call is what Call does whatever its types: it returns a pointer to the answer.
func call(ctx context.Context, op Operation, c *Client, in any) (any, error) {
	_, out, err := op.(interface {
		do(context.Context, *Client, any) (Reply, any, error)
	}).do(ctx, c, in)
	return out, err
}

// Do is Call with its types erased, and with the answer as it was sent.
func (e *single) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := e.do(ctx, c, in)
	return reply, err
}

func (e *single) do(ctx context.Context, c *Client, in any) (Reply, any, error) {
	a, err := e.exchange(ctx, c, in, nil)
	if err != nil {
		return a.reply(), nil, err
	}
	a.body = unwrapped(a.body, e.member)
	return e.readObject(c, a)
}

// unwrapped is the object in a member, where it is the only one.
func unwrapped(body []byte, member string) []byte {
	var whole map[string]jsontext.Value
	if member == "" || decode(body, &whole) != nil || len(whole) != 1 || whole[member].Kind() != '{' {
		return body
	}
	return whole[member]
}

// valueOf is what a pointer to an Out points to; nothing for none.
func valueOf[Out any](pointer any) (out Out) {
	if p, ok := pointer.(*Out); ok {
		out = *p
	}
	return out
}

// readObject decodes an answer about one object, and returns a pointer to it. A
// change may be answered without one: some v2 operations answer 200 with a body
// and 204 without, and some v1 operations with the word OK in plain text.
func (e endpoint) readObject(c *Client, a answer) (Reply, any, error) {
	reply := a.reply()
	if e.out == nil {
		if len(a.body) > 0 && !jsontext.Value(a.body).IsValid() && !a.isWord() {
			return reply, nil, c.unusable(a, "no JSON", nil)
		}
		return reply, nil, nil
	}
	if a.status == http.StatusNoContent && !a.request.route.Read {
		return reply, nil, nil
	}
	if jsontext.Value(a.body).Kind() != '{' {
		return reply, nil, c.unusable(a, "no JSON object", nil)
	}
	out := reflect.New(e.out).Interface()
	if err := decode(a.body, out); err != nil {
		return reply, nil, c.unusable(a, "JSON that cannot be read", err)
	}
	reply.Object = jsontext.Value(a.body)
	return reply, out, nil
}
