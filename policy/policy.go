// Package policy answers one question: may this agent do this? It is pure: no
// network, no log, no clock of its own. Identity over a wire, arguments and
// the record of a decision are left to its callers.
package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Class is what a tool does to the world. The zero Class is invalid, and a
// tool of it is denied to everyone.
type Class uint8

const (
	Read      Class = iota + 1
	Reveal          // an answer that is a secret
	Write           // create, change
	Privilege       // changes what someone can reach
	Execute         // code that runs on devices, or a change of it
	Destroy
)

var classNames = [...]string{"invalid", "read", "reveal", "write", "privilege", "execute", "destroy"}

// Valid says whether the class is one of the six.
func (c Class) Valid() bool { return c >= Read && c <= Destroy }

func (c Class) String() string {
	if !c.Valid() {
		return classNames[0]
	}
	return classNames[c]
}

// A Level is how much of a resource an access row grants.
type Level uint8

const (
	off Level = iota
	read
	write
	full
)

var levelNames = []string{"off", "read", "write", "full"}

// need is the level that grants a class: what deletes, runs code, reveals a
// secret or changes reach takes full.
func (c Class) need() Level {
	switch c {
	case Read:
		return read
	case Write:
		return write
	}
	return full
}

// A Tool is what a policy must know of a tool.
type Tool struct {
	Name, Resource string
	Class          Class
	Args           *Shape // its arguments, an Object; nil for none
	Target         *Shape // the object that a call is about, where it can be read; nil for none
	Answer         *Shape // what it answers, or each row of it, an Object; nil for nothing
}

// An Agent is who may be granted something.
type Agent struct {
	ID, Name, Owner string // Name falls back to ID
	OrgID           string // the agent's own organization; "" is the server's
}

// A Policy is a loaded file, compiled: it never changes.
type Policy struct {
	hash     string
	tools    map[string]int // a tool's place in every agent's row
	names    []string       // the tools, sorted
	agents   map[string]*agent
	tokens   map[[32]byte]*credential
	warnings []warning

	issuers      []Issuer           // by id
	byURL        map[string]*Issuer // the same
	vouchers     map[subjectOf][]*voucher
	certificates map[certificateWay]*certified
}

// An agent is one row of the compiled matrix.
type agent struct {
	Agent
	until  time.Time
	local  bool
	tokens []*credential

	vouchers     []*voucher
	certificates []*certified

	cells []*cell // agents that say nothing of their own share them
}

// A cell is what the policy says of one agent and one tool.
type cell struct {
	shared bool     // it is that of any agent with the same roles
	denies []string // the rules that deny, in the order in which a decision names them
	reason string   // that of the first
	grants []term   // what can grant, by when it ends
	rules  *rules   // where some of it depends on more than the time
	limits []Limit  // those without a condition
}

// A term is a stretch of time that ends: until then, these rules grant.
type term struct {
	until time.Time
	rules []string // in the order in which a decision names them
}

// forever is the until of what has none. It lies behind any time that a file
// can hold, so that nothing needs a word for "no end": the zero time has passed.
var forever = time.Unix(1<<40, 0)

// live says whether something with an end has not reached it: until is exclusive.
func live(until, now time.Time) bool { return now.Before(until) }

// Hash is the hex SHA-256 of the file's bytes.
func (p *Policy) Hash() string { return p.hash }

// Agents are all agents of the file, by id, expired ones too.
func (p *Policy) Agents() []Agent {
	var all []Agent
	for _, id := range slices.Sorted(maps.Keys(p.agents)) {
		all = append(all, p.agents[id].Agent)
	}
	return all
}

// Knows says whether the file has an agent of that id.
func (p *Policy) Knows(id string) bool { return p.agents[id] != nil }

// HasCredentials says whether any agent could be known over HTTP.
func (p *Policy) HasCredentials() bool {
	return len(p.tokens)+len(p.vouchers)+len(p.certificates) > 0
}

// Local is the agent that a local process may be: it must exist, not have
// expired, and say local: true.
func (p *Policy) Local(id string, now time.Time) (Agent, error) {
	a := p.agents[id]
	switch {
	case a == nil && len(p.agents) == 0:
		return Agent{}, fmt.Errorf("the policy has no agent %q, and no other", id)
	case a == nil:
		return Agent{}, fmt.Errorf("the policy has no agent %q: it has %s", id, strings.Join(slices.Sorted(maps.Keys(p.agents)), ", "))
	case !live(a.until, now):
		return Agent{}, fmt.Errorf("agent %s has expired (%s): change its until", id, a.until.Format(time.RFC3339))
	case !a.local:
		return Agent{}, fmt.Errorf("agent %s may not be used locally: add {local: true} under its identify", id)
	}
	return a.Agent, nil
}
