package tools

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A resource is something of its own that every agent may read.
type resource struct {
	URI         string `json:"uri"`
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	MIMEType    string `json:"mimeType"`

	tell func(g *Gate, p *policy.Policy, who Caller, names []string, now time.Time) telling
}

var ownResources = []resource{
	{URI: "jumpgate://me", Name: "me", Title: "Who am I", MIMEType: "application/json",
		Description: "Which agent you are, the tools you may call, what rules ask of your calls, and what is left to you under each limit.",
		tell:        (*Gate).tellMe},
	{URI: "jumpgate://policy/matrix", Name: "policy-matrix", Title: "My row of the policy matrix", MIMEType: "application/json",
		Description: "Your tools by resource, and of each: whether every call is allowed (yes), some are (if), or people are asked (ask), and by which rules.",
		tell:        (*Gate).tellRow},
}

var encodedResources = func() jsontext.Value { return mustEncode(ownResources) }()

// Resources returns what an agent may read beside the answers of its tools, as
// the JSON array of resources/list.
func (g *Gate) Resources(_ context.Context, who Caller) (jsontext.Value, error) {
	who, _, decision := g.visible(g.policy.Load(), who, g.now())
	list, n := encodedResources, len(ownResources)
	if decision.Effect != policy.Allow {
		list, n = jsontext.Value("[]"), 0
	}
	return list, g.serve(who, "resources", decision, n)
}

// Read returns one resource as the JSON array of a resources/read's contents. It
// is about the very agent that reads it, and whoever is none is told that there is
// no such resource.
func (g *Gate) Read(_ context.Context, who Caller, uri string) (jsontext.Value, error) {
	for _, one := range ownResources {
		if one.URI != uri {
			continue
		}
		p, now := g.policy.Load(), g.now()
		who, names, decision := g.visible(p, who, now)
		if decision.Effect != policy.Allow {
			return nil, g.withhold(who, uri, decision, noResource(uri))
		}
		if err := g.serve(who, uri, decision, -1); err != nil {
			return nil, err
		}
		return mustEncode([]contents{{uri, one.MIMEType, string(fitted(one.tell(g, p, who, names, now), g.maxAnswerBytes-envelope))}}), nil
	}
	return nil, noResource(uri)
}

// A telling is what a resource holds. Where it is larger than an answer may be, it
// is cut to so many bytes on the wire, and says so.
type telling interface{ cut(room int) }

func fitted(what telling, room int) jsontext.Value {
	text := mustEncode(what)
	if quotedLength(text) > room {
		what.cut(room)
		text = mustEncode(what)
	}
	return text
}

// A space is how many bytes there still are.
type space int

// takes says whether something has room, which it then takes.
func (s *space) takes(what any) bool {
	size := space(quotedLength(mustEncode(what)))
	if size > *s {
		return false
	}
	*s -= size
	return true
}

// kept are those that have room, and how many have none.
func kept[T any](all []T, s *space) (some []T, left int) {
	some = []T{}
	for _, one := range all {
		if s.takes(one) {
			some = append(some, one)
		}
	}
	return some, len(all) - len(some)
}

// tooMuch is why something is left out, and where it is found.
const tooMuch = " left out: all of it would be larger than an answer may be. tools/list shows every tool."

func noResource(uri string) error { return unserved("there is no resource %s", audit.Quote(uri)) }

type contents struct {
	URI      string `json:"uri"`
	MIMEType string `json:"mimeType"`
	Text     string `json:"text"`
}

// mustEncode is the JSON of values whose types are ours, and always have one.
func mustEncode(v any) jsontext.Value {
	b, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		panic(err)
	}
	return b
}
