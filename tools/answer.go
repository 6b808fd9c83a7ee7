package tools

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// project keeps an object's id and the named members, in JumpCloud's order.
func project(object jsontext.Value, names []string) jsontext.Value {
	id := idMember(object)
	out := jsontext.Value{'{'}
	for name, value := range Members(object) {
		if name == id || slices.Contains(names, name) {
			out = appendMember(out, name, value)
		}
	}
	return append(out, '}')
}

// idMember is the name of an object's id: _id on v1, where id may repeat it.
func idMember(object jsontext.Value) string {
	for name := range Members(object) {
		if name == "_id" {
			return name
		}
	}
	return "id"
}

// onWire is what a JSON value costs in an answer: it stands there twice, as
// structured content and, quoted, as text.
func onWire(v jsontext.Value) int { return len(v) + quotedLength(v) }

// quotedLength is how long a text is as jsontext.AppendQuote writes it.
func quotedLength(text []byte) int {
	n, ascii := len(text)+len(`""`), true
	for _, c := range text {
		switch {
		case c == '"', c == '\\', '\b' <= c && c <= '\r' && c != '\v':
			n++
		case c < ' ':
			n += len(`\u0000`) - 1
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	if !ascii && !utf8.Valid(text) {
		quoted, _ := jsontext.AppendQuote(nil, text)
		return len(quoted)
	}
	return n
}

// envelope is what an answer holds beside its rows, at most.
const envelope = 1024

// listAnswer shapes a page of rows: as many as fit into most bytes, fewer
// items and a cursor rather than a cut JSON. spelled counts the characters in
// them that were hidden.
func (t *Tool) listAnswer(a *arguments, reply jcclient.Reply, over veil, most int) (items []jsontext.Value, spelled int, err error) {
	columns := []string(a.fields)
	if len(columns) == 0 {
		columns = t.Shows
	}
	room := most - envelope
	for _, row := range reply.Items[:min(len(reply.Items), a.limit)] { // JumpCloud may send more than it was asked for
		if row = over.over(row); len(columns) > 0 {
			row = project(row, columns)
		}
		item, hidden := spellOut(row)
		if room -= onWire(item) + 2; room < 0 {
			break
		}
		items, spelled = append(items, item), spelled+hidden
	}
	if len(items) == 0 && len(reply.Items) > 0 {
		return nil, 0, badArgument("one row alone is larger than an answer may be (%d bytes): name fewer fields", most)
	}
	return items, spelled, nil
}

// encodeList is the structured answer of a listing.
func encodeList(items []jsontext.Value, total int, next string, targets []audit.Target, note string) jsontext.Value {
	body := struct {
		Items    []jsontext.Value    `json:"items"`
		Total    *int                `json:"total,omitzero"`
		Complete bool                `json:"complete"`
		Next     string              `json:"next_cursor,omitzero"`
		Note     string              `json:"note,omitzero"`
		Resolved map[string]resolved `json:"resolved,omitzero"`
	}{Items: items, Complete: next == "", Next: next, Note: note, Resolved: resolvedNames(targets)}
	if total >= 0 {
		body.Total = &total
	}
	b, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return nil
	}
	return b
}

// objectAnswer shapes one object: whole, or the fields that were asked for;
// after a change its columns and what was set. spelled counts the characters
// in it that were hidden. note is what the agent must know beside it.
func (t *Tool) objectAnswer(a *arguments, reply jcclient.Reply, over veil, targets []audit.Target, note string, most int) (object jsontext.Value, spelled int, err error) {
	object = jsontext.Value(`{"done":true}`)
	if len(reply.Object) > 0 && t.answers != nil {
		object = over.over(reply.Object)
	}
	switch {
	case len(a.fields) > 0:
		object = project(object, a.fields)
	case !t.reads() && len(reply.Object) > 0:
		object = project(object, slices.Concat(t.Shows, a.given))
		if onWire(object) > most-envelope {
			object = project(object, t.Shows)
		}
	}
	object, spelled = spellOut(object)
	if onWire(object) > most-envelope {
		return nil, 0, badArgument("the object is larger than an answer may be (%d bytes): name the fields you need; the largest are %s", most, largest(object))
	}
	if names := resolvedNames(targets); names != nil {
		b, err := json.Marshal(names, json.Deterministic(true))
		if err == nil {
			object = withMember(object, "resolved", b)
		}
	}
	if note != "" {
		object = withMember(object, "note", quoted(note))
	}
	return object, spelled, nil
}

// withMember is an object with one member more.
func withMember(object jsontext.Value, name string, value jsontext.Value) jsontext.Value {
	return append(appendMember(object[:len(object)-1:len(object)-1], name, value), '}')
}

// resolved says which object a name in the arguments turned out to mean.
type resolved struct {
	Name string `json:"name"`
	ID   string `json:"id"`
}

func resolvedNames(targets []audit.Target) map[string]resolved {
	var names map[string]resolved
	for _, t := range targets {
		if t.Name != "" && t.ID != "" {
			if names == nil {
				names = map[string]resolved{}
			}
			names[t.Arg] = resolved{t.Name, t.ID}
		}
	}
	return names
}

// largest names an object's three largest members.
func largest(object jsontext.Value) string {
	type member struct {
		name string
		size int
	}
	var all []member
	for name, value := range Members(object) {
		all = append(all, member{name, len(value)})
	}
	slices.SortFunc(all, func(a, b member) int { return cmp.Compare(b.size, a.size) })
	var words []string
	for _, m := range all[:min(3, len(all))] {
		words = append(words, fmt.Sprintf("%s (%d bytes)", m.name, m.size))
	}
	return strings.Join(words, ", ")
}
