package tools

import (
	"errors"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A probe is an argument that asks for what is hidden, and what it names of it.
type probe struct{ argument, path string }

// everywhere are the arguments that look for words in any field there is.
var everywhere = []string{"search", "searchFilter", "q", "exact_match", "filters"}

// probes are the arguments with which a call asks for what is hidden, or lets
// JumpCloud choose, order or count by it: rows that come and go would tell a
// hidden value letter by letter.
func (t *Tool) probes(a *arguments, hides policy.Redaction) []probe {
	if hides.None() {
		return nil
	}
	var all []probe
	for _, argument := range []string{"filter", "sort", "field", "search_term"} {
		v, ok := t.value(a, argument)
		if !ok {
			continue
		}
		for _, path := range t.paths(argument, v.Interface()) {
			if path != "" && t.tells(path, hides) {
				all = append(all, probe{argument, path})
			}
		}
	}
	for _, argument := range everywhere {
		if v, ok := t.value(a, argument); ok && t.reads() && !v.IsZero() {
			all = append(all, probe{argument, ""})
		}
	}
	for _, name := range a.fields {
		if hides.Hides(steps(name)...) {
			all = append(all, probe{"fields", name})
		}
	}
	return all
}

// tells says whether what stands at a path is hidden, or something in it. What
// an event changed from and to may be a field that is.
func (t *Tool) tells(path string, hides policy.Redaction) bool {
	at := steps(path)
	return hides.Touches(at...) || t.endpoint.Route().API == jcclient.Insights && len(at) > 0 && strings.EqualFold(at[0], "changes")
}

// mayAsk refuses a call that asks for what the policy hides from it.
func (c *call) mayAsk(hides policy.Redaction) error {
	probes := c.tool.probes(c.args, hides)
	if len(probes) == 0 {
		return nil
	}
	switch p := probes[0]; {
	case p.path == "":
		return notLet("argument %s: it looks at every field, and the policy hides some from this agent: leave it out", p.argument)
	case p.argument == "fields":
		return notLet("argument fields: the policy hides %.60q from this agent: leave it out", p.path)
	default:
		return notLet("argument %s: the policy hides %.60q, or something in it, from this agent: it is neither shown nor searched", p.argument, p.path)
	}
}

// hidden is what stands in a record for what the policy hides.
var hidden = jsontext.Value(`"[hidden]"`)

// A concealment says which values of a call's arguments are kept out of its
// record: those that stand where the policy hides them in answers, and those
// that are looked for there.
type concealment struct {
	hides  policy.Redaction
	probes []string
	people people
}

func (t *Tool) conceals(a *arguments, hides policy.Redaction) concealment {
	c := concealment{hides: hides}
	for _, p := range t.probes(a, hides) {
		if p.argument != "fields" && p.argument != "sort" && p.argument != "field" { // which hold no value
			c.probes = append(c.probes, p.argument)
		}
	}
	return c
}

// at says whether it keeps what stands at a JSON pointer into the arguments.
func (c concealment) at(pointer string) bool {
	if c.hides.None() {
		return false
	}
	path := slices.Collect(jsontext.Pointer(pointer).Tokens())
	return c.probed(pointer) || c.hides.Hides(steps(strings.Join(path, "."))...)
}

// probed says whether what stands at a JSON pointer is of an argument that
// looks for what is hidden: an agent's guess.
func (c concealment) probed(pointer string) bool {
	for argument := range jsontext.Pointer(pointer).Tokens() {
		return slices.Contains(c.probes, argument)
	}
	return false
}

// mask is what stands in the arguments' HMAC: no secret, and nothing concealed.
func (c concealment) mask(at string, holds jcclient.Data, raw jsontext.Value) (jsontext.Value, bool) {
	personal := c.people.dropped() && (holds == jcclient.PII || holds == jcclient.Identifier && c.named(saidIn(raw)))
	return masked, holds.Secret() || personal || c.at(at)
}

// withholds says whether JumpCloud's own words are kept from a call: they may
// repeat a value that the policy hides, from this tool or from those that look
// things up for it.
func (c *call) withholds() bool {
	asked := []string{c.name}
	for _, target := range c.targets {
		n := namings[target.Kind]
		asked = append(asked, n.tool, n.one)
	}
	return slices.ContainsFunc(asked, func(tool string) bool { return !c.hides(tool).None() })
}

// hides is all that the policy may hide from the agent in a tool's answers.
func (c *call) hides(tool string) policy.Redaction { return c.policy.Hides(c.who.Agent.ID, tool) }

// quiet is an error without those words of JumpCloud's that may repeat what
// was sent in secret, or what this agent may not see.
func (c *call) quiet(err error) error {
	err = withoutEchoes(err, c.secrets)
	var up *jcclient.Error
	if !errors.As(err, &up) || up.Message == "" || !c.withholds() {
		return err
	}
	own := *up
	own.Message = withheld
	return &own
}
