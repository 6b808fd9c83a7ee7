// Package audit keeps the record of what was asked, decided and done: one JSON line each, on disk before the act and after it, every line naming the hash of the line before.
// It leaves to its callers what is worth recording, which values must be masked before they come here, and how a refusal is told to an agent.
package audit

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Kind says what sort of event a record is about.
type Kind string

const (
	CallLookup      Kind = "call.lookup"      // before a name is resolved or a target fetched
	CallIntent      Kind = "call.intent"      // before an allowed call is made
	CallOutcome     Kind = "call.outcome"     // what came of it
	CallDenied      Kind = "call.denied"      // policy said no, or not yet
	CallRefused     Kind = "call.refused"     // a bad message or bad arguments: policy was not asked, or could not be
	ListServed      Kind = "list.served"      // an agent saw its tools, or what else there is for it to see: What.Served says
	AuthFailed      Kind = "auth.failed"      // a credential fits no agent
	PolicyLoaded    Kind = "policy.loaded"    // a policy came into force
	PolicyRejected  Kind = "policy.rejected"  // a policy was not fit to come into force
	AgentDisabled   Kind = "agent.disabled"   // a person stopped an agent; without a target: all of them, since nobody can tell which
	AgentEnabled    Kind = "agent.enabled"    // and let it go on
	AgentHeld       Kind = "agent.held"       // it was denied so often that it is denied every call for a while
	ApprovalAsked   Kind = "approval.asked"   // a call waits until people approve it
	ApprovalGranted Kind = "approval.granted" // one of them did
	ApprovalDenied  Kind = "approval.denied"  // one of them said no, which is the end of it
	ApprovalExpired Kind = "approval.expired" // it counts no more: its time was over, the policy changed, the agent was disabled
	ServerStart     Kind = "server.start"     //
	ServerStop      Kind = "server.stop"      //
	LogRecovered    Kind = "log.recovered"    // the log itself was found damaged, and what was done
	KeyChanged      Kind = "key.changed"      // a person gave the log another signing key
	LogRotated      Kind = "log.rotated"      // the log goes on in a new file, whose first record this is
)

// Record is one line of the log. Fields stand in the order in which they are written; what is empty is left out.
type Record struct {
	V        int       `json:"v"`   // version of this shape; Append sets it
	Seq      uint64    `json:"seq"` // counts from 1 without a gap; Append sets it
	Time     time.Time `json:"time"`
	Kind     Kind      `json:"kind"`
	Call     string    `json:"call,omitzero"`   // the same in every record of one call; see NewCallID
	Parent   string    `json:"parent,omitzero"` // the call that this one was made for, and that is on record itself
	Message  string    `json:"message"`         // the event as an English sentence; Append words it unless it is set
	Who      *Who      `json:"who,omitzero"`
	What     *What     `json:"what,omitzero"`
	Where    *Where    `json:"where,omitzero"`
	Decision *Decision `json:"decision,omitzero"`
	Outcome  *Outcome  `json:"outcome,omitzero"`
	Approval *Approval `json:"approval,omitzero"`
	Erased   []string  `json:"erased,omitzero"` // JSON pointers of what was hidden
	Tree     *Tree     `json:"tree,omitzero"`   // of log.rotated: over all lines before it
	Prev     string    `json:"prev"`            // hex SHA-256 of the previous line's exact bytes without its newline; Append sets it
}

// Who is the caller. Client is what the caller says of itself and proves nothing; all else was established by a transport.
type Who struct {
	Agent     string `json:"agent,omitzero"`
	Name      string `json:"name,omitzero"`
	Owner     string `json:"owner,omitzero"`
	Authn     string `json:"authn,omitzero"` // "local"; the token id, the first 8 hex digits of the token's hash; "jwt", its issuer, sub= and jti=; or "mtls" and a name in the certificate
	Client    string `json:"client,omitzero"`
	Transport string `json:"transport,omitzero"`
	Peer      string `json:"peer,omitzero"`
	Session   string `json:"session,omitzero"`
}

// What is the thing asked for. Args are masked by whoever fills them in: this package writes what it is given.
type What struct {
	Tool     string         `json:"tool,omitzero"`
	Resource string         `json:"resource,omitzero"`
	Class    string         `json:"class,omitzero"`
	Args     jsontext.Value `json:"args,omitzero"`
	ArgsHMAC string         `json:"args_hmac,omitzero"`
	Method   string         `json:"method,omitzero"`
	Path     string         `json:"path,omitzero"` // the template, not the filled-in path
	Targets  []Target       `json:"targets,omitzero"`
	Export   *Export        `json:"export,omitzero"` // a whole listing, written to a file or a pipe
	Served   string         `json:"served,omitzero"` // of list.served: "" for the tools, "prompts", "resources", a resource's URI, "prompt" and a prompt's name, or "values of" and an argument of one

	// Phrase completes "asked to …" and comes worded and quoted: `delete user "jdoe" (5f0c…9305)`.
	Phrase string `json:"-"`
	// LookedUp says that JumpCloud was already asked about this call when it was denied or refused, so that no sentence claims otherwise.
	LookedUp bool `json:"-"`
}

