package transport

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

func TestAnIDComesBackByteForByte(t *testing.T) {
	for _, id := range []string{`0`, `-7`, `9007199254740993`, `123456789012345678901234567890`, `"a"`, `""`, `"\u0061 \/ \ud83d\ude00"`, `"ä"`, `"1"`} {
		for _, method := range []string{"ping", "tools/list", "no/such"} {
			rig := newRig(t)
			w := rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q}`, id, method))
			if want := `{"jsonrpc":"2.0","id":` + id + `,`; !strings.HasPrefix(w.Body.String(), want) {
				t.Errorf("%s: answered %s, want %s…", method, w.Body, want)
			}
		}
	}
	rig := newRig(t)
	a := rig.refusedWith(rig.post(`{"jsonrpc":"2.0","id":null,"method":"ping"}`), http.StatusBadRequest, mcp.INVALID_REQUEST)
	if string(a.ID) != "null" {
		t.Errorf("an id that is none is answered with %s", a.ID)
	}
}

func TestInitializeAgreesOnAVersion(t *testing.T) {
	for asked, want := range map[string]string{"2025-11-25": "2025-11-25", "2025-06-18": "2025-06-18", "2025-03-26": "2025-03-26", "2024-11-05": "2024-11-05", "2026-07-28": "2025-11-25", "1.0": "2025-11-25"} {
		rig := newRig(t)
		result := rig.answered(rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":%q,"capabilities":{},"clientInfo":{"name":"c","version":"1"}}}`, asked)))
		if result["protocolVersion"] != want {
			t.Errorf("asked for %s: %v", asked, result["protocolVersion"])
		}
		if !reflect.DeepEqual(result["capabilities"], offers(map[string]any{"listChanged": true})) || result["instructions"] != info.Instructions {
			t.Errorf("says of itself %v", result)
		}
		if server, _ := result["serverInfo"].(map[string]any); server["name"] != "jumpgate" || server["version"] != "9.8.7" {
			t.Errorf("says of itself %v", result["serverInfo"])
		}
	}
	rig := newRig(t)
	a := rig.refusedWith(rig.post(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":7}}`), http.StatusOK, mcp.INVALID_PARAMS)
	if strings.Contains(a.Error.Message, "Go ") || strings.Contains(a.Error.Message, "json:") {
		t.Errorf("told of the server's insides: %q", a.Error.Message)
	}
}

// offers is all that the server says that it can.
func offers(ofTools map[string]any) map[string]any {
	return map[string]any{"tools": ofTools, "resources": map[string]any{}, "prompts": map[string]any{}, "completions": map[string]any{}, "logging": map[string]any{}}
}

func TestDiscoverSaysWhatThereIs(t *testing.T) {
	rig := newRig(t)
	result := rig.answered(rig.modern("server/discover", ""))
	versions, _ := result["supportedVersions"].([]any)
	if len(versions) == 0 || versions[0] != "2026-07-28" || !reflect.DeepEqual(result["capabilities"], offers(map[string]any{"listChanged": true})) || result["instructions"] != info.Instructions {
		t.Errorf("discovered %v", result)
	}
	private(t, result)
}

func TestAListIsTheGatesAndPrivate(t *testing.T) {
	want := []any{map[string]any{"name": "users_list", "inputSchema": map[string]any{"type": "object"}}}
	rig := newRig(t)
	older := rig.answered(rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	newer := rig.answered(rig.modern("tools/list", ""))
	if !reflect.DeepEqual(older["tools"], want) || !reflect.DeepEqual(newer["tools"], want) {
		t.Errorf("listed %v and %v", older, newer)
	}
	if len(older) != 1 {
		t.Errorf("an older client gets %v", older)
	}
	private(t, newer)
	if notes := rig.gate.all(); len(notes) != 2 || notes[0].kind != "list" || notes[0].who.Agent.ID != "helpdesk" {
		t.Errorf("recorded %v", notes)
	}
}

// private checks what every cacheable result of the newer revision says.
func private(t *testing.T, result map[string]any) {
	t.Helper()
	if result["resultType"] != "complete" || result["cacheScope"] != "private" || result["ttlMs"] != 0.0 {
		t.Errorf("resultType %v, cacheScope %v, ttlMs %v", result["resultType"], result["cacheScope"], result["ttlMs"])
	}
	meta, _ := result["_meta"].(map[string]any)
	if server, _ := meta["io.modelcontextprotocol/serverInfo"].(map[string]any); server["name"] != "jumpgate" {
		t.Errorf("_meta %v", meta)
	}
}

func TestAListHasPagesAndEachIsPrivate(t *testing.T) {
	rig := newRig(t)
	rig.gate.pages = true
	for _, ask := range []func(cursor string) map[string]any{
		func(c string) map[string]any {
			return rig.answered(rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{` + c + `}}`))
		},
		func(c string) map[string]any { return rig.answered(rig.modern("tools/list", c)) },
	} {
		first, last := ask(""), ask(`"cursor":"next"`)
		if first["nextCursor"] != "next" || last["nextCursor"] != nil || last["tools"] == nil {
			t.Errorf("%v\n%v", first, last)
		}
		if first["resultType"] != nil {
			private(t, first)
			private(t, last)
		}
		if notes := rig.gate.all(); len(notes) != 2 || notes[0].text != "" || notes[1].text != "next" {
			t.Errorf("recorded %v", notes)
		}
	}
	for cursor, status := range map[string]int{`""`: 200, `7`: 400, `null`: 400, `{}`: 400, `"` + strings.Repeat("a", 1025) + `"`: 400} {
		rig.refusedWith(rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":`+cursor+`}}`), status, mcp.INVALID_PARAMS)
		rig.refusedWith(rig.modern("tools/list", `"cursor":`+cursor), http.StatusBadRequest, mcp.INVALID_PARAMS)
	}
}

func TestAListThatCannotBeRecordedIsNotGiven(t *testing.T) {
	rig := newRig(t)
	rig.gate.onList = func() (jsontext.Value, error) { return nil, tools.ErrUnrecorded }
	a := decode(t, rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`).Body.Bytes())
	if a.Result != nil || a.Error == nil || a.Error.Code != mcp.INTERNAL_ERROR || a.Error.Message != "the audit trail cannot be written" {
		t.Errorf("answered %+v", a)
	}
}

func TestACallsAnswerIsTheGates(t *testing.T) {
	rig := newRig(t)
	const args = `{ "id" : 9007199254740993, "n":1e2 }`
	older := rig.answered(rig.post(call(`{"name":"users_get","arguments":` + args + `}`)))
	newer := rig.answered(rig.modern("tools/call", `"name":"users_get","arguments":`+args, header("Mcp-Name", "users_get")))
	for _, result := range []map[string]any{older, newer} {
		text := result["content"].([]any)[0].(map[string]any)
		if len(result["content"].([]any)) != 1 || text["type"] != "text" || text["text"] != `{"id":"u1","note":"a \"quoted\" text"}` {
			t.Errorf("content %v", result["content"])
		}
		if !reflect.DeepEqual(result["structuredContent"], map[string]any{"id": "u1", "note": `a "quoted" text`}) || result["isError"] != nil {
			t.Errorf("answered %v", result)
		}
		if meta := result["_meta"].(map[string]any); meta[metaCall] != "01CALL" {
			t.Errorf("_meta %v", meta)
		}
	}
	if newer["resultType"] != "complete" || older["resultType"] != nil {
		t.Errorf("resultType %v, and %v for an older client", newer["resultType"], older["resultType"])
	}
	for _, n := range rig.gate.all() {
		if n.kind != "call" || n.tool != "users_get" || n.text != args {
			t.Errorf("the gate was asked %v", n)
		}
	}
}

func TestADenialIsAResult(t *testing.T) {
	rig := newRig(t)
	rig.gate.onCall = func(context.Context, string) tools.Answer {
		return tools.Answer{Call: "01DENIED", Structured: jsontext.Value(`{"error":{"code":"denied"}}`), IsError: true}
	}
	result := rig.answered(rig.post(call(`{"name":"users_delete"}`)))
	if result["isError"] != true || !reflect.DeepEqual(result["structuredContent"], map[string]any{"error": map[string]any{"code": "denied"}}) {
		t.Errorf("answered %v", result)
	}
}

// Whatever a tool's name is, the gate is asked once, by that very name: it
// answers, and records, what does not exist.
func TestEveryNameOfAToolReachesTheGate(t *testing.T) {
	for _, name := range []string{"users_list\u200b", "usеrs_list", "USERS_LIST", " users_list", "users_list\n", "__proto__", "", strings.Repeat("a", 10_000)} {
		rig := newRig(t)
		rig.answered(rig.post(call(fmt.Sprintf(`{"name":%s}`, quoted(name)))))
		if notes := rig.gate.all(); len(notes) != 1 || notes[0].kind != "call" || notes[0].tool != name || notes[0].text != "" {
			t.Errorf("%q: the gate was asked %v", name, notes)
		}
	}
}

func quoted(text string) jsontext.Value {
	b, _ := jsontext.AppendQuote(nil, text)
	return b
}

// A task, or an answer to a question that was never asked, changes nothing.
func TestACallOfAnotherKindIsACall(t *testing.T) {
	rig := newRig(t)
	rig.answered(rig.post(call(`{"name":"users_list","task":{"ttl":1000}}`)))
	rig.answered(rig.modern("tools/call", `"name":"users_list","inputResponses":{"a":{"action":"accept"}}`, header("Mcp-Name", "users_list")))
	for _, n := range rig.gate.all() {
		if n.kind != "call" || n.text != "" {
			t.Errorf("the gate was asked %v", n)
		}
	}
}

func TestANotificationIsTakenInSilence(t *testing.T) {
	rig := newRig(t)
	for _, body := range []string{
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`,
	} {
		w := rig.post(body)
		if w.Code != http.StatusAccepted || w.Body.Len() > 0 || w.Header().Get("Content-Type") != "" {
			t.Errorf("%s: %d %q", body, w.Code, w.Body)
		}
	}
	w := rig.post(`{"jsonrpc":"2.0","method":"notifications/initialized","params":{`+modernMeta+`}}`, header("Mcp-Protocol-Version", "2026-07-28"), header("Mcp-Method", "notifications/initialized"))
	if w.Code != http.StatusAccepted || w.Body.Len() > 0 {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if notes := rig.gate.all(); len(notes) > 0 {
		t.Errorf("recorded %v", notes)
	}
}

// A call that asks for no answer is not made behind the trail's back.
func TestACallIsNoNotification(t *testing.T) {
	rig := newRig(t)
	w := rig.post(`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"users_delete"}}`)
	rig.refusedWith(w, http.StatusBadRequest, mcp.INVALID_REQUEST)
}

func TestAPanicIsOneErrorWithoutAStack(t *testing.T) {
	boom := func() { panic("boom at /home/jumpgate/secret.go") }
	for name, broken := range map[string]*fakeGate{
		"in a call": {onCall: func(context.Context, string) tools.Answer { boom(); return tools.Answer{} }},
		"in a list": {onList: func() (jsontext.Value, error) { boom(); return nil, nil }},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			rig := newRig(t)
			rig.gate = broken
			rig.http = NewHTTP(broken, info, HTTPOptions{}, slog.New(slog.NewTextHandler(&log, nil)))
			body := call(`{"name":"users_list"}`)
			if broken.onList != nil {
				body = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
			}
			w := rig.post(body)
			if w.Body.String() != `{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"internal error"}}` {
				t.Errorf("answered %s", w.Body)
			}
			if !strings.Contains(log.String(), "boom") || !strings.Contains(log.String(), "stack=") {
				t.Errorf("the log says %s", log.String())
			}
			rig.gate.onCall, rig.gate.onList = nil, nil
			rig.answered(rig.post(body)) // and life goes on
		})
	}
}

// What the directory holds is somebody's text: an answer says so, and how
// much of it was hidden. An error is our own words.
func TestAnAnswerIsLabelledAsUntrusted(t *testing.T) {
	rig := newRig(t)
	said := tools.Answer{Call: "01CALL", Structured: jsontext.Value(`{"id":"u1"}`), Spelled: 3}
	rig.gate.onCall = func(context.Context, string) tools.Answer { return said }
	meta := rig.answered(rig.post(call(`{"name":"users_get"}`)))["_meta"].(map[string]any)
	if meta[metaContent] != "untrusted" || meta[metaSpelled] != 3.0 {
		t.Errorf("_meta %v", meta)
	}
	said = tools.Answer{Call: "01DENIED", Structured: jsontext.Value(`{"error":{"code":"denied"}}`), IsError: true}
	meta = rig.answered(rig.post(call(`{"name":"users_get"}`)))["_meta"].(map[string]any)
	if _, labelled := meta[metaContent]; labelled || len(meta) != 1 {
		t.Errorf("_meta of a denial %v", meta)
	}
}
