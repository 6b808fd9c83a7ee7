package tools

import (
	"reflect"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// PlanRoutes are the requests that a plan of the tool may make, whatever its
// arguments are. A key needs their scopes too where calls of the tool must be
// approved.
func (t *Tool) PlanRoutes() []jcclient.Route {
	all := routes{}
	for _, arg := range t.takes.ids {
		for _, kind := range t.kinds(arg) {
			all.object(kind)
			all.names(kind)
		}
	}
	for _, id := range innerIDs(reflect.New(t.endpoint.In()).Elem(), "", false) {
		all.object(id.of)
	}
	if _, one := t.shown(); one != nil {
		all[one.endpoint.Route()] = true
		for _, kind := range one.namers() {
			all.names(kind)
		}
	}
	near, far, isEdge := t.ends()
	if t.Class == policy.Destroy {
		near = t.last()
	}
	for _, kind := range t.kinds(near) {
		updates := t.updates() && hasCrew(kind)
		if t.Class == policy.Destroy || t.Class == policy.Execute || updates || isEdge && t.isMembership() {
			all.reach(reaches[kind]...)
		}
		if crew, ok := crews[kind]; ok && (t.Class == policy.Destroy || updates || isEdge && !t.isMembership()) {
			all.reach(crew)
		}
	}
	if t.Name == cancels {
		all[jcclient.ListUserStates.Route()] = true
		all.names("users")
	}
	for _, kind := range t.kinds(far) {
		switch crew, ok := crews[kind]; {
		case isEdge && t.isMembership():
			for _, r := range reaches[kind] {
				if slices.Contains(t.kinds(near), r.kind) {
					all.reach(r)
				}
			}
		case isEdge && ok:
			all.reach(crew)
		}
	}
	if reader, _ := t.reader(&arguments{in: reflect.New(t.endpoint.In()).Elem()}); isEdge && reader != nil {
		all[reader.endpoint.Route()] = true
	}
	var list []jcclient.Route
	for route := range all {
		list = append(list, route)
	}
	return list
}

// kinds are the resources that an argument can name an object of.
func (t *Tool) kinds(arg idArgument) []string {
	if arg.of != "type" {
		return []string{arg.of}
	}
	var all []string
	if at, ok := t.takes.fields["type"]; ok {
		if e, ok := reflect.Zero(t.endpoint.In().FieldByIndex(at).Type).Interface().(interface{ Values() []string }); ok {
			for _, word := range e.Values() {
				all = append(all, targetKinds[word])
			}
		}
	}
	return all
}

// routes is a set of them.
type routes map[jcclient.Route]bool

func (all routes) object(kind string) {
	if reader := table[namings[kind].reader()]; reader != nil {
		all[reader.endpoint.Route()] = true
	}
}

func (all routes) names(kind string) {
	if listing := table[namings[kind].tool]; listing != nil {
		all[listing.endpoint.Route()] = true
	}
}

func (all routes) reach(rows ...reach) {
	for _, r := range rows {
		all[r.listing.Route()] = true
		all.names(r.kind)
	}
}
