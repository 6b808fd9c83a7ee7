package jcclient

import (
	"context"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// An Edge is a POST that adds, removes or updates an edge: a membership or a
// binding. JumpCloud answers 409 to what is there already and 404 to what is
// not; both also when something else is wrong. Where reads confirm that the
// edge is as wanted, the Reply says so in Already, and there is no error.
type Edge[In any] struct{ Operation }

// An edge is an Edge of any type.
type edge struct {
	endpoint
	edges Route // lists the edges of the same object
}

func v2Edge[In any](declared string) Edge[In] {
	e := &edge{endpoint: newEndpoint[In, Empty](V2, declared)} // JumpCloud answers without a body
	e.edges = e.route
	e.edges.Method, e.edges.Read = "GET", true
	return Edge[In]{declare(e)}
}

// isEdge says whether a route is one that an [Edge] is for.
func (r Route) isEdge() bool {
	return r.API == V2 && r.Method == "POST" && (strings.HasSuffix(r.Template, "}/members") || strings.HasSuffix(r.Template, "}/associations"))
}

// Reads are the list of edges, and what reads the objects at their ends.
func (e *edge) Reads() []Route {
	all := []Route{e.edges}
	from, _, _ := strings.Cut(strings.TrimPrefix(e.route.Template, v2Root+"/"), "/")
	to := kindsIn(e.In())
	for _, end := range ends {
		if end.path == from || slices.Contains(to, end.kind) {
			all = append(all, end.get)
		}
	}
	return all
}

// kindsIn are the kinds of objects that the argument type can name.
func kindsIn(in reflect.Type) []string {
	for _, f := range reflect.VisibleFields(in) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if kinds, ok := reflect.Zero(f.Type).Interface().(interface{ Values() []string }); ok && name == "type" {
			return kinds.Values()
		}
	}
	return nil
}

// Call changes the edge, or finds it as wanted.
func (e Edge[In]) Call(ctx context.Context, c *Client, in In) error {
	_, err := e.Do(ctx, c, in)
	return err
}

// Do is Call with its types erased. The Reply counts every request; its Status
// is of the change, not of what was read afterwards.
func (e *edge) Do(ctx context.Context, c *Client, in any) (Reply, error) {
	a, err := e.exchange(ctx, c, in, nil)
	if err == nil {
		reply, _, err := e.readObject(c, a)
		return reply, err
	}
	reply := a.reply()
	l := look{counted: counted{c: c}, path: a.request.path, edges: e.edges}
	if decode(a.request.body, &l.wanted) == nil {
		reply.Already = l.confirms(ctx, a.status)
	}
	reply.Attempts += l.attempts
	reply.Bytes += l.bytes
	if reply.Already {
		return reply, nil
	}
	return reply, err
}

// An edgeChange is the body of a request that changes an edge.
type edgeChange struct {
	Op         Op             `json:"op"`
	Type       string         `json:"type"`
	ID         ID             `json:"id"`
	Attributes jsontext.Value `json:"attributes"`
}

// query asks for the edges that the change is among. Members have one type.
func (w edgeChange) query(edges Route, page Page) url.Values {
	q := url.Values{}
	if strings.HasSuffix(edges.Template, "/associations") {
		q.Set("targets", w.Type)
	}
	page.query(q)
	return q
}
