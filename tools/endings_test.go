package tools

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// endings are the outcomes that a call can have, as an auditor should be able to read them.
var endings = []audit.Outcome{
	{Result: "ok", HTTPStatus: 200, Attempts: 1, MS: 182},
	{Result: "error", Code: "not_found", HTTPStatus: 404, Attempts: 1, MS: 95},
	{Result: "timeout", Code: "timeout", Attempts: 1, MS: 50_000},
	{Result: "unknown", Code: "upstream_error", HTTPStatus: 502, Attempts: 1, MS: 310},
}

// What the trail says of each tool beside TestTheSentencesOfEveryTool is committed: where a name is looked up, where people
// must approve, and how a call can end.
func TestTheSentencesOfEveryEnding(t *testing.T) {
	source := `
version: 1
agents:
  full:
    name: Full Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: ` + everything + `
`
	r := newRig(t, source, func(o *Options) { o.Now = func() time.Time { return time.Date(2026, 11, 25, 13, 45, 30, 0, time.UTC) } })
	var page bytes.Buffer
	say := func(kind, sentence string) { fmt.Fprintf(&page, "  %-14s %s\n", kind, sentence) }
	for _, tool := range All() {
		fmt.Fprintf(&page, "%s\n", tool.Name)
		before := len(r.trail())
		r.answer("full", tool.Name, byName(spoken[tool.Name]))
		for _, record := range r.trail()[before:] {
			if record.Kind == audit.CallLookup {
				say(string(record.Kind), record.Message)
			}
		}
		before = len(r.trail())
		r.answer("full", tool.Name, spoken[tool.Name])
		asked := audit.Record{Kind: audit.ApprovalAsked, Who: &audit.Who{Name: "Asked Agent"}, What: &audit.What{Phrase: phraseOf(t, r.trail()[before:])},
			Decision: &audit.Decision{Effect: "approval_required", Rule: "require.two-eyes", Reason: "People decide."},
			Approval: &audit.Approval{ID: "w7wv42mcjm", Wants: []string{"alice"}, Expires: time.Date(2026, 11, 25, 12, 10, 0, 0, time.UTC)}}
		say(string(asked.Kind), audit.Sentence(asked))
		for _, outcome := range endings {
			record := audit.Record{Kind: audit.CallOutcome, What: &audit.What{Tool: tool.Name, Class: tool.Class.String()}, Outcome: &outcome}
			say(outcome.Result, audit.Sentence(record))
		}
	}
	golden(t, filepath.Join("testdata", "endings.txt"), page.Bytes())
}

// phraseOf is what an intent says was asked for.
func phraseOf(t *testing.T, records []audit.Record) string {
	t.Helper()
	for _, r := range records {
		if _, said, ok := strings.Cut(r.Message, " asked to "); ok && r.Kind == audit.CallIntent {
			phrase, _, _ := strings.Cut(said, "; allowed by ")
			return phrase
		}
	}
	t.Fatal("there was no intent")
	return ""
}

// byName is a call with a name in the place of the first id.
func byName(args string) string {
	var values map[string]any
	if json.Unmarshal([]byte(args), &values) != nil {
		return args
	}
	for _, id := range []string{"id", "group_id", "application_id", "radiusserver_id"} {
		if value, ok := values[id].(string); ok && strings.Contains(args, `"`+id+`":"`+someone) {
			return strings.Replace(args, `"`+id+`":"`+value+`"`, `"`+id+`":"ana.ruiz"`, 1)
		}
	}
	return args
}
