package policy

import (
	"encoding/json"
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"
)

// clock reads the time at which tests are decided.
func (r *reader) clock(n *yaml.Node) time.Time {
	t, err := time.Parse(time.RFC3339, n.Value)
	if err != nil || !timeForm.MatchString(n.Value) {
		r.wrong(n, "now takes a time with its zone, such as 2026-11-23T12:00:00Z, not %+.60q", n.Value)
	}
	return t
}

// object turns keys and values into the JSON that an agent would send.
func (r *reader) object(n *yaml.Node, what string) []byte {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s takes names and values, such as {limit: 50}", what)
		return []byte("{}")
	}
	return r.json(n)
}

func (r *reader) json(n *yaml.Node) []byte {
	switch n.Kind {
	case yaml.MappingNode:
		out := []byte{'{'}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(out, quotedJSON(n.Content[i].Value)...), ':')
			out = append(out, r.json(n.Content[i+1])...)
		}
		return append(out, '}')
	case yaml.SequenceNode:
		out := []byte{'['}
		for i, item := range n.Content {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, r.json(item)...)
		}
		return append(out, ']')
	}
	return r.scalar(n)
}

// jsonNumber is a number as JSON writes it.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// scalar reads a value from its text: true and false, a number as JSON writes
// it, and else a text. What YAML takes for something else (010, 0x1F, .inf,
// True) could be meant as either: quotes tell.
func (r *reader) scalar(n *yaml.Node) []byte {
	tag := n.ShortTag()
	switch {
	case bare(n, "true"), bare(n, "false"), n.Style&quoted == 0 && jsonNumber.MatchString(n.Value):
		return []byte(n.Value)
	case tag == "!!int", tag == "!!float", tag == "!!bool":
		r.wrong(n, "%+.60q may be a text, or something else: put a text in quotes, write a number as JSON does, and true or false in small letters", n.Value)
	}
	return quotedJSON(n.Value)
}

func quotedJSON(text string) []byte {
	b, _ := json.Marshal(text) // a string always has its JSON
	return b
}
