// Package approval remembers which calls wait for people, and what people said.
//
// A call that needs approval is not held: it is entered in a [Book] and over.
// When people have said yes, the same call, made again, goes through once. What
// is the same is told by a digest of all that the call would do, of its agent,
// of the rules that ask, and of the policy: the policy changes, and every entry
// is void. Nothing that runs out, is lost or is unreadable ever counts as a yes.
package approval

import (
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A Need is what one rule wants people to say.
type Need struct {
	Rule      string   `json:"rule"`
	Reason    string   `json:"reason,omitzero"`
	Wants     string   `json:"wants"`            // in English: 1 of alice and bob
	Approvers []string `json:"approvers"`        // who may
	People    int      `json:"people"`           // how many different ones must
	Confirm   bool     `json:"confirm,omitzero"` // the agent's own user may be one of them
}

// A State is where an entry stands. The zero State waits.
type State string

const (
	Waiting State = ""
	Granted State = "granted" // and not used yet
	Denied  State = "denied"  // kept for as long as it would have waited, so that the agent cannot ask again at once
	used    State = "used"    // by a call whose intent is on its way to the disk
)

// An Entry is one call that people were asked about. Its arguments are masked,
// as the audit trail has them.
type Entry struct {
	ID        string       `json:"id"`
	Asked     time.Time    `json:"asked"`
	Expires   time.Time    `json:"expires"`
	Call      string       `json:"call"` // the id of the call that asked first
	Who       audit.Who    `json:"who"`
	Where     *audit.Where `json:"where,omitzero"`
	What      audit.What   `json:"what"`
	Phrase    string       `json:"phrase"`          // completes "asked to …"
	Window    [2]time.Time `json:"window,omitzero"` // what the words of its window of time meant
	Plan      []string     `json:"plan,omitzero"`   // what it would change, for people
	Told      []string     `json:"told,omitzero"`   // the same for the agent: what it might read itself
	Needs     []Need       `json:"needs"`
	Policy    string       `json:"policy"`             // its hash
	Directory string       `json:"directory,omitzero"` // which one it would be made in
	Matched   []string     `json:"matched,omitzero"`
	Erased    []string     `json:"erased,omitzero"`
	Said      []Verdict    `json:"said,omitzero"`
	State     State        `json:"state,omitzero"`
	Salt      []byte       `json:"salt"`
	Digest    []byte       `json:"digest"` // of Salt and what the call would do
}

// A Verdict is what one person said.
type Verdict struct {
	Person  string    `json:"person,omitzero"` // as the policy's approvers name them; "" for the agent's own user
	Authn   string    `json:"authn"`           // how the person is known, such as "uid 1000" or "webhook"
	Approve bool      `json:"approve"`
	Reason  string    `json:"reason,omitzero"`
	Time    time.Time `json:"time"`
	Own     bool      `json:"own,omitzero"` // from the agent's own side: it counts only where a rule has confirm
}

// Bind ties an entry to the one call that it is about: essence is all that the
// call would do, byte for byte, secrets included, of which only a digest is kept.
func (e *Entry) Bind(essence []byte) {
	e.Salt = make([]byte, 32)
	rand.Read(e.Salt)
	e.Digest = digest(e.Salt, essence)
}

func (e *Entry) binds(essence []byte) bool {
	return len(e.Salt) > 0 && slices.Equal(e.Digest, digest(e.Salt, essence))
}

func digest(salt, essence []byte) []byte {
	sum := sha256.Sum256(slices.Concat(salt, essence))
	return sum[:]
}

// newID is short enough to be read out, and cannot be guessed. It is no
// credential: whoever uses it is known otherwise.
func newID() string { return strings.ToLower(rand.Text()[:10]) }

// satisfied says whether as many people as the rule wants have said yes.
func (n Need) satisfied(said []Verdict) bool { return n.short(said) <= 0 }

// short is how many people more the rule wants.
func (n Need) short(said []Verdict) int {
	people, confirmed := map[string]bool{}, 0
	for _, v := range said {
		switch {
		case !v.Approve:
		case v.Own && n.Confirm:
			confirmed = 1
		case !v.Own && slices.Contains(n.Approvers, v.Person):
			people[v.Person] = true
		}
	}
	return n.People - confirmed - len(people)
}

// granted says whether every rule has what it wants.
func (e *Entry) granted() bool {
	return len(e.Needs) > 0 && !slices.ContainsFunc(e.Needs, func(n Need) bool { return !n.satisfied(e.Said) })
}

// MayConfirm says whether a yes of the agent's own user would still count.
func (e *Entry) MayConfirm() bool {
	return e.State == Waiting && slices.ContainsFunc(e.Needs, func(n Need) bool {
		return n.Confirm && !slices.ContainsFunc(e.Said, func(v Verdict) bool { return v.Own })
	})
}

// Concerns says whether a person is one of those who may say yes.
func (e *Entry) Concerns(person string) bool {
	return slices.ContainsFunc(e.Needs, func(n Need) bool { return slices.Contains(n.Approvers, person) })
}

// By are those who said yes, in the order in which they did.
func (e *Entry) By() []string {
	var all []string
	for _, v := range e.Said {
		if v.Approve {
			all = append(all, v.Name())
		}
	}
	return all
}

// Name is the person, or who that was.
func (v Verdict) Name() string {
	if v.Own {
		return audit.OwnUser
	}
	return v.Person
}
