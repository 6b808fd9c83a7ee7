package tools

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// The examples of the manual load, and come to what stands beside them.
func TestTheExamplesOfTheManualDecideAsItSays(t *testing.T) {
	var page []byte
	for _, name := range []string{"conditions", "requirements"} {
		b, err := os.ReadFile("../docs/" + name + ".md")
		if err != nil {
			t.Fatal(err)
		}
		page = append(page, b...)
	}
	var p *policy.Policy
	calls := 0
	for i, block := range strings.Split(string(page), "```") {
		switch kind, text, _ := strings.Cut(block, "\n"); {
		case i%2 == 0:
		case kind == "yaml":
			p = load(t, text)
			if w := p.Warnings(time.Now()); len(w) > 0 {
				t.Errorf("%v", w)
			}
		case kind == "jsonl":
			for line := range strings.Lines(text) {
				calls++
				explained(t, p, line)
			}
		}
	}
	if calls < 15 {
		t.Errorf("only %d calls are explained", calls)
	}
}

func explained(t *testing.T, p *policy.Policy, line string) {
	t.Helper()
	q := struct {
		Agent    string         `json:"agent"`
		Tool     string         `json:"tool"`
		Args     jsontext.Value `json:"args"`
		Target   jsontext.Value `json:"target"`
		Now      time.Time      `json:"now"`
		Expect   string         `json:"expect"`
		Requires *string        `json:"requires"`
	}{}
	if err := json.Unmarshal([]byte(line), &q, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	d, _ := Explain(p, Question{Agent: q.Agent, Tool: q.Tool, Args: q.Args, Target: q.Target, Now: q.Now})
	if got := d.Effect.String() + " by " + d.Rule; got != q.Expect {
		t.Errorf("%s\nis %s: %s", line, got, ReasonOf(d))
	}
	if q.Requires != nil && *q.Requires != d.Requires {
		t.Errorf("%s\nrequires %s", line, d.Requires)
	}
}

// What is explained is what the gate decides, for arguments of every sort.
func TestAnExplanationIsWhatTheGateDecides(t *testing.T) {
	r, group, _, person, _ := conditionalRig(t)
	for _, c := range []struct{ agent, tool, args string }{
		{"ops", "users_update", `{"id":"` + person + `","sudo":true}`},
		{"ops", "users_create", `{"username":"x","email":"x@example.com","sudo":false}`},
		{"ops", "user_group_members_change", `{"group_id":"` + group + `","op":"add","type":"user","id":"` + person + `"}`},
		{"ops", "user_group_members_change", `{"group_id":"` + group + `","op":"remove","type":"user","id":"` + person + `"}`},
		{"ops", "user_group_members_change", `{"group_id":"` + group + `","op":"drop"}`},
		{"ops", "users_list", `{"fields":"username,ssh_keys"}`},
		{"ops", "users_list", `{"limt":1}`},
		{"ops", "users_erase", `{}`},
		{"ops", "commands_list", `{}`},
		{"nobody", "users_list", `{}`},
	} {
		d, _ := Explain(r.gate.Policy(), Question{Agent: c.agent, Tool: c.tool, Args: jsontext.Value(c.args), Now: time.Now()})
		before := len(r.trail())
		r.answer(c.agent, c.tool, c.args)
		if decided := r.trail()[before].Decision; decided.Rule != d.Rule || decided.Effect != d.Effect.String() || decided.Reason != ReasonOf(d) {
			t.Errorf("%s %s is explained as %s by %s (%s), and decided as %s by %s (%s)", c.tool, c.args, d.Effect, d.Rule, ReasonOf(d), decided.Effect, decided.Rule, decided.Reason)
		}
	}
}

func TestANameIsNotExplainedSinceOnlyACallLooksItUp(t *testing.T) {
	p := load(t, fullAccess)
	d, weighed := Explain(p, Question{Agent: "full", Tool: "users_get", Args: jsontext.Value(`{"id":"ana.ruiz"}`), Now: time.Now()})
	if d.Effect != policy.Invalid || !strings.Contains(d.Reason, "give the id") || weighed != nil {
		t.Errorf("%+v", d)
	}
}

func TestTheTargetOfAnExplanationIsMaskedToo(t *testing.T) {
	got := readable(table["devices_get"].answers().mask(jsontext.Value(`{"hostname":"a","api_key":"k"}`)))
	if _, ok := got.(object)["api_key"].(policy.Unreadable); !ok || !bytes.Equal(masked, []byte(`"[secret]"`)) {
		t.Errorf("%v", got)
	}
}

// People are asked about calls that can be made: not about one that would be
// refused for what the policy hides.
func TestACallThatIsRefusedIsNotLeftToAnApproval(t *testing.T) {
	p := load(t, `
version: 1
approvers: {secops: [alice]}
agents:
  desk:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: read}
    require: [{id: eyes, tools: [users_list], approval: {approvers: [secops]}, redact: [email], reason: Lists leave the house}]
`)
	for args, want := range map[string]string{
		`{}`:                              "approval_required by desk.require.eyes: Lists leave the house. It asks for approval by alice within 15 minutes, without email.",
		`{"filter":["email:$eq:a@b.c"]}`:  "invalid by invalid_arguments",
		`{"fields":["username","email"]}`: "invalid by invalid_arguments",
		`{"filter":["username:$eq:ana"]}`: "approval_required by desk.require.eyes",
	} {
		d, _ := Explain(p, Question{Agent: "desk", Tool: "users_list", Args: jsontext.Value(args), Now: time.Now()})
		if got := d.Effect.String() + " by " + d.Rule + ": " + ReasonOf(d); !strings.HasPrefix(got, want) {
			t.Errorf("%s is %s, want %s", args, got, want)
		}
		record := audit.Record{Kind: audit.CallIntent, Time: time.Now(), Who: &audit.Who{Agent: "desk", Authn: "local"}, What: &audit.What{Tool: "users_list", Args: jsontext.Value(args)}}
		if again, _ := Again(p, record); again.Effect != d.Effect || again.Rule != d.Rule {
			t.Errorf("%s is decided again as %s by %s, want %s", args, again.Effect, again.Rule, want)
		}
	}
}
