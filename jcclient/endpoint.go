package jcclient

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// An endpoint is what every operation is declared as: a route, and the plan of
// how its input becomes a request.
type endpoint struct {
	route Route
	plan  *plan
}

// newEndpoint reads a declaration such as "GET /systemusers/{id} by users
// users.readonly": a route, and the scopes that JumpCloud publishes with it.
// One that ends with ", unpublished" is of an operation that JumpCloud does not
// publish; its scopes are then those of its published neighbours.
func newEndpoint[In any](api API, declared string) endpoint {
	declared, by, _ := strings.Cut(declared, " by ")
	by, unpublished := strings.CutSuffix(by, ", unpublished")
	route := newRoute(api, declared)
	route.Unpublished = unpublished
	if by != "" {
		scopes[route.String()] = by
	}
	return endpoint{route, newPlan(reflect.TypeFor[In](), route)}
}

func (e endpoint) Route() Route     { return e.route }
func (e endpoint) In() reflect.Type { return e.plan.in }
func (e endpoint) Reads() []Route   { return nil }

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
type Endpoint[In, Out any] struct {
	endpoint
	member string // what may hold the object, in an object of nothing else; "" for nothing
}

func v1[In, Out any](declared string) Endpoint[In, Out] {
	return declare(Endpoint[In, Out]{endpoint: newEndpoint[In](V1, declared)})
}

func v2[In, Out any](declared string) Endpoint[In, Out] { return v2In[In, Out](declared, "") }

// v2In is an operation whose answer may stand in a member of an object, as some
// newer services send it whatever they publish.
func v2In[In, Out any](declared, member string) Endpoint[In, Out] {
	e := Endpoint[In, Out]{newEndpoint[In](V2, declared), member}
	if e.route.isEdge() {
		panic(fmt.Sprintf("jcclient: %s changes an edge: declare it with v2Edge", e.route))
	}
	return declare(e)
}

func insights[In, Out any](declared string) Endpoint[In, Out] {
	return declare(Endpoint[In, Out]{endpoint: newEndpoint[In](Insights, declared)})
}

// Out is the type of the answer; nil when it has none.
func (e Endpoint[In, Out]) Out() reflect.Type { return outType[Out]() }

// Call sends the request and returns the answer. Errors are [*ArgumentError],
// [ErrRefused] and [*Error].
func (e Endpoint[In, Out]) Call(ctx context.Context, c *Client, in In) (Out, error) {
	_, out, err := e.do(ctx, c, in)
	return out, err
}

// Do is Call with its types erased, and with the answer as it was sent.
func (e Endpoint[In, Out]) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	reply, _, err := e.do(ctx, c, in)
	return reply, err
}

func (e Endpoint[In, Out]) do(ctx context.Context, c *Client, in any) (Reply, Out, error) {
	a, err := e.exchange(ctx, c, in, nil)
	if err != nil {
		var none Out
		return a.reply(), none, err
	}
	a.body = unwrapped(a.body, e.member)
	return readObject[Out](c, a)
}

// unwrapped is the object in a member, where it is the only one.
func unwrapped(body []byte, member string) []byte {
	var whole map[string]jsontext.Value
	if member == "" || decode(body, &whole) != nil || len(whole) != 1 || whole[member].Kind() != '{' {
		return body
	}
	return whole[member]
}

func outType[Out any]() reflect.Type {
	if t := reflect.TypeFor[Out](); t != reflect.TypeFor[Empty]() {
		return t
	}
	return nil
}

// readObject decodes an answer about one object. A change may be answered
// without one: some v2 operations answer 200 with a body and 204 without, and
// some v1 operations with the word OK in plain text.
func readObject[Out any](c *Client, a answer) (Reply, Out, error) {
	reply, out := a.reply(), *new(Out)
	if outType[Out]() == nil {
		if len(a.body) > 0 && !jsontext.Value(a.body).IsValid() && !a.isWord() {
			return reply, out, c.unusable(a, "no JSON", nil)
		}
		return reply, out, nil
	}
	if a.status == http.StatusNoContent && !a.request.route.Read {
		return reply, out, nil
	}
	if jsontext.Value(a.body).Kind() != '{' {
		return reply, out, c.unusable(a, "no JSON object", nil)
	}
	if err := decode(a.body, &out); err != nil {
		return reply, *new(Out), c.unusable(a, "JSON that cannot be read", err)
	}
	reply.Object = jsontext.Value(a.body)
	return reply, out, nil
}
