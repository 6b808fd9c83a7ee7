package tools

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// targetKinds are the resources that an argument type names. What has no
// naming is named by id alone.
var targetKinds = map[string]string{
	"user": "users", "system": "devices", "user_group": "user_groups", "system_group": "device_groups",
	"agent_group": "agent_groups", "application": "applications", "radius_server": "radius", "policy": "policies", "command": "commands",
	"policy_group": "policy_groups", "ldap_server": "ldap_servers", "active_directory": "active_directories", "g_suite": "g_suites",
	"office_365": "office_365s", "idp_routing_policy": "idp_routing_policies", "password_manager_item": "password_manager_items",
}

// targets lists the objects that the arguments name, in the order of their
// places; those that were given by name have no id yet.
func (t *Tool) targets(a *arguments) []audit.Target {
	var all []audit.Target
	for _, p := range t.places(a) {
		target := audit.Target{Kind: t.kindOf(a, p.idArgument), Arg: p.written}
		if p.valid(p.text.String()) {
			target.ID = p.text.String()
		} else {
			target.Name = p.text.String()
		}
		all = append(all, target)
	}
	return all
}

// A place is where the arguments name one object.
type place struct {
	idArgument
	written string // id; systems[1] in a list
	text    reflect.Value
}

// places are where the arguments name objects, in order.
func (t *Tool) places(a *arguments) []place {
	var all []place
	for _, arg := range t.takes.ids {
		v, ok := t.value(a, arg.name)
		switch {
		case !ok, v.Kind() == reflect.String && v.Len() == 0:
		case v.Kind() == reflect.String:
			all = append(all, place{arg, arg.name, v})
		default:
			for i := range v.Len() {
				all = append(all, place{arg, fmt.Sprintf("%s[%d]", arg.name, i), v.Index(i)})
			}
		}
	}
	return all
}

func (t *Tool) kindOf(a *arguments, arg idArgument) string {
	if arg.of != "type" {
		return arg.of
	}
	if v, ok := t.value(a, "type"); ok {
		return targetKinds[v.String()]
	}
	return ""
}

// unnamed says whether some target still lacks its id.
func unnamed(targets []audit.Target) bool {
	return slices.ContainsFunc(targets, func(t audit.Target) bool { return t.ID == "" })
}
