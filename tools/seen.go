package tools

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// seen are the arguments as conditions see them: what will be sent, with
// defaults and with ids for names. What was given but is not sent, such as an
// empty text, stands there as it was given. Secrets are there, and unreadable.
func (t *Tool) seen(a *arguments) map[string]any {
	sent := a.encode()
	both, ok := readable(t.asks().mask(sent)).(map[string]any)
	if !ok {
		return nil
	}
	if !bytes.Equal(sent, a.request) {
		both, _ = withGiven(both, readable(t.asks().mask(a.request))).(map[string]any)
	}
	for _, name := range t.takes.names {
		if v, ok := t.value(a, name); ok && t.takes.words[name] && both[name] != nil {
			both[name] = t.asSent(name, v.Interface().(jcclient.Words))
		}
	}
	for _, name := range t.takes.shaping() {
		switch {
		case name == "limit":
			both[name] = int64(a.limit)
		case name == "fields" && len(a.fields) > 0:
			both[name] = t.asSent(name, a.fields)
		case name == "cursor" && a.cursor != "":
			both[name] = a.cursor
		}
	}
	return both
}

// withGiven adds what was given and is not sent, because it is the zero of its
// type.
func withGiven(sent, given any) any {
	switch given := given.(type) {
	case map[string]any:
		in, ok := sent.(map[string]any)
		if !ok {
			return sent
		}
		for name, v := range given {
			if s, there := in[name]; there {
				v = withGiven(s, v)
			}
			in[name] = v
		}
	case []any:
		in, ok := sent.([]any)
		for i := 0; ok && len(in) == len(given) && i < len(in); i++ {
			in[i] = withGiven(in[i], given[i])
		}
	}
	return sent
}

// asSent takes words apart as the client does: one text may hold several.
func (t *Tool) asSent(name string, words jcclient.Words) []any {
	sent := []string(words)
	switch {
	case name != "filter":
		sent = words.Split()
	case t.endpoint.Route().API == jcclient.V2:
		sent = strings.Split(strings.Join(words, ","), ",")
	}
	all := []any{}
	for _, w := range sent {
		all = append(all, w)
	}
	return all
}

// readable is a JSON value as a policy takes it. What is masked is there and
// cannot be read, and so is a number that has no exact value.
func readable(raw jsontext.Value) any {
	switch raw.Kind() {
	case 'n':
		return nil
	case 't', 'f':
		return raw.Kind() == 't'
	case '0':
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n
		}
		if n, err := strconv.ParseFloat(string(raw), 64); err == nil && strings.ContainsAny(string(raw), ".eE") {
			return n
		}
		return policy.Unreadable{}
	case '"':
		var text string
		if bytes.Equal(raw, masked) || json.Unmarshal(raw, &text) != nil {
			return policy.Unreadable{}
		}
		return text
	case '[':
		all := []any{}
		for item := range elements(raw) {
			all = append(all, readable(item))
		}
		return all
	case '{':
		all := map[string]any{}
		for name, v := range Members(raw) {
			all[name] = readable(v)
		}
		return all
	}
	return policy.Unreadable{}
}
