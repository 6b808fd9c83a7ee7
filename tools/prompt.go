package tools

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A prompt is a job in steps, for an agent that was granted all the tools that it
// uses. No other agent sees it: it would name what was not granted.
type prompt struct {
	Name, Title, Does string
	Takes             []promptArgument
	Steps             []step
}

// A step is one way to do something, or several: an agent is told the first whose
// tools it was granted, and "" is to leave it. In it {argument} stands for a value;
// a step that names one that was not given is left out.
type step []string

// anyway stands last in a step that goes on without it.
const anyway = ""

// A promptArgument is a value that the user gives.
type promptArgument struct {
	Name     string `json:"name"`
	Does     string `json:"description"`
	Required bool   `json:"required,omitzero"`

	of   string // what it names, where it is looked up
	tool string // whose argument of that name has the same values, where they are known
}

// toolsIn are the tools that a text names.
func toolsIn(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) }), func(word string) bool { return table[word] == nil })
}

// of is what a step comes to for an agent that sees these tools, sorted; false
// where it has none of the ways.
func (s step) of(names []string) (way string, ok bool) {
	at := slices.IndexFunc(s, func(way string) bool {
		return !slices.ContainsFunc(toolsIn(way), func(tool string) bool {
			_, found := slices.BinarySearch(names, tool)
			return !found
		})
	})
	if at < 0 {
		return "", false
	}
	return s[at], true
}

// seenBy says whether an agent that sees these tools sees the prompt.
func (p prompt) seenBy(names []string) bool {
	return !slices.ContainsFunc(p.Steps, func(s step) bool {
		_, ok := s.of(names)
		return !ok
	})
}

func (p prompt) argument(name string) (promptArgument, bool) {
	at := slices.IndexFunc(p.Takes, func(a promptArgument) bool { return a.Name == name })
	if at < 0 {
		return promptArgument{}, false
	}
	return p.Takes[at], true
}

// Prompts returns those that an agent may take up, as the JSON array of
// prompts/list.
func (g *Gate) Prompts(_ context.Context, who Caller) (jsontext.Value, error) {
	who, names, decision := g.visible(g.policy.Load(), who, g.now())
	type listed struct {
		Name        string           `json:"name"`
		Title       string           `json:"title"`
		Description string           `json:"description"`
		Arguments   []promptArgument `json:"arguments"`
	}
	list := []listed{}
	for _, p := range prompts {
		if p.seenBy(names) {
			list = append(list, listed{p.Name, p.Title, p.Does, p.Takes})
		}
	}
	return mustEncode(list), g.serve(who, "prompts", decision, len(list))
}

// Prompt returns one prompt with these values in it, as the JSON object of a
// prompts/get's result: its description and messages.
func (g *Gate) Prompt(_ context.Context, who Caller, name string, values map[string]string) (jsontext.Value, error) {
	who, p, names, decision, err := g.promptFor(who, name)
	if err != nil {
		return nil, err
	}
	text, err := p.filledIn(values, names)
	if err != nil {
		return nil, err
	}
	if err := g.serve(who, "prompt "+p.Name, decision, -1); err != nil {
		return nil, err
	}
	type content struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	type said struct {
		Role    string  `json:"role"`
		Content content `json:"content"`
	}
	return mustEncode(struct {
		Description string `json:"description"`
		Messages    []said `json:"messages"`
	}{p.Does, []said{{"user", content{"text", text}}}}), nil
}

// promptFor is the prompt of that name, if the agent sees it, and the tools that
// it sees.
func (g *Gate) promptFor(who Caller, name string) (Caller, *prompt, []string, policy.Decision, error) {
	who, names, decision := g.visible(g.policy.Load(), who, g.now())
	noPrompt := unserved("there is no prompt %s", audit.Quote(name))
	at := slices.IndexFunc(prompts, func(p prompt) bool { return p.Name == name })
	switch {
	case at < 0:
		return who, nil, nil, decision, noPrompt
	case decision.Effect == policy.Allow && prompts[at].seenBy(names):
		return who, &prompts[at], names, decision, nil
	case decision.Effect == policy.Allow:
		decision.Effect, decision.Rule = policy.Deny, "not_granted"
		decision.Reason = "It uses tools that this agent was not granted."
	}
	return who, nil, nil, decision, g.withhold(who, "prompt "+name, decision, noPrompt)
}

// longestValue is how long a value in a prompt may be, in bytes.
const longestValue = 256

// filledIn is the prompt's text for an agent that sees these tools. Values stand in it in quotes, so that none can
// pass for a step.
func (p prompt) filledIn(values map[string]string, names []string) (string, error) {
	for name, value := range values {
		if _, ok := p.argument(name); !ok {
			return "", unserved("prompt %s takes no argument %s", p.Name, audit.Quote(name))
		}
		if len(value) > longestValue || strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) || hides(r) || r == '"' }) {
			return "", unserved("argument %s is a line of at most %d bytes, without quotes and invisible characters", name, longestValue)
		}
	}
	var known []string
	for _, a := range p.Takes {
		value := strings.TrimSpace(values[a.Name])
		if value == "" && a.Required {
			return "", unserved("prompt %s needs the argument %s: %s", p.Name, a.Name, a.Does)
		}
		if value != "" {
			known = append(known, "{"+a.Name+"}", `"`+value+`"`)
		}
	}
	fill := strings.NewReplacer(known...)
	var lines []string
	for _, s := range p.Steps {
		way, _ := s.of(names)
		left := way == anyway || slices.ContainsFunc(p.Takes, func(a promptArgument) bool {
			return strings.Contains(way, "{"+a.Name+"}") && strings.TrimSpace(values[a.Name]) == ""
		})
		if !left {
			lines = append(lines, fill.Replace(way))
		}
	}
	return strings.Join(lines, "\n"), nil
}
