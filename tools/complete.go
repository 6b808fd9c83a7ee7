package tools

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// mostCompleted is how many values are offered at once.
const mostCompleted = 25

// Complete returns values that an argument of a prompt may have and that begin as
// given, as the JSON of a completion. Where they are known, they are told; names
// of the directory come from an ordinary call of the listing that tells them,
// which is decided, limited and recorded like any other. Where the policy does
// not let the agent ask for them, there are none.
func (g *Gate) Complete(ctx context.Context, who Caller, name, argument, begins string) (jsontext.Value, error) {
	known, p, _, decision, err := g.promptFor(who, name)
	if err != nil {
		return nil, err
	}
	a, ok := p.argument(argument)
	if !ok {
		return nil, unserved("prompt %s takes no argument %s", p.Name, audit.Quote(argument))
	}
	values, more, called := []string{}, false, false
	switch {
	case len(begins) > longestValue:
	case a.tool != "":
		values = startingWith(table[a.tool].valuesOf(a.Name), begins)
	case a.of != "":
		values, more, called = g.namesOf(ctx, known, a.of, begins)
	}
	if !called {
		if err := g.serve(known, "values of "+a.Name, decision, len(values)); err != nil {
			return nil, err
		}
	}
	return mustEncode(struct {
		Values []string `json:"values"`
		More   bool     `json:"hasMore"`
	}{values, more}), nil
}

// namesOf asks for names of one resource. It says whether a call was made: none
// is where it would be denied, since offers that nobody asked for in so many words
// are no reason to hold an agent.
func (g *Gate) namesOf(ctx context.Context, who Caller, of, begins string) (values []string, more, called bool) {
	n, p, now := namings[of], g.policy.Load(), g.now()
	members := n.visible(p.Hides(who.Agent.ID, n.tool))
	if len(members) == 0 || begins != "" && !searchable(n, begins) {
		return []string{}, false, false
	}
	member := members[0]
	args := mustEncode(struct {
		Filter []string `json:"filter,omitzero"`
		Fields string   `json:"fields"`
		Limit  int      `json:"limit"`
	}{table[n.tool].begins(member, begins), member, mostCompleted})
	if d, _ := Explain(p, Question{Agent: who.Agent.ID, Tool: n.tool, Args: args, Now: now}); d.Effect != policy.Allow {
		return []string{}, false, false
	}
	answer := g.Call(ctx, who, n.tool, args)
	var list struct {
		Items    []map[string]jsontext.Value `json:"items"`
		Complete bool                        `json:"complete"`
	}
	if answer.IsError || json.Unmarshal(answer.Structured, &list) != nil {
		return []string{}, false, true
	}
	for _, item := range list.Items {
		var name string
		if value := item[member]; value.Kind() == '"' && json.Unmarshal(value, &name) == nil {
			values = append(values, name)
		}
	}
	return startingWith(values, begins), !list.Complete, true
}

// begins is a filter for what begins as given, in the syntax of the listing's
// generation; v2 has one for what holds it.
func (t *Tool) begins(member, text string) []string {
	switch {
	case text == "":
		return nil
	case strings.HasPrefix(t.equals(member, text), member+":eq:"):
		return []string{member + ":search:" + text}
	}
	return []string{member + ":$sw:" + strings.ReplaceAll(text, "|", `\|`)}
}

// valuesOf are the values that an argument can have, or each element of it; nil
// where they are not known.
func (t *Tool) valuesOf(argument string) []string {
	s := t.argsShape(kinds{}).Members[argument]
	if s != nil && s.Element != nil {
		s = s.Element
	}
	if s == nil {
		return nil
	}
	return s.Words
}

// startingWith are those that begin as given, in whatever letters; each once.
func startingWith(values []string, begins string) []string {
	some := []string{}
	for _, v := range values {
		if len(v) >= len(begins) && strings.EqualFold(v[:len(begins)], begins) && !slices.Contains(some, v) {
			some = append(some, v)
		}
	}
	return some
}
