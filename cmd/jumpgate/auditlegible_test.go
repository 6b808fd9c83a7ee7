package main

import (
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// What stands beside a trail, and in a proof, is anybody's text: none of it moves a terminal's cursor.
func TestWhatIsVerifiedIsToldLegibly(t *testing.T) {
	for what, said := range map[string]string{
		"the key beside the trail": heldAgainst(audit.Report{Checkpoints: 1, Key: "jumpgate-audit/\x1b[2J+00000000+AX27"}, audit.Evidence{}),
		"a proof":                  provenSentence(audit.Record{Seq: 1, Message: "\x1b[1AAll is well\u202e"}, audit.Checkpoint{Origin: "jumpgate-audit/\x1b[2J", Size: 1}),
	} {
		if strings.ContainsAny(said, "\x1b\u202e") || !strings.Contains(said, `\u001b`) {
			t.Errorf("%s: %q", what, said)
		}
	}
}

// A name is found as it stands in the directory, though its record spells out what is invisible in it.
func TestAQueryFindsANameWithSomethingInvisible(t *testing.T) {
	q := queryFlags{Query: audit.Query{Target: "ana\u200bruiz", Text: "\u200bRUIZ"}}
	if err := q.read(time.Now()); err != nil {
		t.Fatal(err)
	}
	r := audit.Record{Message: audit.Legible("asked to read user ana\u200bruiz"), What: &audit.What{Targets: []audit.Target{{Name: audit.Legible("ana\u200bruiz")}}}}
	if !q.Matches(r) {
		t.Errorf("%+v does not find %+v", q.Query, r)
	}
}
