package transport

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// What is kept of mcp-go's is what it would say again, and nothing of any answer.
func TestAnAnswerIsTheSameWhetherItsFrameIsKeptOrNot(t *testing.T) {
	for _, c := range []struct{ method, params string }{
		{"initialize", `"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}`},
		{"initialize", `"protocolVersion":"2024-11-05","capabilities":{"roots":{}},"clientInfo":{"name":"d","version":"1"}`},
		{"ping", ""}, {"tools/list", ""}, {"tools/list", `"cursor":"next"`}, {"tools/call", `"name":"users_get","arguments":{"id":"u1"}`},
		{"resources/list", ""}, {"resources/templates/list", ""}, {"resources/read", `"uri":"one://"`}, {"resources/read", `"uri":"two://"`},
		{"prompts/list", ""}, {"prompts/get", `"name":"one"`}, {"prompts/get", `"name":"two"`}, {"logging/setLevel", `"level":"error"`},
		{"completion/complete", `"ref":{"type":"ref/prompt","name":"one"},"argument":{"name":"of","value":"of"}`},
		{"server/discover", ""}, {"no/such", ""},
	} {
		ask := map[string]func(*rig) *httptest.ResponseRecorder{
			"older": func(r *rig) *httptest.ResponseRecorder {
				return r.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, c.method, c.params))
			},
			"newer": func(r *rig) *httptest.ResponseRecorder {
				name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(c.params, `"name":"`), `"uri":"`), `"`)
				return r.modern(c.method, c.params, header("Mcp-Name", name))
			},
			"newer, that can be asked": func(r *rig) *httptest.ResponseRecorder {
				return r.do(request(strings.Replace(modernBody(c.method, c.params), `"io.modelcontextprotocol/clientCapabilities":{}`, `"progressToken":7,"io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}`, 1),
					header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, c.method)))
			},
		}
		used := newRig(t)
		used.gate.pages = true
		for range 2 {
			for kind, ask := range ask {
				fresh := newRig(t)
				fresh.gate.pages = true
				if got, want := ask(used), ask(fresh); got.Code != want.Code || got.Body.String() != want.Body.String() {
					t.Errorf("%s, %s: %d %s\nwant %d %s", c.method, kind, got.Code, got.Body, want.Code, want.Body)
				}
			}
		}
	}
}

func TestWhatIsKeptOfFramesIsBounded(t *testing.T) {
	rig := newRig(t)
	kept := &rig.http.messages.frames
	for i := range 3 * mostFrames {
		body := strings.Replace(modernBody("tools/list", ""), `"io.modelcontextprotocol/clientCapabilities":{}`, fmt.Sprintf(`"io.modelcontextprotocol/clientCapabilities":{"experimental":{"x%d":{}}}`, i), 1)
		rig.answered(rig.do(request(body, header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "tools/list"))))
		if n := len(kept.known); n == 0 || n > mostFrames {
			t.Fatalf("%d are kept", n)
		}
	}
	before := len(kept.known)
	long := strings.Replace(modernBody("ping", ""), `"io.modelcontextprotocol/clientCapabilities":{}`, `"io.modelcontextprotocol/clientCapabilities":{"experimental":{"`+strings.Repeat("x", longestShown)+`":{}}}`, 1)
	rig.do(request(strings.Replace(long, "ping", "tools/list", 1), header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "tools/list")))
	rig.post(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}`)
	if n := len(kept.known); n != before {
		t.Errorf("%d more are kept: of a long message, or of one that mcp-go reads", n-before)
	}
}

// A list is the gate's own bytes, to be sent and not to be written to.
func TestWhatIsLargeIsNotCopied(t *testing.T) {
	list := jsontext.Value(`["` + strings.Repeat("x", 100_000) + `"]~~~~`)
	list = list[:len(list)-4]
	ms := newMessages(&stillGate{list: list, answer: tools.Answer{Structured: list}}, info, quietLog())
	for _, body := range []string{`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, modernBody("tools/list", ""), call(`{"name":"a"}`)} {
		m, bad := parse([]byte(body))
		if bad != nil {
			t.Fatal(bad)
		}
		out := ms.answer(t.Context(), tools.Caller{}, m, nil)
		same := 0
		for _, part := range out.body {
			if &part[0] == &list[0] && len(part) == len(list) {
				same++
			}
		}
		all := bytes.Join(out.body, nil)
		if same != 1 || len(all) != out.size() || !jsontext.Value(all).IsValid() {
			t.Errorf("%d parts are the list: %.80s", same, all)
		}
		var line bytes.Buffer
		newPipe(ms, tools.Caller{}, &line, t.Context()).write(out.body...)
		w := httptest.NewRecorder()
		_ = newStream(w).say(out.body...)
		if line.String() != string(all)+"\n" || w.Body.String() != "data: "+string(all)+"\n\n" {
			t.Errorf("sent %.80q and %.80q", line.String(), w.Body)
		}
	}
	if rest := string(list[len(list) : len(list)+4]); rest != "~~~~" {
		t.Errorf("something was written behind the list: %s", rest)
	}
}
