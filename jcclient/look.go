package jcclient

import (
	"context"
	"net/http"
	"strings"
)

// farthestLook is how many pages of edges are read to confirm one.
const farthestLook = 100

// ends are the objects that edges join and that can be read by id: how an edge
// calls one, and how a path does that changes its edges.
var ends = []struct {
	kind, path string
	get        Route
}{
	{"user", "users", GetUser.Route()},
	{"system", "systems", GetDevice.Route()},
	{"command", "commands", GetCommand.Route()},
	{"application", "applications", GetApplication.Route()},
	{"radius_server", "radiusservers", GetRadiusServer.Route()},
	{"user_group", "usergroups", GetUserGroup.Route()},
	{"system_group", "systemgroups", GetDeviceGroup.Route()},
	{"policy", "policies", GetPolicy.Route()},
}

// A look finds out, by reads, whether a refused change of an edge was refused
// because there is nothing to change. It answers no whenever it cannot tell.
type look struct {
	counted
	path   string // of the change, which is also that of the edges
	edges  Route
	wanted edgeChange
}

func (l *look) confirms(ctx context.Context, status int) bool {
	switch {
	case l.wanted.Op == "add" && status == http.StatusConflict:
		there, _, ok := l.find(ctx)
		return ok && there
	case l.wanted.Op == "remove" && status == http.StatusNotFound:
		there, any, ok := l.find(ctx)
		if !ok || there {
			return false
		}
		// That it is not there may also mean that one of its ends is gone, or
		// never was: some lists are empty, and not 404, for an object unknown.
		parts := strings.Split(strings.TrimPrefix(l.path, v2Root+"/"), "/")
		return (any || l.exists(ctx, parts[0], ID(parts[1]))) && l.exists(ctx, l.wanted.Type, l.wanted.ID)
	}
	return false
}

// find says whether the edge is there as wanted, and whether any edge is. ok
// is false when the list could not be read to its end, changed meanwhile, or
// repeats itself.
func (l *look) find(ctx context.Context) (there, any, ok bool) {
	w := newWalk(l.edges)
	for range farthestLook {
		a, err := l.send(ctx, request{route: l.edges, path: l.path, query: l.wanted.query(l.edges, w.page)})
		if err != nil {
			return false, false, false
		}
		reply, err := l.c.readPage(a, w.page, envelope{})
		if err != nil || w.page.Skip > 0 && reply.Total != w.total {
			return false, false, false
		}
		for _, item := range reply.Items {
			var edge Connection
			if decode(item, &edge) != nil || edge.To.ID == "" { // an edge that leads who knows where
				return false, false, false
			}
			any = true
			if edge.To.ID == l.wanted.ID && (edge.To.Type == l.wanted.Type || edge.To.Type == "") {
				// An edge with other attributes is not what was wanted.
				return true, true, l.wanted.Op != "add" || empty(l.wanted.Attributes) || alike(edge.Attributes, l.wanted.Attributes)
			}
		}
		if w.step(reply, w.total) != nil {
			return false, false, false
		}
		if !reply.More {
			return false, any, true
		}
	}
	return false, any, false
}

// exists says whether an object is there for sure. What it is, an edge or a
// path says.
func (l *look) exists(ctx context.Context, what string, id ID) bool {
	for _, end := range ends {
		if end.kind != what && end.path != what {
			continue
		}
		a, err := l.send(ctx, request{route: end.get, path: strings.Replace(end.get.Template, "{id}", pathPart(string(id)), 1)})
		var o struct {
			V1 LooseString `json:"_id"`
			V2 LooseString `json:"id"`
		}
		return err == nil && decode(a.body, &o) == nil && (ID(o.V1) == id || ID(o.V2) == id)
	}
	return false
}
