package tools

import (
	"sync"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Spec is what a row says about its endpoint: names, words and columns.
// Everything else about a tool is derived from the endpoint's Go types.
type Spec struct {
	Name string // resource_verb, at most 44 characters
	On   string // the policy's resource
	Does string // for the model: what it does, what to use instead, what cannot be undone

	// Says is for the auditor: what an agent asked for, after "asked to".
	// {id} is the argument id (an id's name and short form, when known),
	// {set} the names of all arguments that no other brace names, and
	// {a/b/c} is a, b or c as the argument op is add, remove or update.
	Says string

	// Shows are the columns of an answer that did not ask for fields; none where
	// rows are of many shapes, and shown whole.
	Shows []string

	// Changes says of a POST that it changes what is given of an object, as a PUT
	// and a PATCH do: at least one thing is to be given, and none that is empty.
	Changes bool

	// Hides are arguments of JumpCloud's that no agent is offered: what other
	// systems or JumpCloud's console keep for themselves.
	Hides []string
}

// A Tool is one row of the table, ready to be called through a [Gate].
type Tool struct {
	Spec
	Class policy.Class

	endpoint jcclient.Operation
	listing  jcclient.Listing // nil for a tool that is about one object
	parts    []part           // what a composed tool is answered by; nil for one that asks JumpCloud itself

	takes   inputs        // the arguments' names, types and places
	asks    func() *shape // what the arguments hold, for the record
	answers func() *shape // what the answer holds, for masking; nil without one

	// advertised is what clients see of it, derived when somebody first wants it.
	advertised func() *advert

	// checks is the input's schema, compiled at the first call: what is advertised is enforced.
	checks func() (*jsonschema.Resolved, error)
}

// The constructors choose a row's class by their name, so that none can be
// forgotten. Method is not risk: a POST can be a read, a PUT can run code.

// An endpoint comes without its types of Go, as what it holds: made an interface
// as it is, each one's methods would be compiled once more for this package.
type (
	operation = struct{ jcclient.Operation }
	listing   = struct{ jcclient.Listing }
)

// list is a read that answers in pages.
func list(e listing, s Spec) Tool { return row(e.Listing, e.Listing, policy.Read, s) }

// read answers with one object and changes nothing.
func read(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Read, s) }

// reveal answers with a secret: the one answer that is not masked. It changes
// nothing, and needs the grant of what does the most.
func reveal(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Reveal, s) }

// write creates or changes something that gives nobody more reach.
func write(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Write, s) }

// privilege changes what someone can reach: memberships, bindings, admins.
func privilege(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Privilege, s) }

// execute is code that runs on devices, or a change of it.
func execute(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Execute, s) }

// destroy cannot be undone.
func destroy(e operation, s Spec) Tool { return row(e.Operation, nil, policy.Destroy, s) }

// row derives all that a tool needs from its endpoint's types.
func row(e jcclient.Operation, l jcclient.Listing, class policy.Class, s Spec, parts ...part) Tool {
	t := Tool{Spec: s, Class: class, endpoint: e, listing: l, parts: parts}
	t.takes = inputsOf(e, s.Hides, t.reads() && parts == nil, l != nil)
	t.asks = sync.OnceValue(func() *shape { return shapeOf(e.In()) })
	if out := e.Out(); out != nil {
		t.answers = sync.OnceValue(func() *shape { return shapeOf(out) })
	}
	tool := t // the caller's copy is another
	t.advertised = sync.OnceValue(tool.advertise)
	t.checks = sync.OnceValues(func() (*jsonschema.Resolved, error) { return t.advertised().input.Resolve(nil) })
	return t
}

// reads says whether the tool's answer is what the agent asked to see, rather
// than the trace of a change.
func (t *Tool) reads() bool { return t.Class == policy.Read || t.Class == policy.Reveal }
