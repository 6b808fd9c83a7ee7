package sandbox

import "strings"

// A rule is a policy: a template, the values of its fields in their order, and
// the device groups that are held to it.
type rule struct {
	name, notes  string
	template     int // which of the templates
	deviceGroups string
	values       []any
}

var rules = []rule{
	{"Lock Macs after 5 minutes", "", 0, "Macs", []any{300, true}},
	{"Lock Windows after 5 minutes", "", 1, "Windows PCs", []any{300}},
	{"Lock finance machines after 1 minute", "Asked for by the auditors.", 1, "Finance Machines", []any{60}},
	{"Encrypt Macs", "Recovery keys are kept.", 2, "Macs", []any{true, "at_login"}},
	{"Encrypt Windows", "", 3, "Windows PCs", []any{"XtsAes256", false}},
	{"Update Macs within a week", "", 4, "Macs", []any{7}},
	{"Update pilots at once", "", 4, "Pilot Ring", []any{0}},
	{"Harden SSH on servers", "", 5, "Servers", []any{false, []any{"admins"}}},
	{"Office Wi-Fi on Macs", "The password is the network's, for everyone.", 6, "Macs", []any{"Example Office", "invented-wifi-password"}},
	{"No removable storage in finance", "", 7, "Finance Machines,Servers", []any{true}},
}

// broughtBy are the user groups whose members bring a policy to their devices.
var broughtBy = map[string]string{"Office Wi-Fi on Macs": "Engineering"}

// setPolicies brings the templates in, and makes policies from them.
func (c *company) setPolicies() {
	known := make([]object, len(blueprints))
	for i, b := range blueprints {
		id := c.nextFounded(templates, moment(i, len(blueprints)))
		known[i] = c.add(templates, newTemplate(id, b.given, b.fields()...))
	}
	for i, r := range rules {
		id := c.nextFounded(policies, moment(i, len(rules)))
		template := known[r.template]
		var values []any
		for n, f := range template["configFields"].([]any) {
			f := f.(object)
			values = append(values, object{"configFieldID": f["id"], "value": r.values[n], "sensitive": f["sensitive"]})
		}
		c.add(policies, newPolicy(id, r.name, template, values, r.notes))
		c.bindTo("policy", id, "system_group", r.deviceGroups)
		c.bindTo("policy", id, "user_group", broughtBy[r.name])
	}
	c.countPolicies()
}

// countPolicies says on each device how many policies it is held to. Some have
// failed on one of them.
func (c *company) countPolicies() {
	held := map[string]map[string]bool{}
	members := map[string][]string{}
	for _, e := range c.edges {
		if e.from.kind == "system_group" {
			members[e.from.id] = append(members[e.from.id], e.to.id)
		}
	}
	for _, e := range c.edges {
		if e.from.kind != "policy" {
			continue
		}
		for _, id := range members[e.to.id] {
			if held[id] == nil {
				held[id] = map[string]bool{}
			}
			held[id][e.from.id] = true
		}
	}
	for i, o := range c.fleet {
		layOver(o, policyCount(i, len(held[o.id()])))
	}
}

// policyCount is what a device says about so many policies.
func policyCount(i, total int) object {
	failed := 0
	if total > 0 && i%10 == 6 {
		failed = 1
	}
	return object{"isPolicyBound": total > 0, "policyStats": object{"total": total, "failed": failed, "success": total - failed}}
}

// binds says whether a device group is held to a rule.
func (r rule) binds(group string) bool {
	return strings.Contains(","+r.deviceGroups+",", ","+group+",")
}
