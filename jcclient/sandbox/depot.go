package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A depot are the devices beyond those that are written. They belong to the
// strangers, one after the other, and in a company without strangers to those
// who are written.
type depot struct {
	line
	people *strangers // nil in a small company
	owners []object   // in a small company
	now    time.Time
}

func newDepot(c *company, count int) depot {
	d := depot{line: newLine(systems, len(c.fleet), count), now: c.now}
	if s, ok := c.crowds[users].(strangers); ok {
		d.people = &s
		return d
	}
	d.owners = c.owners()
	return d
}

// rank is which of the devices with an owner this is; servers have none.
func (d depot) rank(n int) (rank int, isOwned bool) {
	return n/serverEvery*(serverEvery-1) + n%serverEvery, !isServer(d.first + n)
}

// stranger is the number of the stranger who has a device. Who has not begun
// to work has none yet: the one before has two.
func (d depot) stranger(rank int) int {
	n := rank % d.people.count
	if n > 0 && isStaged(d.people.first+n) {
		return n - 1
	}
	return n
}

// owner is whose a device is, and where they work; nobody's is nil.
func (d depot) owner(n int) (owner valued, department string) {
	rank, isOwned := d.rank(n)
	if !isOwned {
		return nil, ""
	}
	if d.people == nil {
		o := d.owners[(d.first/serverEvery*(serverEvery-1)+rank)%len(d.owners)]
		return o, o.text("department")
	}
	who := d.stranger(rank)
	p, _ := d.people.persona(who)
	return row{of: d.people, n: who}, p.department.name
}

// platform is what a device is, and whose.
func (d depot) platform(n int) (owner valued, p platform) {
	owner, department := d.owner(n)
	if owner == nil {
		return nil, platforms['s']
	}
	return owner, platformOf(d.first+n, department)
}

func (d depot) object(n int) object {
	i, id := d.first+n, d.id(n)
	r := chance(systems, i)
	var given object
	if owner, _ := d.owner(n); owner != nil {
		given = owned(i, r, owner, d.hostname(n))
	} else {
		given = server(i, r)
	}
	layOver(given, contact(i, r, d.now))
	manage(given, id)
	o := newDevice(id, d.at(n), given)
	layOver(o, policyCount(i, d.policies(n)))
	return o
}

// hostname makes a name of the device's own of one that somebody else's has too.
func (d depot) hostname(n int) func(string) string {
	return func(name string) string { return fmt.Sprint(name, "-", d.first+n) }
}

func (d depot) value(n int, path string) (any, bool) {
	switch path {
	case "_id", "id":
		return d.id(n), true
	case "created":
		return stamp(d.at(n)), true
	case "desktopCapable":
		return !isServer(d.first + n), true
	}
	if !slices.Contains(mechanical, path) {
		return nil, false
	}
	i, r := d.first+n, chance(systems, d.first+n)
	owner, p := d.platform(n)
	if path == "primarySystemUser.id" {
		if owner == nil {
			return nil, true
		}
		return owner.value("_id"), true
	}
	if path == "os" || path == "osFamily" || path == "templateName" {
		return p.given[path], true
	}
	name := serverName(i)
	if owner != nil && (path == "hostname" || path == "displayName") {
		name = d.hostname(n)(p.hostname(plain(owner.value("username"))))
	}
	b := p.build(i, r, name)
	active, lastContact := heard(i, r, d.now)
	insights := "enabled"
	if lastContact == nil {
		insights = "deferred"
	}
	return map[string]any{
		"hostname": b.hostname, "displayName": b.display, "serialNumber": b.serial, "version": b.release.version,
		"fde.active": b.encrypted, "active": active, "lastContact": lastContact,
		"systemInsights.state": insights,
	}[path], true
}

var mechanical = []string{"hostname", "displayName", "serialNumber", "version", "fde.active", "active", "lastContact", "os", "osFamily",
	"templateName", "primarySystemUser.id", "systemInsights.state"}

func (d depot) holding(path, value string) ([]int, bool) {
	switch path {
	case "_id", "id":
		if n, is := d.number(value); is {
			return []int{n}, true
		}
		return nil, true
	case "serialNumber":
		return d.numbered(value, 16, 1), true
	case "hostname", "displayName":
		name := strings.TrimSuffix(value, ".local")
		numbers := d.numbered(name, 10, 0)
		return append(numbers, d.server(name)...), true
	case "primarySystemUser.id":
		return d.belonging(value), value != ""
	}
	return nil, false
}

// belonging are the devices of somebody.
func (d depot) belonging(id string) []int {
	var ranks []int
	every := len(d.owners)
	if d.people != nil {
		every = d.people.count
		if who, is := d.people.number(id); is {
			ranks = []int{who, who + 1}
		}
	}
	for i, o := range d.owners {
		if o.id() == id {
			ranks = append(ranks, (i+every*d.first-d.first/serverEvery*(serverEvery-1))%every)
		}
	}
	var numbers []int
	for _, rank := range ranks {
		for ; ; rank += every {
			n := rank/(serverEvery-1)*serverEvery + rank%(serverEvery-1)
			if !d.holds(n) {
				break
			}
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// server is which device is a server of that name.
func (d depot) server(name string) []int {
	role, digits, _ := strings.Cut(name, "-")
	n, err := strconv.Atoi(digits)
	which := slices.Index(serverRoles, role)
	if i := ((n-1)*len(serverRoles)+which)*serverEvery + serverEvery - 1; err == nil && which >= 0 && d.holds(i-d.first) {
		return []int{i - d.first}
	}
	return nil
}