// Target is an object that the call is about. One without ID is a name that is still to be looked up.
type Target struct {
	Kind string `json:"kind,omitzero"`
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	Arg  string `json:"arg,omitzero"` // the argument that named it
}

// Where is the server that wrote the record and the organization it speaks to.
type Where struct {
	Host     string `json:"host,omitzero"`
	OrgID    string `json:"org_id,omitzero"`
	Server   string `json:"server,omitzero"` // version
	Instance string `json:"instance,omitzero"`
}

// Decision is what policy answered, under which rule, and the hash of the policy that was in force. It also carries the reason of a refusal, a stop or a rejected policy;
// what a stranger wrote stands in a reason only through Quote, since the sentence repeats it.
type Decision struct {
	Effect  string   `json:"effect,omitzero"` // allow, deny, approval_required or invalid
	Rule    string   `json:"rule,omitzero"`
	Reason  string   `json:"reason,omitzero"`
	Matched []string `json:"matched,omitzero"`
	Limits  []string `json:"limits,omitzero"` // of an intent or a look-up: the rules from whose buckets it took a token, "rule x25" for so many objects ("rule of tool" for another tool than the call's); see Log.Limited
	Policy  string   `json:"policy,omitzero"`

	Replaces string `json:"replaces,omitzero"` // the hash of the policy that was in force before
}

// Export says that all rows were asked for, and how they were to be written.
// Its outcome counts in items, bytes and sha256 what is written as it stands then, and in attempts the requests.
type Export struct {
	Format string `json:"format"`              // jsonl or csv
	After  int    `json:"after_rows,omitzero"` // rows that an export which broke off had written before
}

// Approval is what people were asked about a call, and what they said; of an intent, what it was made with.
type Approval struct {
	ID      string    `json:"id"`
	Expires time.Time `json:"expires,omitzero"`
	Wants   []string  `json:"wants,omitzero"` // what each rule wants: 1 of alice and bob
	Short   int       `json:"short,omitzero"` // how many people more must say yes
	By      []string  `json:"by,omitzero"`    // who said so
	Authn   string    `json:"authn,omitzero"` // how that person was known: "uid 1000", "webhook", "client" for the agent's own user
}

// Outcome is what came of a call. The answer itself is never recorded: its size and hash are.
type Outcome struct {
	Result     string  `json:"result,omitzero"` // ok, error, timeout, cancelled or unknown
	Code       string  `json:"code,omitzero"`
	HTTPStatus int     `json:"http_status,omitzero"`
	Attempts   int     `json:"attempts,omitzero"` // requests sent
	MS         float64 `json:"ms,omitzero"`
	Items      *int    `json:"items,omitzero"`
	Bytes      int64   `json:"bytes,omitzero"`
	SHA256     string  `json:"sha256,omitzero"`

	Already bool     `json:"already,omitzero"` // all was as wanted before, and nothing was changed
	Differs []string `json:"differs,omitzero"` // members that were written, and read otherwise right afterwards
	Calls   int      `json:"calls,omitzero"`   // of a call that is answered by others: how many were made for it
	Missing []string `json:"missing,omitzero"` // and the parts of its answer that they did not bring
}

// own returns a copy that shares nothing with r which fitting a record to its line changes.
func (r Record) own() Record {
	if r.Who != nil {
		r.Who = new(*r.Who)
	}
	if r.What != nil {
		r.What = new(*r.What)
		r.What.Targets = slices.Clone(r.What.Targets)
	}
	if r.Where != nil {
		r.Where = new(*r.Where)
	}
	if r.Decision != nil {
		r.Decision = new(*r.Decision)
		r.Decision.Matched = slices.Clone(r.Decision.Matched)
		r.Decision.Limits = slices.Clone(r.Decision.Limits)
	}
	if r.Outcome != nil {
		r.Outcome = new(*r.Outcome)
		r.Outcome.Differs = slices.Clone(r.Outcome.Differs)
		r.Outcome.Missing = slices.Clone(r.Outcome.Missing)
	}
	if r.Approval != nil {
		r.Approval = new(*r.Approval)
		r.Approval.Wants = slices.Clone(r.Approval.Wants)
		r.Approval.By = slices.Clone(r.Approval.By)
	}
	r.Erased = slices.Clone(r.Erased)
	return r
}
