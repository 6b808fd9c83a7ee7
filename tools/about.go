package tools

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A membership says how the groups of an object are found: the listing that
// tells their ids, the argument that names the object, and the tool that reads
// a group, for its name.
type membership struct {
	groups jcclient.Listing
	of     string
	one    string
}

var memberships = map[string]membership{
	"users":   {jcclient.ListUserMemberships.Listing, "UserID", "user_groups_get"},
	"devices": {jcclient.ListDeviceMemberships.Listing, "SystemID", "device_groups_get"},
}

// mostGroups is how many groups of one object are read for their names.
const mostGroups = 200

// subject is the argument that names the object that a call is about: the
// first in the tool's path, or else _id in a body, and the tool that reads one
// of them; nil where there is none.
func (t *Tool) subject() (idArgument, *Tool) {
	for part := range strings.SplitSeq(t.endpoint.Route().Template, "/") {
		for _, arg := range t.takes.ids {
			if n, ok := namings[arg.of]; ok && n.one != "" && part == "{"+arg.name+"}" {
				return arg, table[n.one]
			}
		}
	}
	for _, arg := range t.takes.ids {
		if n, ok := namings[arg.of]; ok && n.one != "" && arg.name == "_id" {
			return arg, table[n.one]
		}
	}
	return idArgument{}, nil
}

// readTarget reads fields of the object that a call is about, for the policy
// alone: no secret is in them, and nothing of them reaches the agent.
func (t *Tool) readTarget(ctx context.Context, c *jcclient.Client, a *arguments, fields []string) (map[string]any, error) {
	arg, one := t.subject()
	v, _ := t.value(a, arg.name)
	id := v.String()
	object, err := one.readOne(ctx, c, id)
	if err != nil {
		return nil, err
	}
	target := map[string]any{}
	for name, v := range object {
		if slices.Contains(fields, name) {
			target[name] = v
		}
	}
	if m, ok := memberships[arg.of]; ok && slices.Contains(fields, "groups") {
		if target["groups"], err = m.names(ctx, c, id); err != nil {
			return nil, err
		}
	}
	return target, nil
}

// readOne reads an object by its id, as conditions see it.
func (t *Tool) readOne(ctx context.Context, c *jcclient.Client, id string) (map[string]any, error) {
	raw, err := t.object(ctx, c, id)
	if err != nil {
		return nil, err
	}
	object, _ := readable(raw).(map[string]any)
	return object, nil
}

// object reads an object by its id, without its secrets; fields are those that
// are wanted, where the tool can say so.
func (t *Tool) object(ctx context.Context, c *jcclient.Client, id string, fields ...string) (jsontext.Value, error) {
	in := reflect.New(t.endpoint.In()).Elem()
	in.FieldByName("ID").SetString(id)
	if f := in.FieldByName("Fields"); f.IsValid() && len(fields) > 0 {
		f.Set(reflect.ValueOf(jcclient.Words(fields)))
	}
	reply, err := t.endpoint.Do(withPass(ctx, t.endpoint.Route()), c, in.Interface())
	if err != nil {
		return nil, err
	}
	return t.answers().mask(reply.Object), nil
}

// names are those of all groups that an object is in. A list that is not whole
// is an error: a rule that keeps a group's members off would not see it.
func (m membership) names(ctx context.Context, c *jcclient.Client, id string) ([]any, error) {
	names := []any{}
	in := reflect.New(m.groups.In()).Elem()
	in.FieldByName(m.of).SetString(id)
	listed := withPass(ctx, m.groups.Route())
	for page := (jcclient.Page{Limit: mostLimit}); ; {
		reply, err := m.groups.Page(listed, c, in.Interface(), page)
		if err != nil {
			return nil, err
		}
		for _, item := range reply.Items {
			group, err := table[m.one].readOne(ctx, c, idOf(item))
			if err != nil {
				return nil, err
			}
			if names = append(names, group["name"]); len(names) > mostGroups {
				return nil, badArgument("the object is in more than %d groups, and a rule asks which: jumpgate reads no more", mostGroups)
			}
		}
		if !reply.More {
			return names, nil
		}
		page.Skip = reply.Skip
	}
}

func idOf(item jsontext.Value) string {
	for name, v := range Members(item) {
		var id string
		if name == "id" && json.Unmarshal(v, &id) == nil {
			return id
		}
	}
	return ""
}
