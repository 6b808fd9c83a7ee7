package tools

import (
	"fmt"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

const lookUpAgents = `
version: 1
agents:
  one: {owner: o@example.com, identify: [{local: true}], access: {users: full, devices: full}}
`

// A look-up asks JumpCloud, so a limit counts it: also that of a call which is
// then refused, for what was asked stays asked.
func TestALookUpTakesATokenAlsoForACallThatIsRefused(t *testing.T) {
	for name, policySource := range map[string]string{
		"of the call's own tool": lookUpAgents + `require: [{id: slow, tools: [users_get], limit: {calls: 2, per: 1h}}]`,
		"of the listing":         lookUpAgents + `require: [{id: slow, tools: [users_list], limit: {calls: 2, per: 1h}}]`,
		"of each tool":           lookUpAgents + `require: [{id: slow, tools: [users_list], limit: {calls: 2, per: 1h, by: tool}}]`,
		"of both":                lookUpAgents + `require: [{id: slow, tools: ["users_*"], limit: {calls: 2, per: 1h}}]`,
		"with a condition":       lookUpAgents + `require: [{id: slow, tools: [users_list], when: {limit: {max: 5}}, limit: {calls: 2, per: 1h}}]`,
		"of a target's reading":  lookUpAgents + `deny: [{id: d, tools: [users_get], when: {target.department: {eq: Board, or_absent: true}}}]` + "\n" + `require: [{id: slow, tools: [users_get], limit: {calls: 2, per: 1h}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			r, c := limitedRig(t, policySource)
			asked := r.directory.Requests()
			id := "nobody.at.all"
			if name == "of a target's reading" {
				id = "5f0c1b2a3d4e5f60718299ff"
			}
			ask := fmt.Sprintf(`{"id":%q}`, id)
			for range 2 {
				if f := r.fails("one", "users_get", ask); f.Code != "not_found" {
					t.Fatalf("%+v", f)
				}
			}
			cost := r.directory.Requests() - asked
			for range 3 {
				if f := r.fails("one", "users_get", ask); f.Code != "rate_limited" {
					t.Fatalf("%+v", f)
				}
			}
			r.restart(c, policySource) // which gives none back
			if f := r.fails("one", "users_get", ask); f.Code != "rate_limited" {
				t.Fatalf("after a restart: %+v", f)
			}
			if n := r.directory.Requests() - asked - cost; n != 0 {
				t.Errorf("%d requests were sent beyond the limit", n)
			}
			c.advance(time.Hour + time.Second)
			if f := r.fails("one", "users_get", ask); f.Code != "not_found" {
				t.Errorf("an hour later: %+v", f)
			}
		})
	}
}

// One call takes one token from a bucket, whatever it needs it for, and the
// trail says with which record.
func TestACallAndItsLookUpTakeOneTokenTogether(t *testing.T) {
	r, _ := limitedRig(t, lookUpAgents+`
require:
  - {id: all, tools: ["users_*"], limit: {calls: 3, per: 1h}}
  - {id: lists, tools: [users_list], limit: {calls: 9, per: 1h, by: tool}}
  - {id: named, tools: [users_get], when: {id: {present: true}}, limit: {calls: 9, per: 1h}}
`)
	for range 3 {
		r.call("one", "users_get", `{"id":"ana.ruiz"}`)
	}
	if f := r.fails("one", "users_get", `{"id":"ana.ruiz"}`); f.Code != "rate_limited" {
		t.Errorf("%+v", f)
	}
	for _, rec := range r.trail() {
		switch {
		case rec.Kind == audit.CallLookup && fmt.Sprint(rec.Decision.Limits) != "[require.all require.lists of users_list]",
			rec.Kind == audit.CallIntent && fmt.Sprint(rec.Decision.Limits) != "[require.named]":
			t.Errorf("%s: %v", rec.Kind, rec.Decision.Limits)
		}
	}
}
