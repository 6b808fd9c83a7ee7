package policy

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnAgentIsToldWhatItMustKeepAndNeitherConditionsNorPeople(t *testing.T) {
	p := mustLoad(t, `
version: 1
approvers:
  secops: [alice]
agents:
  one:
    access: {users: full}
    deny:
      - {id: nobody, tools: [users_get], reason: Not at all.}
      - {id: not-the-boss, tools: [users_delete], when: {id: {eq: 5f0c1b2a3d4e5f6071829304}}, reason: Leave them alone.}
    require:
      - {id: slow, tools: [users_delete, users_get], limit: {calls: 3, objects: 5, per: 1h}, when: {id: {present: true}}}
      - {id: two-eyes, tools: [users_delete], when: {id: {in: [5f0c1b2a3d4e5f6071829304]}}, approval: {approvers: [secops], confirm: true}, reason: It is final.}
      - {id: own, tools: [users_delete], approval: {confirm: true, ttl: 5m}}
      - {id: hidden, tools: [users_delete], redact: [username]}
  other: {access: {users: read}}
`)
	got := fmt.Sprintf("%+v", p.Told("one", "users_delete", noon))
	for _, want := range []string{
		"{Rule:one.deny.not-the-boss Reason:Leave them alone. Denies:true Some:true Requires:[] Limits:[]}",
		"{Rule:one.require.hidden Reason: Denies:false Some:false Requires:[without username] Limits:[]}",
		"{Rule:one.require.own Reason: Denies:false Some:false Requires:[confirmation by your user within 5 minutes] Limits:[]}",
		"{Rule:one.require.slow Reason: Denies:false Some:true Requires:[at most 3 calls an hour at most 5 objects an hour] Limits:[",
		"{Rule:one.require.two-eyes Reason:It is final. Denies:false Some:true Requires:[approval by a person, or confirmation by your user, within 15 minutes] Limits:[]}",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nis not in %s", want, got)
		}
	}
	if strings.Contains(got, "alice") || strings.Contains(got, "5f0c") {
		t.Errorf("told %s", got)
	}
	for _, one := range p.Told("one", "users_delete", noon) {
		for _, l := range one.Limits {
			if l.When != "" || l.Rule != "one.require.slow" {
				t.Errorf("told %+v of a limit", l.When)
			}
		}
	}
	for _, c := range []struct{ agent, tool string }{{"one", "users_get"}, {"one", "devices_get"}, {"other", "users_delete"}, {"nobody", "users_delete"}} {
		if told := p.Told(c.agent, c.tool, noon); told != nil {
			t.Errorf("%s is told of %s: %+v", c.agent, c.tool, told)
		}
	}
}
