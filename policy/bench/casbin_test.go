package bench

import (
	"fmt"
	"testing"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
)

// The agents stand in a role, so that Casbin goes over nine lines.
const casbinModel = `
[request_definition]
r = sub, kind, resource, class, name, sudo

[policy_definition]
p = sub, kind, resource, class, when, eft

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = (p.kind == "*" || p.kind == r.kind) && (p.resource == "*" || p.resource == r.resource) && (p.class == "*" || p.class == r.class) && g(r.sub, p.sub) && (p.when == "always" || keyMatch(r.name, "eng-*") && r.sudo == "false")
`

type casbinEngine struct{ *casbin.Enforcer }

func newCasbin(tb testing.TB) casbinEngine {
	m, err := model.NewModelFromString(casbinModel)
	if err != nil {
		tb.Fatal(err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		tb.Fatal(err)
	}
	for _, resource := range []string{"users", "devices", "commands", "groups", "events"} {
		e.AddPolicy("all", "*", resource, "read", "always", "allow")
	}
	e.AddPolicy("all", "*", "users", "write", "always", "allow")
	e.AddPolicy("all", "commands_create", "*", "*", "code", "allow")
	e.AddPolicy("all", "*", "*", "destroy", "always", "deny")
	for i := range agents {
		e.AddGroupingPolicy(fmt.Sprintf("agent-%d", i), "all")
	}
	return casbinEngine{e}
}

func (e casbinEngine) request(c call) []any {
	kind := c.name
	for _, k := range kinds {
		if len(c.name) > len(k.name) && c.name[:len(k.name)+1] == k.name+"_" {
			kind = k.name
		}
	}
	name, _ := c.args["name"].(string)
	sudo := ""
	if given, ok := c.args["sudo"].(bool); ok {
		sudo = fmt.Sprint(given)
	}
	return []any{c.agent, kind, c.resource, c.class, name, sudo}
}

func (e casbinEngine) asked(r []any) bool {
	ok, err := e.Enforce(r...)
	return err == nil && ok
}

func (e casbinEngine) allows(c call) bool { return e.asked(e.request(c)) }
