package tools

import (
	"slices"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// Routes are the requests that a call of the tool may make: its operation's,
// what that reads beside a change, and what a policy asks of the object that
// the call is about; a composed tool makes none of its own. Names are looked up by the tools that list, and only for
// an agent that may call them.
func (t *Tool) Routes(asks []string) []jcclient.Route {
	var all []jcclient.Route
	if t.parts == nil {
		all = append([]jcclient.Route{t.endpoint.Route()}, t.endpoint.Reads()...)
	}
	arg, one := t.subject()
	if len(asks) == 0 || one == nil {
		return all
	}
	all = append(all, one.endpoint.Route())
	if m, ok := memberships[arg.of]; ok && slices.Contains(asks, "groups") {
		all = append(all, m.groups.Route(), table[m.one].endpoint.Route())
	}
	return all
}
