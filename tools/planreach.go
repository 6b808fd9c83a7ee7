package tools

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A reach is a list of what an object leads to, as JumpCloud's graph tells it.
type reach struct {
	listing jcclient.Listing
	of      string   // the input's field that names the object
	kind    string   // of what is listed
	as      string   // what it is to the object, as in "sign-in to 2 applications"
	tells   []string // the tools whose answers tell as much
}

// reaches are what objects of a kind lead to.
var reaches = map[string][]reach{
	"users": {
		{jcclient.ListUserMemberships.Listing, "UserID", "user_groups", "its place in", []string{"user_group_members_list"}},
		{jcclient.ListUserApplications.Listing, "UserID", "applications", "sign-in to", []string{"application_users_list"}},
		{jcclient.ListUserDevices.Listing, "UserID", "devices", "an account on", []string{"user_devices_list"}},
		{jcclient.ListUserRadiusServers.Listing, "UserID", "radius", "the networks of", []string{"user_radius_servers_list"}},
	},
	"devices": {
		{jcclient.ListDeviceUsers.Listing, "SystemID", "users", "the accounts of", []string{"device_users_list"}},
		{jcclient.ListDeviceMemberships.Listing, "SystemID", "device_groups", "its place in", []string{"device_group_members_list"}},
	},
	"user_groups": {
		{jcclient.ListUserGroupApplications.Listing, "GroupID", "applications", "sign-in to", []string{"application_user_groups_list"}},
		{jcclient.ListUserGroupDevices.Listing, "GroupID", "devices", "an account on", []string{"user_group_devices_list"}},
		{jcclient.ListUserGroupRadiusServers.Listing, "GroupID", "radius", "the networks of", []string{"radius_associations_list"}},
	},
	"device_groups": {
		{jcclient.ListDeviceGroupPolicies.Listing, "GroupID", "policies", "the settings of", []string{"device_group_policies_list"}},
		{jcclient.ListDeviceGroupCommands.Listing, "GroupID", "commands", "the runs of", []string{"device_group_commands_list"}},
		{jcclient.ListDeviceGroupUserGroups.Listing, "GroupID", "user_groups", "the accounts of", []string{"device_group_user_groups_list"}},
	},
	"policies": {
		{jcclient.ListPolicyDevices.Listing, "PolicyID", "devices", "its settings on", []string{"policy_devices_list"}},
		{jcclient.ListPolicyDeviceGroups.Listing, "PolicyID", "device_groups", "the binding to", []string{"policy_device_groups_list"}},
	},
	"commands": {
		{jcclient.ListCommandDevices.Listing, "CommandID", "devices", "runs on", []string{"command_devices_list"}},
		{jcclient.ListCommandDeviceGroups.Listing, "CommandID", "device_groups", "the binding to", []string{"command_device_groups_list"}},
	},
	"radius": {
		{jcclient.ListRadiusServerUserGroups.Listing, "RadiusServerID", "user_groups", "the network for", []string{"radius_user_groups_list"}},
		{jcclient.ListRadiusServerUsers.Listing, "RadiusServerID", "users", "the network for", []string{"radius_users_list"}},
	},
}

// crews are who is in a group, and so has what the group has.
var crews = map[string]reach{
	"user_groups":   {jcclient.ListUserGroupMembers.Listing, "GroupID", "users", "its members,", []string{"user_group_members_list"}},
	"device_groups": {jcclient.ListDeviceGroupMembers.Listing, "GroupID", "devices", "its members,", []string{"device_group_members_list"}},
}

func hasCrew(kind string) bool {
	_, has := crews[kind]
	return has
}

// withCrew are all lists about an object: what it leads to, and who is in it.
func withCrew(kind string) []reach {
	rows := reaches[kind]
	if crew, ok := crews[kind]; ok {
		rows = append(rows[:len(rows):len(rows)], crew)
	}
	return rows
}

// beside is what objects of a kind may lead to that no plan reads.
var beside = map[string]string{
	"users":       "directories (LDAP, Google Workspace, Microsoft 365) and passwords that are shared.",
	"user_groups": "directories (LDAP, Google Workspace, Microsoft 365), policies and passwords that are shared.",
	"radius":      "devices that join with certificates of their own.",
	"policies":    "users and user groups that it is bound to.",
}

// atFirst is what an object of a resource leads to when it was just created.
var atFirst = map[string]string{
	"users":         "The new user is in no group at first; a group that fills itself may take it in.",
	"user_groups":   "The new group has no members at first; a rule in it (memberQuery) fills it.",
	"device_groups": "The new group has no members at first; a rule in it (memberQuery) fills it.",
	"commands":      "The new command is bound to no device: it runs nowhere until it is bound to some.",
	"policies":      "The new policy is bound to no device: it applies nowhere until it is bound to some.",
	"radius":        "The new server lets nobody in until users or groups are bound to it.",
	"admins":        "Gained: all that the role lets its administrators do, and whatever else it comes to let them do.",
}

