package sandbox

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// historyDays is how far back the events reach.
const historyDays = 30

// A history is what has happened in a company lately.
type history struct {
	*company
	r       *rand.Rand
	active  []object            // who can sign in
	managed []object            // devices that take settings over MDM
	apps    map[string][]string // that each person can sign in to
	wifi    map[string][]string // that each person may join
	entries []entry
}

// An entry is an event with what it is ordered by.
type entry struct {
	milli int64
	id    string
	event object
}

// happenings are what happens on an ordinary day; of a hundred events, so many
// are of each.
var happenings = []struct {
	share int
	write func(h *history, at time.Time)
}{
	{38, (*history).signOn},
	{6, (*history).portalLogin},
	{3, (*history).adminLogin},
	{5, (*history).userChanged},
	{3, (*history).edgeChanged},
	{18, (*history).deviceLogin},
	{10, (*history).joinedNetwork},
	{6, (*history).ldapBind},
	{6, (*history).mdmResult},
	{3, (*history).softwareChanged},
	{2, (*history).alert},
}

// remember writes the history, the oldest event first.
func (c *company) remember() {
	h := &history{company: c, r: chance(eventKind, 0), apps: c.reach("application"), wifi: c.reach("radius_server")}
	for _, o := range c.people {
		if o["state"] == "ACTIVATED" && o["employeeType"] != "Service" {
			h.active = append(h.active, o)
		}
	}
	for _, o := range c.fleet {
		if at(o, "mdm.vendor") == "internal" {
			h.managed = append(h.managed, o)
		}
	}
	for range min(max(60, 8*c.count(users)), 3000) {
		h.something(h.someTime())
	}
	h.breakIn()
	slices.SortFunc(h.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.milli, b.milli), strings.Compare(a.id, b.id))
	})
	for _, e := range h.entries {
		c.events = append(c.events, e.event)
	}
}

func (h *history) something(at time.Time) {
	n := h.r.IntN(100)
	for _, kind := range happenings {
		if n -= kind.share; n < 0 {
			kind.write(h, at)
			return
		}
	}
}

// someTime lies mostly in the working hours of a working day.
func (h *history) someTime() time.Time {
	for {
		at := h.now.Add(-time.Duration(h.r.Int64N(int64(historyDays*24*time.Hour - time.Second))))
		working := at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Hour() >= 6 && at.Hour() < 20
		if working || h.r.IntN(8) == 0 {
			return at
		}
	}
}

// write adds what all events have. Ids and times are written as the service
// writes them: sso with nanoseconds, radius with seconds, others with
// milliseconds.
func (h *history) write(at time.Time, service, eventType, ip string, success bool, members object) {
	id, stamped := "", ""
	switch service {
	case "sso":
		id, stamped = h.uuid(), at.Format("2006-01-02T15:04:05.000000000Z")
	case "radius":
		at = at.Truncate(time.Second)
		id, stamped = strings.ToUpper(h.uuid()), at.Format("2006-01-02T15:04:05Z")
	default:
		at = at.Truncate(time.Millisecond)
		id, stamped = newID(at, int(eventKind), len(h.entries)+1), stamp(at)
	}
	members["id"], members["event_type"], members["service"], members["organization"] = id, eventType, service, organizationID
	members["@version"], members["timestamp"], members["client_ip"], members["success"] = "1", stamped, ip, success
	h.entries = append(h.entries, entry{at.UnixMilli(), id, members})
}

func (h *history) uuid() string {
	a, b := h.r.Uint64(), h.r.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0xfff, b&0xffffffffffff)
}

// someone is a person who can sign in, and the address of their office's network.
func (h *history) someone() (person object, place office, ip string) {
	n := h.r.IntN(len(h.active) + h.crowdOf(users))
	if n < len(h.active) {
		person = h.active[n]
	} else if person = h.crowds[users].object(n - len(h.active)); person["state"] != "ACTIVATED" {
		person = h.active[n%len(h.active)]
	}
	place = officeOf(person)
	return person, place, place.address(n)
}

// someDevice is a device of the company.
func (h *history) someDevice() object {
	n := h.r.IntN(len(h.fleet) + h.crowdOf(systems))
	if n < len(h.fleet) {
		return h.fleet[n]
	}
	return h.crowds[systems].object(n - len(h.fleet))
}

func (h *history) crowdOf(k kind) int {
	if c := h.crowds[k]; c != nil {
		return c.size()
	}
	return 0
}

func asUser(o object) object {
	return object{"id": o.id(), "type": "user", "username": o["username"]}
}

func administrator() object {
	return object{"id": administratorID, "type": "admin", "email": administratorEmail}
}
