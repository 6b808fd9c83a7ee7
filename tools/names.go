package tools

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A naming says how objects of one resource are found by name: the listing
// that is asked, and the members that hold a name. Whoever may not ask that
// listing may not use names, since an answer would tell that the name exists.
type naming struct {
	tool string
	by   []string
	word string // what an auditor calls one
	one  string // the tool that reads one; "" where there is none
}

var namings = map[string]naming{
	"users":            {"users_list", []string{"username", "email"}, "user", "users_get"},
	"devices":          {"devices_list", []string{"hostname", "displayName", "serialNumber"}, "device", "devices_get"},
	"user_groups":      {"user_groups_list", []string{"name"}, "user group", "user_groups_get"},
	"device_groups":    {"device_groups_list", []string{"name"}, "device group", "device_groups_get"},
	"commands":         {"commands_list", []string{"name"}, "command", "commands_get"},
	"applications":     {"applications_list", []string{"name", "displayLabel", "displayName"}, "application", "applications_get"},
	"policies":         {"policies_list", []string{"name"}, "device policy", "policies_get"},
	"policy_templates": {"policy_templates_list", []string{"name", "displayName"}, "policy template", "policy_templates_get"},
	"radius":           {"radius_servers_list", []string{"name"}, "RADIUS server", "radius_servers_get"},
	"admins":           {"admins_list", []string{"email"}, "administrator", "admins_get"},
}

// mostNames is how many names one call may look up: each costs JumpCloud some
// requests, and all of them stand on one record.
const mostNames = 10

// mayResolve refuses a name that the agent has no right to look up. It returns
// the limits of the listings that are asked.
func mayResolve(p *policy.Policy, who Caller, targets []audit.Target, now time.Time) ([]need, error) {
	var limits []need
	names := 0
	for _, target := range targets {
		if target.ID != "" {
			continue
		}
		n, ok := namings[target.Kind]
		if names++; names > mostNames {
			return nil, badArgument("argument %s: one call looks up %d names at most: give the ids", target.Arg, mostNames)
		}
		if !ok {
			return nil, badArgument("argument %s: %s is no id, and %s are not looked up by name: give the id", target.Arg, audit.Quote(target.Name), strings.ReplaceAll(target.Kind, "_", " "))
		}
		if target.Name == "" || !searchable(n, target.Name) {
			return nil, badArgument("argument %s: %s is no id: give the id (24 digits of 0-9 a-f)", target.Arg, audit.Quote(target.Name))
		}
		if len(n.visible(p.Hides(who.Agent.ID, n.tool))) == 0 {
			return nil, notLet("argument %s: %s is no id, and the policy hides from this agent what %s are called: give the id (24 digits of 0-9 a-f)", target.Arg, audit.Quote(target.Name), strings.ReplaceAll(target.Kind, "_", " "))
		}
		if p.Granted(who.Agent.ID, n.tool, now).Effect != policy.Allow {
			return nil, notLet("argument %s: %s is no id, and names can be used only by an agent that may call %s: give the id (24 digits of 0-9 a-f)", target.Arg, audit.Quote(target.Name), n.tool)
		}
		keeps, ok := n.mayAsk(p, who.Agent.ID, target.Name, now)
		if !ok {
			return nil, notLet("argument %s: %s is no id, and this agent may call %s in some cases only, of which looking for a name is none: give the id (24 digits of 0-9 a-f)", target.Arg, audit.Quote(target.Name), n.tool)
		}
		limits = append(limits, keeps...)
	}
	return limits, nil
}

// mayAsk says whether a policy would let the agent ask the listing itself what
// a look-up asks, and within which limits. One row would tell as much, so its
// limit is 1.
func (n naming) mayAsk(p *policy.Policy, agent, name string, now time.Time) (limits []need, ok bool) {
	fields := []any{}
	for _, member := range n.fields() {
		fields = append(fields, member)
	}
	for _, member := range n.members(name) {
		args := map[string]any{"filter": []any{table[n.tool].equals(member, name)}, "fields": fields, "limit": int64(1)}
		d := p.Decide(policy.Request{Agent: agent, Tool: n.tool, Args: args, Now: now})
		if d.Effect != policy.Allow {
			return nil, false
		}
		limits = append(limits, needs(n.tool, d.Limits, true, 0)...)
	}
	return limits, true
}

