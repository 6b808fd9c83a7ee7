package bench

import (
	"fmt"
	"testing"

	"github.com/cedar-policy/cedar-go"
)

// The agents stand in a role, and the tools in groups, as entities: so Cedar
// has four policies to look at, and not thousands.
const cedarPolicies = `
permit (principal in Role::"all", action in [Action::"users-read", Action::"devices-read", Action::"commands-read", Action::"groups-read", Action::"events-read"], resource);
permit (principal in Role::"all", action in Action::"users-write", resource);
permit (principal in Role::"all", action in Action::"commands_create", resource) when { context.name like "eng-*" && context.sudo == false };
forbid (principal, action in Action::"destroy", resource);
`

type cedarEngine struct {
	policies *cedar.PolicySet
	entities cedar.EntityMap
}

func newCedar(tb testing.TB) cedarEngine {
	policies, err := cedar.NewPolicySetFromBytes("world.cedar", []byte(cedarPolicies))
	if err != nil {
		tb.Fatal(err)
	}
	e := cedarEngine{policies, cedar.EntityMap{}}
	add := func(id cedar.EntityUID, parents ...cedar.EntityUID) {
		e.entities[id] = cedar.Entity{UID: id, Parents: cedar.NewEntityUIDSet(parents...)}
	}
	for i := range agents {
		add(cedar.NewEntityUID("Agent", cedar.String(fmt.Sprintf("agent-%d", i))), cedar.NewEntityUID("Role", "all"))
	}
	for i, t := range everyTool {
		add(action(t.name), action(t.resource+"-"+t.class), action(t.class), action(kinds[i%len(kinds)].name))
	}
	return e
}

func action(id string) cedar.EntityUID { return cedar.NewEntityUID("Action", cedar.String(id)) }

func (e cedarEngine) request(c call) cedar.Request {
	args := cedar.RecordMap{}
	if name, ok := c.args["name"].(string); ok {
		args["name"] = cedar.String(name)
	}
	if sudo, ok := c.args["sudo"].(bool); ok {
		args["sudo"] = cedar.Boolean(sudo)
	}
	return cedar.Request{Principal: cedar.NewEntityUID("Agent", cedar.String(c.agent)), Action: action(c.name),
		Resource: cedar.NewEntityUID("Directory", "all"), Context: cedar.NewRecord(args)}
}

func (e cedarEngine) asked(r cedar.Request) bool {
	decision, _ := cedar.Authorize(e.policies, e.entities, r)
	return bool(decision)
}

func (e cedarEngine) allows(c call) bool { return e.asked(e.request(c)) }
