package sandbox

import "strings"

// A deviceGroup is a device group and what is in it.
type deviceGroup struct {
	name, description string
	given             object
	has               func(i int, device valued, department string) bool
}

var deviceGroups = []deviceGroup{
	{
		"Macs", "Every Mac.", dynamic("DYNAMIC_AUTOMATED", "os", "Mac OS X"),
		func(_ int, o valued, _ string) bool { return o.value("osFamily") == "darwin" },
	},
	{
		"Windows PCs", "Every Windows machine.", dynamic("DYNAMIC_AUTOMATED", "os", "Windows"),
		func(_ int, o valued, _ string) bool { return o.value("osFamily") == "windows" },
	},
	{
		"Linux Workstations", "Linux machines with a screen.", nil,
		func(_ int, o valued, _ string) bool {
			return o.value("osFamily") == "linux" && o.value("desktopCapable") == true
		},
	},
	{
		"Servers", "Nobody's machines.", nil,
		func(_ int, o valued, _ string) bool { return o.value("desktopCapable") == false },
	},
	{
		"Engineering Machines", "What engineers work on.", nil,
		func(_ int, _ valued, department string) bool { return department == "Engineering" },
	},
	{
		"Finance Machines", "Held to stricter policies.", nil,
		func(_ int, _ valued, department string) bool { return department == "Finance" },
	},
	{
		"Pilot Ring", "Get every change a week early.", nil,
		func(i int, _ valued, department string) bool { return department != "" && i%13 == 0 },
	},
	{
		"Unencrypted", "To be encrypted or returned.", dynamic("DYNAMIC_REVIEW_REQUIRED", "fde.active", "false"),
		func(_ int, o valued, _ string) bool { return o.value("fde.active") == false },
	},
}

// accounts are the user groups whose members have an account on every device
// of a group, with commas between.
var accounts = map[string]string{"Servers": "Admins,On Call"}

func (c *company) formDeviceGroups() {
	for i, g := range deviceGroups {
		id := c.nextFounded(systemGroups, moment(i, len(deviceGroups)))
		c.add(systemGroups, newGroup(id, "system_group", g.name, described(g.description, g.given)))
		for n, o := range c.fleet {
			owner, _ := at(o, "primarySystemUser.id").(string)
			if g.has(n, o, c.get(users, owner).text("department")) {
				c.tie("system_group", id, "system", o.id())
			}
		}
		c.bindTo("system_group", id, "user_group", accounts[g.name])
		if d, ok := c.crowds[systems].(depot); ok {
			c.flocks[id] = newFlock(systems, d.count, func(n int) bool { return d.isIn(g, n) })
		}
	}
}

// deviceGroup is the id of a device group by its name.
func (c *company) deviceGroup(name string) string { return c.named(systemGroups, "name", name).id() }

// userGroup is the id of a user group by its name.
func (c *company) userGroup(name string) string { return c.named(userGroups, "name", name).id() }

// bindTo ties one object to user groups, or to device groups, by their names
// in one text with commas between.
func (c *company) bindTo(fromKind, from, toKind, names string) {
	for name := range strings.SplitSeq(names, ",") {
		switch {
		case name == "":
		case toKind == "user_group":
			c.tie(fromKind, from, toKind, c.userGroup(name))
		default:
			c.tie(fromKind, from, toKind, c.deviceGroup(name))
		}
	}
}