// members are those that are asked for a name.
func (n naming) members(name string) []string {
	return slices.DeleteFunc(slices.Clone(n.by), func(member string) bool { return member == "email" && !strings.Contains(name, "@") })
}

// fields are what a look-up reads of an object.
func (n naming) fields() jcclient.Words { return append(jcclient.Words{"_id", "id"}, n.by...) }

// searchable says whether a name can be asked for: v2 reads a comma as the
// beginning of another filter, and a bar as that of another value.
func searchable(n naming, name string) bool {
	control := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
	return len(name) <= 256 && !control && (table[n.tool].endpoint.Route().API != jcclient.V2 || !strings.ContainsAny(name, ",|"))
}

// resolve finds the id of every target that was given by name, and puts it
// into the arguments. A name that fits none or several is an error: on a
// write nothing is ever guessed.
func (t *Tool) resolve(ctx context.Context, c *jcclient.Client, a *arguments, targets []audit.Target, hides func(tool string) policy.Redaction) error {
	places := t.places(a)
	for i := range targets {
		if targets[i].ID != "" {
			continue
		}
		n := namings[targets[i].Kind]
		n.by = n.visible(hides(n.tool))
		found, err := n.find(ctx, c, targets[i].Name)
		if err != nil {
			return err
		}
		switch {
		case len(found) == 0:
			return &noSuchName{fmt.Sprintf("There is no %s named %s.", n.word, audit.Quote(targets[i].Name)), "Look for it with " + n.tool + ", or give its id."}
		case len(found) > 1:
			return badArgument("argument %s: %s fits several: %s; give the id of one", targets[i].Arg, audit.Quote(targets[i].Name), strings.Join(found[:min(len(found), 10)], ", "))
		}
		targets[i].ID = found[0]
		places[i].text.SetString(found[0])
	}
	return nil
}

// visible are the members that hold a name, but for those that are hidden in
// the listing that is asked: whether one fits would tell what it is.
func (n naming) visible(hides policy.Redaction) []string { return veil{hides: hides}.visible(n.by) }

// noSuchName is a look-up that found nothing.
type noSuchName struct{ text, hint string }

func (e *noSuchName) Error() string { return e.text }

// find returns the ids of the objects that bear a name. What JumpCloud's
// filter lets through is compared again here: a filter that was ignored would
// otherwise name the first object of all.
func (n naming) find(ctx context.Context, c *jcclient.Client, name string) ([]string, error) {
	listing := table[n.tool]
	ctx = withPass(ctx, listing.endpoint.Route())
	var ids []string
	for _, member := range n.members(name) {
		in := reflect.New(listing.endpoint.In()).Elem()
		in.FieldByName("Filter").Set(reflect.ValueOf(jcclient.Words{listing.equals(member, name)}))
		in.FieldByName("Fields").Set(reflect.ValueOf(n.fields()))
		reply, err := listing.listing.Page(ctx, c, in.Interface(), jcclient.Page{Limit: mostLimit})
		if err != nil {
			return nil, err
		}
		strangers := len(reply.Items) == 0
		for _, item := range reply.Items {
			switch id := bears(item, n.by, name); {
			case id == "":
				strangers = true
			case !slices.Contains(ids, id):
				ids = append(ids, id)
			}
		}
		if reply.More && (strangers || reply.Total >= 0) { // others of that name may follow, or do
			return nil, badArgument("%s fits too many objects to look through: give the id", audit.Quote(name))
		}
	}
	return ids, nil
}

// equals is an exact filter in the syntax of the listing's generation.
func (t *Tool) equals(member, name string) string {
	if t.endpoint.Route().API == jcclient.V2 {
		return member + ":eq:" + name
	}
	return member + ":$eq:" + strings.ReplaceAll(name, "|", `\|`)
}

// bears returns the id of an object, when one of its members is the name.
func bears(item jsontext.Value, by []string, name string) string {
	var id string
	var found bool
	for member, value := range Members(item) {
		var text string
		if value.Kind() != '"' || json.Unmarshal(value, &text) != nil {
			continue
		}
		if member == "_id" || member == "id" {
			id = text
		}
		found = found || slices.Contains(by, member) && text == name
	}
	if !found || !jcclient.ID(id).Valid() {
		return ""
	}
	return id
}
