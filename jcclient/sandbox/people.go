package sandbox

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The first person is Ana Ruiz, the second leads the company, and the next
// lead a department each.
const (
	chief     = 1
	firstHead = 2
)

// hire brings the people in, and gives each a manager.
func (c *company) hire(count int) {
	written := min(count, writtenPeople)
	taken := map[string]int{"ana.ruiz": 1}
	for i := range written {
		at := moment(i, written)
		r := chance(users, i)
		given := c.person(i, r, taken)
		id := c.nextFounded(users, at)
		enroll(i, r, id, at, given)
		c.people = append(c.people, c.add(users, newUser(id, at, given)))
	}
	c.report()
	if count > written {
		c.ahead[users] = written
		c.crowds[users] = newStrangers(c.people, count)
	}
}

// person is who someone is.
func (c *company) person(i int, r *rand.Rand, taken map[string]int) object {
	p := newPersona(i, departmentOf(i, r), r)
	given := p.given(i)
	known := special(i)
	layOver(given, known)
	given["addresses"] = []any{officeOf(given).postal()}
	if known.text("username") == "" {
		given["username"] = username(p.first, p.last, taken)
		given["displayname"] = p.first + " " + p.last
	}
	given["email"] = given.text("username") + p.host()
	return given
}

// enroll is how far someone has come: most have a password and a second
// factor, some are suspended, locked out, or yet to begin.
func enroll(i int, r *rand.Rand, id string, at time.Time, given object) {
	if isStaged(i) {
		given["state"] = "STAGED"
		return
	}
	given["activated"] = true
	given["password_date"] = stamp(at.Add(passwordAge(r, at)))
	if hasSecondFactor(r) {
		layOver(given, object{"mfa": object{"configured": true}, "mfaEnrollment": newEnrollment("ENROLLED"), "totp_enabled": true})
	}
	if isSuspended(i) {
		given["state"] = "SUSPENDED"
	}
	if isLocked(i) {
		layOver(given, object{"account_locked": true, "account_locked_date": stamp(settledAt.Add(-time.Hour)), "badLoginAttempts": 6})
	}
	if i%37 == 30 {
		layOver(given, object{"password_expired": true, "password_expiration_date": stamp(settledAt)})
	}
	department := given.text("department")
	if isAdmin(department, r) || i == firstHead+3 {
		given["sudo"] = true
	}
	if department == "IT" || department == "Engineering" {
		key := strings.ToUpper(fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()))
		given["ssh_keys"] = []any{object{
			"_id": partID(id, 99), "create_date": given["password_date"], "name": "laptop",
			"public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIINVENTED" + key + " " + given.text("username"),
		}}
	}
}

// report gives everyone a manager: the chief, the head of the department, or
// the lead of the team. Every ninth person of a department leads the next ones.
func (c *company) report() {
	lead, seen := map[string]string{}, map[string]int{}
	for i, o := range c.people {
		d := o.text("department")
		head := cmp.Or(c.headOf(d), c.founder(chief))
		switch {
		case i == chief:
		case isHead(i):
			o["manager"] = c.founder(chief)
		default:
			o["manager"] = cmp.Or(lead[d], head)
			if seen[d]++; seen[d]%9 == 4 && special(i) == nil {
				o["jobTitle"], o["manager"] = departmentNamed(d).lead, head
				lead[d] = o.id()
			}
		}
	}
}

// headOf leads a department; "" while the company is too small for one.
func (c *company) headOf(name string) string {
	for i, d := range departments {
		if d.name == name {
			return c.founder(firstHead + i)
		}
	}
	return ""
}

func (c *company) founder(i int) string {
	if i >= len(c.people) {
		return ""
	}
	return c.people[i].id()
}

func isHead(i int) bool { return i >= firstHead && i < firstHead+len(departments) }

func departmentOf(i int, r *rand.Rand) *department {
	if isHead(i) {
		return &departments[i-firstHead]
	}
	n := r.IntN(100)
	for d := range departments {
		if n -= departments[d].share; n < 0 {
			return &departments[d]
		}
	}
	return &departments[0]
}
