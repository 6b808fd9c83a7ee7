package tools

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A part is one of the calls that a composed tool is answered by.
type part struct {
	name  string   // the member of the answer that it brings
	tool  string   // that is called
	args  string   // with these arguments: in braces stand the composed tool's own, and texts of the object that the first part read
	shows []string // and these fields, but for those that the policy hides
	of    string   // the resource whose ids stand in the rows, so that their names are told, too; "" for none
	at    string   // and the rows' member that holds the id
	one   bool     // the first row is told, and nothing of the others; {} when there is none
	same  string   // of those rows whose member of this name says what that of the object that was read first does; "" for any
	count bool     // every row is counted, and none is told: see tally
}

// compose is a read that sends nothing itself: it is answered by calls of other
// tools, each of which goes through the gate as if the agent had made it, with
// its own decision and its own records. It takes the arguments of e, which reads
// what it is about.
func compose(e jcclient.Operation, parts []part, s Spec) Tool {
	return row(composed{e}, nil, policy.Read, s, parts...)
}

// A composed operation has an input and no request.
type composed struct{ jcclient.Operation }

func (composed) Reads() []jcclient.Route { return nil }
func (composed) Out() reflect.Type       { return nil }
func (composed) Do(context.Context, *jcclient.Client, any) (jcclient.Reply, error) {
	return jcclient.Reply{}, errors.New("it is answered by other calls")
}

