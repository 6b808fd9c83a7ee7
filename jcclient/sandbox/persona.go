package sandbox

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A persona is what chance makes of a person.
type persona struct {
	department         *department
	first, last, title string
	office             *office
	workPhone          bool
	contractor         bool
}

func newPersona(i int, d *department, r *rand.Rand) persona {
	p := persona{department: d}
	p.first, p.last, p.title = pick(r, firstNames), pick(r, lastNames), pick(r, d.titles)
	p.office = &offices[r.IntN(len(offices))]
	p.workPhone = r.IntN(3) == 0
	if isHead(i) {
		p.title = d.head
	}
	p.contractor = !isHead(i) && i > chief && r.IntN(9) == 0
	return p
}

// given is what is entered about the i-th person.
func (p persona) given(i int) object {
	return object{
		"firstname": p.first, "lastname": p.last, "department": p.department.name, "costCenter": p.department.costCenter,
		"jobTitle": p.title, "location": p.office.name, "company": p.company(), "employeeType": p.employeeType(),
		"employeeIdentifier": p.identifier(i),
		"phoneNumbers":       p.phones(i),
		"attributes":         badge(i),
	}
}

func badge(i int) []any { return []any{object{"name": "badge", "value": fmt.Sprintf("A%04d", 100+i)}} }

func (p persona) company() string {
	if p.contractor {
		return "Example Partners"
	}
	return organizationName
}

func (p persona) employeeType() string {
	if p.contractor {
		return "Contractor"
	}
	return "Full-time"
}

func (p persona) identifier(i int) any {
	if p.contractor {
		return nil
	}
	return fmt.Sprintf("E-%05d", firstIdentifier+i)
}

const firstIdentifier = 1001

func (p persona) host() string {
	if p.contractor {
		return "@example.org"
	}
	return "@example.com"
}

// phones are numbers that nobody has.
func (p persona) phones(i int) []any {
	numbers := []any{object{"type": "mobile", "number": fmt.Sprintf("+1555%07d", 100_0000+i)}}
	if p.workPhone {
		numbers = append(numbers, object{"type": "work", "number": fmt.Sprintf("+1555%07d", 500_0000+i)})
	}
	return numbers
}

func isStaged(i int) bool    { return i > firstHead+len(departments) && i%29 == 27 }
func isSuspended(i int) bool { return !isStaged(i) && i%19 == 17 }
func isLocked(i int) bool    { return !isStaged(i) && i%53 == 33 }

func isAdmin(department string, r *rand.Rand) bool { return department == "IT" && r.IntN(3) == 0 }

// passwordAge is how long after they came someone has last set a password.
func passwordAge(r *rand.Rand, came time.Time) time.Duration {
	return time.Duration(r.Int64N(int64(settledAt.Sub(came))))
}

func hasSecondFactor(r *rand.Rand) bool { return r.IntN(5) > 0 }