// atLast is what is lost by a call of a tool that does not take an object out of
// the graph.
var atLast = map[string]string{
	"user_ssh_keys_delete": "Lost: log-ins with this key, on every device of the person.",
	"admins_delete":        "Lost: the administrator's sign-in, and their API key with everything that uses it. jumpgate's own key is an administrator's too.",
	"devices_erase":        "Lost: everything on the device's disks. It cannot be had back.",
}

// A reached is one page of what an object leads to.
type reached struct {
	ids   []string
	total int // -1 when JumpCloud did not say, and there is more
	kind  string
}

// look reads the first page of what an object leads to.
func (p *planner) look(ctx context.Context, id string, r reach) (reached, error) {
	if err := p.mayRead(); err != nil {
		return reached{}, err
	}
	in := reflect.New(r.listing.In()).Elem()
	in.FieldByName(r.of).SetString(id)
	return p.page(ctx, r.listing, in.Interface(), r.kind)
}

func (p *planner) page(ctx context.Context, listing jcclient.Listing, in any, kind string) (reached, error) {
	reply, err := listing.Page(withPass(ctx, listing.Route()), p.client, in, jcclient.Page{Limit: mostLimit})
	if err != nil {
		return reached{}, err
	}
	found := reached{total: reply.Total, kind: kind}
	for _, item := range reply.Items {
		var row struct {
			ID string `json:"id"`
			To struct {
				ID string `json:"id"`
			} `json:"to"`
		}
		if json.Unmarshal(item, &row) == nil {
			found.ids = append(found.ids, row.ID+row.To.ID)
		}
	}
	if !reply.More {
		found.total = len(found.ids)
	}
	return found, nil
}

// whole says whether all of what there is was read.
func (f reached) whole() bool { return f.total == len(f.ids) }

func (f reached) has(id string) bool { return slices.Contains(f.ids, id) }

// number is "12 applications".
func (f reached) number() string {
	n := f.total
	if n < 0 {
		n = len(f.ids)
	}
	words := fmt.Sprintf("%d %s", n, plural(namings[f.kind].word))
	if n == 1 {
		words = "1 " + namings[f.kind].word
	}
	if f.total < 0 {
		words = "at least " + words
	}
	return words
}

func plural(word string) string {
	if stem, ok := strings.CutSuffix(word, "y"); ok {
		return stem + "ies"
	}
	return word + "s"
}

// named is the number and the first names, in one request for all of them; an
// id where no name is known.
func (p *planner) named(ctx context.Context, f reached) (string, error) {
	first := f.ids[:min(mostNamed, len(f.ids))]
	names, err := p.namesOf(ctx, f.kind, first)
	if err != nil {
		return "", err
	}
	all := make([]string, 0, len(first)+1)
	for _, id := range first {
		if name := names[id]; name != "" {
			all = append(all, audit.Quote(name))
		} else {
			all = append(all, audit.ShortID(id))
		}
	}
	switch rest := f.total - len(first); {
	case f.total < 0:
		all = append(all, "perhaps more")
	case rest > 0:
		all = append(all, fmt.Sprintf("%d more", rest))
	}
	return f.number() + ": " + listed(all), nil
}

// namesOf are the names of objects by their ids; what cannot be asked has none.
func (p *planner) namesOf(ctx context.Context, kind string, ids []string) (map[string]string, error) {
	names := map[string]string{}
	var unknown []string
	for _, id := range ids {
		if names[id] = p.nameOf(objectRef{kind, id}); names[id] == "" {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 || p.mayRead() != nil {
		return names, nil
	}
	n := namings[kind]
	rows, _, err := p.rows(ctx, n, unknown, nil)
	if err != nil && ctx.Err() != nil {
		return nil, err
	}
	for id, row := range rows {
		names[id] = called(row, n.by)
	}
	return names, nil
}

// tellAll tells all that an object leads to, each list on a line, and what
// there is none of on one. It returns how many lists are not empty, or not known.
func (p *planner) tellAll(ctx context.Context, prefix string, t audit.Target, rows []reach) (some int, err error) {
	var none, of []string
	for _, r := range rows {
		found, err := p.look(ctx, t.ID, r)
		if err != nil {
			some++
			if err := p.unread(ctx, "the "+plural(namings[r.kind].word)+" of", t, err); err != nil {
				return some, err
			}
			continue
		}
		if found.total == 0 {
			none, of = append(none, "no "+namings[r.kind].word), append(of, r.tells...)
			continue
		}
		some++
		words, err := p.named(ctx, found)
		if err != nil {
			return some, err
		}
		p.say(append(r.tells[:len(r.tells):len(r.tells)], namings[r.kind].tool), "%s: %s %s.", prefix, r.as, words)
	}
	if len(none) > 0 {
		short, _, _ := strings.Cut(prefix, ",")
		p.say(of, "%s: %s.", short, listed(none))
	}
	if words, ok := beside[t.Kind]; ok {
		p.say(nil, "Not read: %s", words)
	}
	return some, nil
}
