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
	taken := map[string]int{"ana.ruiz": 1}
	for i := range count {
		at := moment(i, count)
		r := chance(users, i)
		given := c.person(i, r, taken)
		id := c.nextFounded(users, at)
		c.enroll(i, r, id, at, given)
		c.people = append(c.people, c.add(users, newUser(id, at, given)))
	}
	c.report()
}

// person is who someone is.
func (c *company) person(i int, r *rand.Rand, taken map[string]int) object {
	d := departmentOf(i, r)
	given := object{
		"firstname": pick(r, firstNames), "lastname": pick(r, lastNames), "department": d.name, "costCenter": d.costCenter,
		"jobTitle": pick(r, d.titles), "location": pick(r, offices).name, "company": organizationName, "employeeType": "Full-time",
		"employeeIdentifier": fmt.Sprintf("E-%05d", 1001+i),
		"phoneNumbers":       phones(i, r),
		"attributes":         []any{object{"name": "badge", "value": fmt.Sprintf("A%04d", 100+i)}},
	}
	if isHead(i) {
		given["jobTitle"] = d.head
	}
	contractor := !isHead(i) && i > chief && r.IntN(9) == 0
	if contractor {
		layOver(given, object{"employeeType": "Contractor", "company": "Example Partners", "employeeIdentifier": nil})
	}
	known := special(i)
	layOver(given, known)
	given["addresses"] = []any{officeOf(given).postal()}
	if known.text("username") == "" {
		given["username"] = username(given.text("firstname"), given.text("lastname"), taken)
		given["displayname"] = given.text("firstname") + " " + given.text("lastname")
	}
	host := "@example.com"
	if contractor {
		host = "@example.org"
	}
	given["email"] = given.text("username") + host
	return given
}

// enroll is how far someone has come: most have a password and a second
// factor, some are suspended, locked out, or yet to begin.
func (c *company) enroll(i int, r *rand.Rand, id string, at time.Time, given object) {
	staged := i > firstHead+len(departments) && i%29 == 27
	if staged {
		given["state"] = "STAGED"
		return
	}
	given["activated"] = true
	given["password_date"] = stamp(at.Add(time.Duration(r.Int64N(int64(settledAt.Sub(at))))))
	if r.IntN(5) > 0 {
		layOver(given, object{"mfa": object{"configured": true}, "mfaEnrollment": newEnrollment("ENROLLED"), "totp_enabled": true})
	}
	if i%19 == 17 {
		given["state"] = "SUSPENDED"
	}
	if i%53 == 33 {
		layOver(given, object{"account_locked": true, "account_locked_date": stamp(settledAt.Add(-time.Hour)), "badLoginAttempts": 6})
	}
	if i%37 == 30 {
		layOver(given, object{"password_expired": true, "password_expiration_date": stamp(settledAt)})
	}
	department := given.text("department")
	if department == "IT" && r.IntN(3) == 0 || i == firstHead+3 {
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

func departmentOf(i int, r *rand.Rand) department {
	if isHead(i) {
		return departments[i-firstHead]
	}
	n := r.IntN(100)
	for _, d := range departments {
		if n -= d.share; n < 0 {
			return d
		}
	}
	return departments[0]
}

// phones are numbers that nobody has.
func phones(i int, r *rand.Rand) []any {
	numbers := []any{object{"type": "mobile", "number": fmt.Sprintf("+1555%07d", 100_0000+i)}}
	if r.IntN(3) == 0 {
		numbers = append(numbers, object{"type": "work", "number": fmt.Sprintf("+1555%07d", 500_0000+i)})
	}
	return numbers
}
