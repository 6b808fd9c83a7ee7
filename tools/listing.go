package tools

import (
	"context"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// List returns the tools that some call of the agent's could be allowed, by
// name, as the JSON array of tools/list. More of them than one page holds are
// listed from a cursor on; next is that of the page behind, "" for the last. The
// bytes are shared: do not change them. Like every answer, it is given only once
// it is on record.
func (g *Gate) List(_ context.Context, who Caller, cursor string) (list jsontext.Value, next string, err error) {
	p := g.policy.Load()
	who, names, decision := g.visible(p, who, g.now())
	names, next, err = pageOf(names, cursor, g.mostListed)
	if err != nil {
		return nil, "", err
	}
	if err := g.serve(who, "", decision, len(names)); err != nil {
		return nil, "", err
	}
	return g.encodeTools(names), next, nil
}

// mostListed is how many tools one page of a list holds: many, since there are
// clients that ask for the first page alone.
const mostListed = 250

// listCursor is what a cursor stands for: the last name of the page before.
var listCursor = regexp.MustCompile(`^[a-z0-9_]+$`)

// pageOf are the names behind a cursor, as many as a page may hold. A name that
// is no longer there, or never was, is a place among the others all the same:
// whether it is one says nothing.
func pageOf(names []string, cursor string, most int) (page []string, next string, err error) {
	if cursor != "" {
		last, err := base64.StdEncoding.DecodeString(cursor)
		if err != nil || len(last) > 44 || !listCursor.Match(last) || base64.StdEncoding.EncodeToString(last) != cursor {
			return nil, "", unserved("cursor is none that this server gave: give back nextCursor of the page before, or none for the first")
		}
		at, found := slices.BinarySearch(names, string(last))
		if found {
			at++
		}
		names = names[at:]
	}
	if len(names) <= most {
		return names, "", nil
	}
	return names[:most], base64.StdEncoding.EncodeToString([]byte(names[most-1])), nil
}

// encodeTools joins the rows of the named tools; each visible set is joined once.
func (g *Gate) encodeTools(names []string) jsontext.Value {
	key := strings.Join(names, " ")
	if b, ok := g.lists.Load(key); ok {
		return b.(jsontext.Value)
	}
	b := Encode(Named(names))
	g.lists.Store(key, b)
	return b
}

// CoolDown is how long JumpCloud still wants to be left alone: nothing is sent
// until then. It is 0 most of the time.
func (g *Gate) CoolDown() time.Duration { return g.client.CoolDown() }

// AuthFailed records that nobody could be identified.
func (g *Gate) AuthFailed(who Caller, reason string) {
	g.note(audit.Record{Kind: audit.AuthFailed, Who: recordedWho(who),
		Decision: &audit.Decision{Effect: policy.Deny.String(), Rule: "unknown_agent", Reason: reason, Policy: g.Policy().Hash()}})
}

// Refused records a message that never became a call.
func (g *Gate) Refused(who Caller, tool, reason string) {
	g.note(audit.Record{Kind: audit.CallRefused, Who: recordedWho(who), What: &audit.What{Tool: tool},
		Decision: &audit.Decision{Effect: policy.Invalid.String(), Rule: "invalid_request", Reason: reason, Policy: g.Policy().Hash()}})
}

// note records what is refused in any case; a failure to do so is logged.
func (g *Gate) note(r audit.Record) {
	if _, err := g.audit.Append(r); err != nil {
		g.log.Error("the audit trail could not be written", "kind", r.Kind, "error", err)
	}
}
