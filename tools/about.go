package tools

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// memberships are the listings that tell the groups of an object.
var memberships = map[string]jcclient.Listing{}

// subject is the argument that names the object that a call is about: the
// first in the tool's path, and the tool that reads one of them; nil where
// there is none.
func (t *Tool) subject() (idArgument, *Tool) {
	for part := range strings.SplitSeq(t.endpoint.Route().Template, "/") {
		for _, arg := range t.takes.ids {
			if n, ok := namings[arg.of]; ok && n.one != "" && part == "{"+arg.name+"}" {
				return arg, table[n.one]
			}
		}
	}
	return idArgument{}, nil
}

// readTarget reads fields of the object that a call is about, for the policy
// alone: no secret is in them, and nothing of them reaches the agent.
func (t *Tool) readTarget(ctx context.Context, c *jcclient.Client, a *arguments, fields []string) (map[string]any, error) {
	arg, one := t.subject()
	id, _ := t.value(a, arg.name)
	in := reflect.New(one.endpoint.In()).Elem()
	in.FieldByName("ID").SetString(id.String())
	reply, err := one.endpoint.Do(withPass(ctx, one.endpoint.Route()), c, in.Interface())
	if err != nil {
		return nil, err
	}
	object, _ := readable(one.answers().mask(reply.Object)).(map[string]any)
	target := map[string]any{}
	for name, v := range object {
		if name != "groups" && slices.Contains(fields, name) {
			target[name] = v
		}
	}
	return target, nil
}
