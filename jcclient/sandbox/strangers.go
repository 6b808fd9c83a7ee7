package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// teamSize is how many strangers make a team. The first of them leads it, and
// reports to the head of the department that they all work in.
const teamSize = 9

// Strangers are the people beyond those who are written.
type strangers struct {
	line
	heads []string // of the departments
}

func newStrangers(written []object, count int) strangers {
	s := strangers{line: newLine(users, len(written), count)}
	for i := range departments {
		s.heads = append(s.heads, written[firstHead+i].id())
	}
	return s
}

// persona is who a stranger is, and the chance that is left to them.
func (s strangers) persona(n int) (persona, *rand.Rand) {
	i, leader := s.first+n, s.first+n-n%teamSize
	r := chance(users, i)
	d := departmentOf(i, r)
	if i != leader {
		d = departmentOf(leader, chance(users, leader))
	}
	p := newPersona(i, d, r)
	if i == leader {
		p.title = d.lead
	}
	return p, r
}

// username ends in the person's number, so that it is nobody else's.
func (s strangers) username(n int, p persona) string {
	return fmt.Sprint(foldedNames[p.first], ".", foldedNames[p.last], s.first+n)
}

func (s strangers) manager(n int, p persona) string {
	if n%teamSize > 0 {
		return s.id(n - n%teamSize)
	}
	return s.heads[departmentNumber(p.department.name)]
}

func (s strangers) object(n int) object {
	i, id, at := s.first+n, s.id(n), s.at(n)
	p, r := s.persona(n)
	given := p.given(i)
	layOver(given, object{
		"username": s.username(n, p), "displayname": p.first + " " + p.last, "manager": s.manager(n, p),
		"addresses": []any{p.office.postal()},
	})
	given["email"] = given.text("username") + p.host()
	enroll(i, r, id, at, given)
	return newUser(id, at, given)
}

func (s strangers) value(n int, path string) (any, bool) {
	i := s.first + n
	switch path {
	case "_id", "id":
		return s.id(n), true
	case "created":
		return stamp(s.at(n)), true
	case "state":
		return stateOf(i), true
	case "suspended":
		return isSuspended(i), true
	case "activated":
		return !isStaged(i), true
	case "unix_uid", "unix_guid":
		return firstUnixID + i + 1, true
	case "account_locked":
		return isLocked(i), true
	}
	if !slices.Contains(personal, path) {
		return nil, false
	}
	p, r := s.persona(n)
	return s.personal(n, p, r, path), true
}

var personal = []string{"username", "email", "firstname", "lastname", "displayname", "department", "costCenter", "jobTitle", "location",
	"company", "employeeType", "employeeIdentifier", "manager", "password_date", "totp_enabled", "mfa.configured", "sudo"}

func (s strangers) personal(n int, p persona, r *rand.Rand, path string) any {
	switch path {
	case "username":
		return s.username(n, p)
	case "email":
		return s.username(n, p) + p.host()
	case "firstname":
		return p.first
	case "lastname":
		return p.last
	case "displayname":
		return p.first + " " + p.last
	case "department":
		return p.department.name
	case "costCenter":
		return p.department.costCenter
	case "jobTitle":
		return p.title
	case "location":
		return p.office.name
	case "company":
		return p.company()
	case "employeeType":
		return p.employeeType()
	case "employeeIdentifier":
		return p.identifier(s.first + n)
	case "manager":
		return s.manager(n, p)
	}
	switch {
	case isStaged(s.first+n) && path == "password_date":
		return nil
	case isStaged(s.first + n):
		return false
	}
	age := passwordAge(r, s.at(n)) // chance comes in the order in which enroll draws on it
	if path == "password_date" {
		return stamp(s.at(n).Add(age))
	}
	if factor := hasSecondFactor(r); path != "sudo" {
		return factor
	}
	return isAdmin(p.department.name, r)
}

func stateOf(i int) string {
	switch {
	case isStaged(i):
		return "STAGED"
	case isSuspended(i):
		return "SUSPENDED"
	}
	return "ACTIVATED"
}

func (s strangers) holding(path, value string) ([]int, bool) {
	switch path {
	case "_id", "id":
		if n, is := s.number(value); is {
			return []int{n}, true
		}
		return nil, true
	case "username":
		return s.numbered(value, 10, 0), true
	case "email":
		name, _, _ := strings.Cut(value, "@")
		return s.numbered(name, 10, 0), true
	case "employeeIdentifier":
		return s.numbered(value, 10, firstIdentifier), value != ""
	case "manager":
		return s.reports(value), true
	}
	return nil, false
}

// reports are who has a manager by that id.
func (s strangers) reports(id string) []int {
	var numbers []int
	if n, is := s.number(id); is && n%teamSize == 0 {
		for report := n + 1; report < min(n+teamSize, s.count); report++ {
			numbers = append(numbers, report)
		}
	}
	if d := slices.Index(s.heads, id); d >= 0 {
		for n := 0; n < s.count; n += teamSize {
			if departmentOf(s.first+n, chance(users, s.first+n)) == &departments[d] {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers
}
