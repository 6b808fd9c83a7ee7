package transport

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

// What is served beside tools: by method, its params, what is answered, and what
// the gate is asked.
var beside = []struct{ method, params, name, member, want, asked string }{
	{"resources/list", ``, "", "resources", `[{"name":"one","uri":"one://"}]`, "resources"},
	{"resources/templates/list", ``, "", "resourceTemplates", `[]`, ""},
	{"resources/read", `"uri":"one://"`, "one://", "contents", `[{"text":"the one","uri":"one://"}]`, "read one://"},
	{"prompts/list", ``, "", "prompts", `[{"name":"one"}]`, "prompts"},
	{"prompts/get", `"name":"one","arguments":{"who":"Ana"}`, "one", "messages", `[{"content":{"text":"Do it.","type":"text"},"role":"user"}]`, "prompt onemap[who:Ana]"},
	{"completion/complete", `"ref":{"type":"ref/prompt","name":"one"},"argument":{"name":"of","value":"of"}`, "", "completion", `{"hasMore":false,"values":["off","often"]}`, "complete one of of"},
}

func (g *fakeGate) asked(t *testing.T) string {
	t.Helper()
	var all []string
	for _, n := range g.all() {
		if n.who.Agent.ID != "helpdesk" {
			t.Errorf("asked for %v", n.who)
		}
		all = append(all, strings.TrimSpace(n.kind+" "+n.text))
	}
	return strings.Join(all, ", ")
}

func TestWhatIsServedIsTheGatesInBothEras(t *testing.T) {
	for _, one := range beside {
		rig := newRig(t)
		older := rig.answered(rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, one.method, one.params)))
		newer := rig.answered(rig.modern(one.method, one.params, header("Mcp-Name", one.name)))
		for _, result := range []map[string]any{older, newer} {
			if got, _ := json.Marshal(result[one.member]); string(got) != one.want {
				t.Errorf("%s answered %v", one.method, result)
			}
			if one.method == "prompts/get" && result["description"] != "The one." {
				t.Errorf("answered %v", result)
			}
		}
		if older["resultType"] != nil || older["ttlMs"] != nil {
			t.Errorf("an older client gets %v", older)
		}
		if strings.HasSuffix(one.method, "list") || one.method == "resources/read" {
			private(t, newer)
		}
		asked := one.asked + ", " + one.asked
		if got := rig.gate.asked(t); got != strings.Trim(asked, ", ") {
			t.Errorf("%s: the gate was asked %s", one.method, got)
		}
	}
}

func TestWhatIsServedLocallyIsTheSame(t *testing.T) {
	for _, one := range beside {
		local(t, func(t *testing.T, c *localClient) {
			c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, one.method, one.params))
			if got, _ := json.Marshal(c.receive().Result[one.member]); string(got) != one.want {
				t.Errorf("%s answered %s", one.method, got)
			}
		})
	}
}

// What is not there for somebody is an error of the message, and a resource has a
// code of its own in the older revisions. What the gate has recorded is not
// recorded again.
func TestWhatIsNotServedIsAnError(t *testing.T) {
	rig := newRig(t)
	a := rig.refusedWith(rig.modern("resources/read", `"uri":"two://"`, header("Mcp-Name", "two://")), http.StatusBadRequest, mcp.INVALID_PARAMS)
	if a.Error.Data["uri"] != "two://" {
		t.Errorf("told %v", a.Error)
	}
	rig.refusedWith(rig.post(`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"two://"}}`), http.StatusOK, mcp.RESOURCE_NOT_FOUND)
	a = decode(t, rig.post(`{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"two"}}`).Body.Bytes())
	if a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS || len(rig.gate.all()) != 0 {
		t.Errorf("answered %+v", a)
	}
}

func TestWhatCannotBeUnderstoodIsNotServed(t *testing.T) {
	for _, c := range []struct{ method, params string }{
		{"resources/read", `{}`}, {"resources/read", `{"uri":7}`}, {"resources/read", `{"URI":"one://"}`}, {"resources/read", `{"uri":"` + strings.Repeat("a", 1025) + `"}`},
		{"prompts/get", `{}`}, {"prompts/get", `{"name":""}`}, {"prompts/get", `{"Name":"one"}`}, {"prompts/get", `{"name":"one","arguments":{"who":7}}`}, {"prompts/get", `{"name":"one","arguments":[]}`},
		{"prompts/list", `{"cursor":"a"}`}, {"resources/list", `{"cursor":"a"}`}, {"resources/templates/list", `{"cursor":"a"}`},
		{"completion/complete", `{}`}, {"completion/complete", `{"ref":{"type":"ref/prompt","name":"one"}}`}, {"completion/complete", `{"ref":{"type":"ref/resource","uri":"one://"},"argument":{"name":"of","value":""}}`},
		{"completion/complete", `{"ref":{"type":"ref/prompt","name":"one"},"argument":{"name":"of"}}`}, {"completion/complete", `{"ref":{"type":"ref/prompt","name":"one"},"argument":{"name":"of","value":7}}`},
	} {
		rig := newRig(t)
		w := rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":%s}`, c.method, c.params))
		if a := decode(t, w.Body.Bytes()); a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%s %s answered %s", c.method, c.params, w.Body)
		}
		if notes := rig.gate.all(); len(notes) != 1 || notes[0].kind != "refused" {
			t.Errorf("%s %s: recorded %v", c.method, c.params, notes)
		}
	}
	for method := range needsParams {
		rig := newRig(t)
		w := rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q}`, method))
		if a := decode(t, w.Body.Bytes()); a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%s answered %s", method, w.Body)
		}
	}
}

// The stand-ins that mcp-go frames come through to nobody.
func TestNothingOfTheStandInsIsTold(t *testing.T) {
	for _, one := range beside {
		rig := newRig(t)
		w := rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, one.method, one.params))
		if strings.Contains(w.Body.String(), `"`+standIn+`"`) {
			t.Errorf("%s answered %s", one.method, w.Body)
		}
	}
}