// A lacking is a part of a composed answer that is not there, and why.
type lacking struct {
	Part    string `json:"part"`
	Tool    string `json:"tool"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// A composition is a composed answer on its way.
type composition struct {
	known   map[string]string // what stands in braces
	answer  jsontext.Value
	missing []lacking
	calls   int
	spelled int
	first   *failure // why the first part of all is missing
}

// composed makes the calls that a tool is composed of, one after the other, and
// puts their answers together. What the agent may not see, or JumpCloud does not
// tell, is missing, and said to be. Where there is nothing at all, or no such
// object, the whole fails as its first part did.
func (c *call) composed(ctx context.Context) (result, error) {
	whole := composition{known: map[string]string{}, answer: jsontext.Value("{")}
	for name, v := range Members(c.args.encode()) {
		whole.known[name] = plainText(v)
	}
	for i, p := range c.tool.parts {
		room := c.room(p, &whole, len(c.tool.parts)-i)
		if c.bring(ctx, p, &whole, room); whole.first != nil && whole.first.Code == "not_found" {
			break
		}
	}
	done := result{calls: whole.calls, spelled: whole.spelled}
	for _, m := range whole.missing {
		done.missing = append(done.missing, m.Part)
	}
	if whole.first != nil && (len(whole.answer) == 1 || whole.first.Code == "not_found") {
		return done, &partFailed{whole.first}
	}
	if len(whole.missing) > 0 {
		b, err := json.Marshal(whole.missing)
		if err != nil {
			return done, err
		}
		whole.answer = appendMember(whole.answer, "missing", b)
	}
	done.structured = append(whole.answer, '}')
	if names := resolvedNames(c.targets); names != nil {
		if b, err := json.Marshal(names, json.Deterministic(true)); err == nil {
			done.structured = withMember(done.structured, "resolved", b)
		}
	}
	return done, nil
}

// room is what is left for a part's answer, in bytes on the wire. An object may
// take half of it, and listings an equal share each.
func (c *call) room(p part, whole *composition, parts int) int {
	left := c.most - envelope - onWire(append(whole.answer[:len(whole.answer):len(whole.answer)], '}')) - len(whole.missing)*longestMissing
	if table[p.tool].listing == nil {
		return left / 2
	}
	return left/parts - longestMore
}

// What stands beside the parts, in bytes on the wire.
const (
	longestMissing = 320
	longestMore    = 480
	leastRoom      = 128 // is about one row
)

// bring makes one part's calls, whose answers take about as much room as given.
func (c *call) bring(ctx context.Context, p part, whole *composition, room int) {
	args, ok := filled(p.args, whole.known)
	if !ok {
		whole.lacks(p.name, p.tool, &failure{Code: "not_found", Message: "What it is looked up by is missing, too."})
		return
	}
	args = c.showing(p.tool, args, p.shows)
	if p.count {
		c.tally(ctx, p, args, whole, room)
		return
	}
	if p.of != "" {
		room /= 2 // the names take the rest
	}
	a, f := c.make(ctx, whole, p.tool, args, nil, room)
	if f != nil {
		whole.lacks(p.name, p.tool, f)
		return
	}
	if table[p.tool].listing == nil {
		for name, v := range Members(a) {
			if _, is := whole.known[name]; !is && v.Kind() == '"' {
				whole.known[name] = plainText(v)
			}
		}
		whole.answer = appendMember(whole.answer, p.name, a)
		return
	}
	if p.one {
		row := p.first(a, whole.known[p.same])
		if p.same != "" && string(row) == "{}" && string(memberOf(a, "complete")) != "true" {
			whole.lacks(p.name, p.tool, notAll)
			return
		}
		whole.answer = appendMember(whole.answer, p.name, row)
		return
	}
	whole.answer = appendMember(whole.answer, p.name, c.told(ctx, p, args, a, whole, room))
}

// first is the first row of a listing that is the part's.
func (p part) first(listing jsontext.Value, same string) jsontext.Value {
	for row := range elements(memberOf(listing, "items")) {
		if p.same == "" || strings.EqualFold(textOf(row, p.same), same) { // a filter that was ignored answers any
			return row.Clone()
		}
	}
	return jsontext.Value("{}")
}

// told is a listing's answer with the names of what it lists, and with the call
// that goes on where it ends.
func (c *call) told(ctx context.Context, p part, args, a jsontext.Value, whole *composition, room int) jsontext.Value {
	out := jsontext.Value("{")
	for name, v := range Members(a) {
		switch name {
		case "items":
			out = appendMember(out, name, c.named(ctx, p, v, whole, room))
		case "next_cursor":
			more := jsontext.Value(`{"tool":`)
			more = append(append(more, quoted(p.tool)...), `,"args":`...)
			out = appendMember(out, "more", append(append(more, withMember(args, "cursor", v)...), '}'))
		default:
			out = appendMember(out, name, v)
		}
	}
	return append(out, '}')
}

// named puts the names of objects behind their ids, where the agent may list them.
func (c *call) named(ctx context.Context, p part, items jsontext.Value, whole *composition, room int) jsontext.Value {
	n := namings[p.of]
	var ids []string
	for row := range elements(items) {
		if id := textOf(row, p.at); jcclient.ID(id).Valid() {
			ids = append(ids, id)
		}
	}
	if n.tool == "" || len(ids) == 0 {
		return items
	}
	args, err := json.Marshal(map[string]any{"filter": []string{table[n.tool].among(ids)}, "limit": len(ids)}, json.Deterministic(true))
	if err != nil {
		return items
	}
	a, f := c.make(ctx, whole, n.tool, c.showing(n.tool, args, n.by), nil, room)
	if f != nil {
		whole.lacks("names of "+p.name, n.tool, f)
		return items
	}
	names := map[string]string{}
	for row := range elements(memberOf(a, "items")) {
		names[textOf(row, idMember(row))] = called(row, n.by)
	}
	if string(memberOf(a, "complete")) != "true" {
		whole.lacks("some names of "+p.name, n.tool, noRoom)
	}
	out := jsontext.Value("[")
	for row := range elements(items) {
		if name := names[textOf(row, p.at)]; name != "" {
			row = withMember(row, "name", quoted(name))
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, row...)
	}
	return append(out, ']')
}

// make makes one call for this one, unless the agent was not granted its tool:
// that is no attempt of the agent's, and is told as missing alone.
func (c *call) make(ctx context.Context, whole *composition, tool string, args jsontext.Value, export *Export, room int) (jsontext.Value, *failure) {
	inner := c.gate.begin(c.who, tool, export)
	inner.parent, inner.most = c.id, room+envelope
	if inner.tool == nil || inner.granted().Effect != policy.Allow {
		return nil, &failure{Code: "denied", Message: "This agent was not granted it."}
	}
	if room < leastRoom && export == nil {
		return nil, noRoom
	}
	whole.calls++
	a := inner.through(ctx, args)
	whole.spelled += a.Spelled
	if !a.IsError {
		return a.Structured, nil
	}
	var said struct {
		Error failure `json:"error"`
	}
	if err := json.Unmarshal(a.Structured, &said); err != nil {
		return nil, &failure{Code: a.Code}
	}
	return nil, &said.Error
}

var noRoom = &failure{Code: "quota_exceeded", Message: "The answer has no room for it: call the tool."}

var notAll = &failure{Code: "quota_exceeded", Message: "It is none of those that were told, and they are not all: call the tool."}

// showing are arguments that ask for some fields, but for those that the policy
// hides from the agent.
func (c *call) showing(tool string, args jsontext.Value, fields []string) jsontext.Value {
	fields = table[tool].veil(c.hides(tool)).visible(fields)
	if len(fields) == 0 {
		return args
	}
	return withMember(args, "fields", appendArray(nil, fields, quote))
}

func (w *composition) lacks(part, tool string, f *failure) {
	if w.first == nil && len(w.answer) == 1 && len(w.missing) == 0 {
		w.first = f
	}
	w.missing = append(w.missing, lacking{part, tool, f.Code, f.Message})
}

// partFailed is what a composed call failed of.
type partFailed struct{ failure *failure }

func (e *partFailed) Error() string { return audit.Quote(e.failure.Message) }

var holder = regexp.MustCompile(`\{(\w+)\}`)

// filled puts values where their names stand in braces, in texts; false when one
// is not known.
func filled(args string, known map[string]string) (jsontext.Value, bool) {
	all := true
	text := holder.ReplaceAllStringFunc(args, func(braced string) string {
		value := known[strings.Trim(braced, "{}")]
		all = all && value != ""
		text := quoted(value)
		return string(text[1 : len(text)-1])
	})
	return jsontext.Value(text), all
}
