package transport

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

const threeRequests = `{"a":{"method":"elicitation/create","params":{}},"b":{"method":"sampling/createMessage","params":{}},"c":{"method":"roots/list","params":{}}}`

// asksFirst has a gate ask before it answers what was brought.
func (g *fakeGate) asksFirst() {
	g.onCall = func(ctx context.Context, _ string) tools.Answer {
		b := tools.BroughtBy(ctx)
		if b.State == "" {
			return tools.Answer{Ask: &tools.Ask{Requests: jsontext.Value(threeRequests), State: "mine"}}
		}
		return tools.Answer{Structured: jsontext.Value(`{"state":"` + b.State + `","a":` + string(b.Responses["a"]) + `}`)}
	}
}

// capable is a call of a client that can be asked by these ways.
func capable(capabilities, params string) string {
	body := modernBody("tools/call", `"name":"users_list"`+params)
	return strings.Replace(body, `clientCapabilities":{}`, `clientCapabilities":`+capabilities, 1)
}

// A client is asked by what it has declared and by nothing else.
func TestAClientIsAskedByWhatItHasDeclared(t *testing.T) {
	for capabilities, want := range map[string][]string{
		`{"elicitation":{}}`:               {"a"},
		`{"elicitation":{"form":{}}}`:      {"a"},
		`{"sampling":{},"roots":{}}`:       {"b", "c"},
		`{"sampling":{},"elicitation":{}}`: {"a", "b"},
	} {
		rig := newRig(t)
		rig.gate.asksFirst()
		result := rig.answered(rig.do(request(capable(capabilities, ""), inNewerEra)))
		requests, _ := result["inputRequests"].(map[string]any)
		if len(requests) != len(want) || result["resultType"] != "input_required" || result["content"] != nil || result["ttlMs"] != nil {
			t.Errorf("%s is asked %v", capabilities, result)
		}
		for _, name := range want {
			if requests[name] == nil {
				t.Errorf("%s is not asked %s", capabilities, name)
			}
		}
	}
}

func TestAClientThatCanBeAskedNothingIsToldWhatItLacks(t *testing.T) {
	for _, capabilities := range []string{`{}`, `{"elicitation":{"url":{}}}`, `{"Sampling":{}}`} {
		rig := newRig(t)
		rig.gate.asksFirst()
		w := rig.do(request(capable(capabilities, ""), inNewerEra))
		a := decode(t, w.Body.Bytes())
		want := map[string]any{"elicitation": map[string]any{}, "sampling": map[string]any{}, "roots": map[string]any{}}
		if w.Code != http.StatusBadRequest || a.Error == nil || a.Error.Code != mcp.MISSING_REQUIRED_CLIENT_CAPABILITY || !reflect.DeepEqual(a.Error.Data["requiredCapabilities"], want) {
			t.Errorf("%s: %d %s", capabilities, w.Code, w.Body)
		}
		if notes := rig.gate.all(); len(notes) != 2 || notes[1].kind != "refused" || notes[1].tool != "users_list" {
			t.Errorf("recorded %v", notes)
		}
	}
	// Where its own user alone may confirm a call, a client must be able to ask.
	rig := newRig(t)
	rig.gate.onCall = func(context.Context, string) tools.Answer {
		return tools.Answer{Call: "01CALL", IsError: true, Confirm: "appr1", Alone: true, Structured: jsontext.Value(`{"error":{}}`)}
	}
	if a := decode(t, rig.do(request(capable(`{}`, ""), inNewerEra)).Body.Bytes()); a.Error == nil || a.Error.Code != mcp.MISSING_REQUIRED_CLIENT_CAPABILITY {
		t.Errorf("%+v", a)
	}
	// An older client cannot come again.
	rig.gate.asksFirst()
	if a := decode(t, rig.post(callWithID("1")).Body.Bytes()); a.Error == nil || a.Error.Code != mcp.INVALID_REQUEST {
		t.Errorf("%+v", a)
	}
}

func TestWhatAClientBringsBackReachesTheGate(t *testing.T) {
	rig := newRig(t)
	rig.gate.asksFirst()
	ask := func(params string) answer {
		return decode(t, rig.do(request(capable(`{"elicitation":{}}`, params), inNewerEra)).Body.Bytes())
	}
	state, _ := json.Marshal(ask("").Result["requestState"])
	if strings.Contains(string(state), "mine") {
		t.Errorf("the state is %s", state)
	}
	if a := ask(`,"requestState":` + string(state) + `,"inputResponses":{"a":{"action":"accept"},"more":1}`); !reflect.DeepEqual(a.Result["structuredContent"], map[string]any{"state": "mine", "a": map[string]any{"action": "accept"}}) {
		t.Errorf("%+v", a)
	}
	// Responses alone prove nothing: the gate asks anew.
	if a := ask(`,"inputResponses":{"a":{"action":"accept"}}`); a.Result["resultType"] != "input_required" {
		t.Errorf("%+v", a)
	}
	for _, bad := range []string{`,"inputResponses":[]`, `,"requestState":` + string(state) + `,"inputResponses":7`, `,"requestState":null`, `,"requestState":"made.up"`} {
		if a := ask(bad); a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%s: %+v", bad, a)
		}
	}
}

// A state is for the request that it was given for: not for another prompt, nor
// for the same with other values, nor for a tool.
func TestAPromptsStateIsForThatPromptAlone(t *testing.T) {
	rig := newRig(t)
	rig.gate.onPrompt = func(ctx context.Context) error {
		if tools.BroughtBy(ctx).State == "" {
			return &tools.Ask{Requests: jsontext.Value(threeRequests), State: "mine"}
		}
		return nil
	}
	get := func(method, params string) answer {
		body := strings.Replace(modernBody(method, params), `clientCapabilities":{}`, `clientCapabilities":{"roots":{}}`, 1)
		return decode(t, rig.do(request(body, header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, method), header(mcp.HeaderName, "one"))).Body.Bytes())
	}
	first := get("prompts/get", `"name":"one","arguments":{"who":"Ana"}`)
	if first.Result["resultType"] != "input_required" || first.Result["messages"] != nil {
		t.Fatalf("%+v", first)
	}
	state, _ := json.Marshal(first.Result["requestState"])
	back := `,"requestState":` + string(state) + `,"inputResponses":{}`
	if a := get("prompts/get", `"name":"one","arguments":{"who":"Ana"}`+back); a.Result["messages"] == nil || a.Result["resultType"] != "complete" {
		t.Errorf("%+v", a)
	}
	for method, params := range map[string]string{"prompts/get": `"name":"one","arguments":{"who":"Bob"}`, "tools/call": `"name":"one"`} {
		if a := get(method, params+back); a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%s: %+v", method, a)
		}
	}
}
