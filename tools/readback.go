package tools

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// readBack says how to find out whether a change was made of which nobody
// knows: with the call that shows it, when the agent may make that. It is ""
// for a call that changes nothing.
func (c *call) readBack() string {
	if c.tool == nil || c.tool.reads() {
		return ""
	}
	reader, args := c.tool.reader(c.args)
	if reader == nil {
		return "No call shows whether it was made: have a person look, before doing it again."
	}
	if c.policy.Granted(c.who.Agent.ID, reader.Name, c.start).Effect != policy.Allow {
		return "Read the object to see whether the change was made, before doing it again."
	}
	return fmt.Sprintf("Before doing it again, see whether it was made: %s %s", reader.Name, args)
}

// reader is the tool that reads what a change is about, and its arguments: it
// reads the same path, or the longest part of it that one reads, such as the
// user whose state is changed. What was created has no id yet, and is looked for
// by its name.
func (t *Tool) reader(a *arguments) (*Tool, jsontext.Value) {
	if a == nil {
		return nil, nil
	}
	var best *Tool
	about := placesIn(t.endpoint.Route().Template)
	for _, other := range All() {
		r := other.endpoint.Route()
		part := placesIn(r.Template)
		if other.Class != policy.Read || other.parts != nil || r.Method != "GET" || len(part) > len(about) || !slices.Equal(part, about[:len(part)]) {
			continue
		}
		if best == nil || len(part) > len(placesIn(best.endpoint.Route().Template)) {
			best = other
		}
	}
	if best == nil {
		best = table[shownBy[t.Name]]
	}
	if best == nil {
		return nil, nil
	}
	return best, best.asking(t, a)
}

// shownBy are the tools that show what a change did whose path leads nowhere.
var shownBy = map[string]string{"commands_run": "command_results_list", "command_queue_cancel": "command_queue_list", "user_states_cancel": "user_states_list"}

// placesIn are the parts of a path, whatever the ids in it are called.
func placesIn(template string) []string {
	all := strings.Split(template, "/")
	for i := range all {
		if strings.HasPrefix(all[i], "{") {
			all[i] = "{}"
		}
	}
	return all
}

// asking are the arguments with which a tool reads what a change is about: ids
// by their places in the path, which each may call as it likes.
func (t *Tool) asking(change *Tool, a *arguments) jsontext.Value {
	args := jsontext.Value{'{'}
	ours, theirs := strings.Split(t.endpoint.Route().Template, "/"), strings.Split(change.endpoint.Route().Template, "/")
	for _, name := range t.advertised().input.Required {
		from := name
		if name == "targets" { // what a change calls type
			from = "type"
		}
		if i := slices.Index(ours, "{"+name+"}"); i >= 0 {
			from = "_id" // in the body of a change whose path has none
			if i < len(theirs) {
				from = strings.Trim(theirs[i], "{}")
			}
		}
		if v, ok := change.value(a, from); ok {
			args = appendMember(args, name, quoted(v.String()))
		}
	}
	n, named := namings[change.On]
	if t.listing == nil || !named || n.tool != t.Name {
		return append(args, '}')
	}
	for _, member := range n.by {
		if v, ok := change.value(a, member); ok && v.String() != "" && searchable(n, v.String()) {
			filter, _ := json.Marshal([]string{t.equals(member, v.String())})
			return append(appendMember(args, "filter", filter), '}')
		}
	}
	return append(args, '}')
}
