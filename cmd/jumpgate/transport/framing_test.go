package transport

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestAMessageIsReadAsItWasSent(t *testing.T) {
	m, bad := parse([]byte(` {"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"users_get","arguments":{"id":9007199254740993}}} `))
	if bad != nil {
		t.Fatal(bad.text)
	}
	if string(m.id) != `"a"` || m.method != "tools/call" || m.tool != "users_get" || string(m.args) != `{"id":9007199254740993}` {
		t.Errorf("read %+v", m)
	}
}

// call is a tools/call with these params, byte for byte.
func call(params string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":` + params + `}`
}

func TestANameThatStandsTwiceIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"tool":                    call(`{"name":"users_list","name":"users_delete"}`),
		"tool, spelled apart":     call(`{"name":"users_list","n\u0061me":"users_delete"}`),
		"method":                  `{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}`,
		"method, spelled apart":   `{"jsonrpc":"2.0","id":1,"method":"ping","\u006dethod":"tools/list"}`,
		"params":                  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a"},"params":{"name":"b"}}`,
		"id":                      `{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}`,
		"argument":                call(`{"name":"a","arguments":{"id":"x","id":"y"}}`),
		"argument, far down":      call(`{"name":"a","arguments":{"f":[{"x":{"k":1,"k":2}}]}}`),
		"argument, spelled apart": call(`{"name":"a","arguments":{"id":"x","\u0069d":"y"}}`),
		"protocol version":        `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"k":1,"k":2}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			refusedText(t, text, mcp.PARSE_ERROR, "stands twice")
		})
	}
}

func TestATwinOfANameIsNoName(t *testing.T) {
	for name, text := range map[string]string{
		"ID":                  `{"jsonrpc":"2.0","ID":1,"id":1,"method":"ping"}`,
		"Method":              `{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/list"}`,
		"Params":              `{"jsonrpc":"2.0","id":1,"method":"ping","Params":{}}`,
		"JSONRPC":             `{"jsonrpc":"2.0","JSONRPC":"2.0","id":1,"method":"ping"}`,
		"Name":                call(`{"name":"users_list","Name":"users_delete"}`),
		"Arguments":           call(`{"name":"users_list","Arguments":{}}`),
		"argument with ſ":     call(`{"name":"users_list","argumentſ":{}}`),
		"_Meta":               call(`{"name":"users_list","_Meta":{}}`),
		"name with ZWSP":      call(`{"name":"users_list","name\u200b":"users_delete"}`),
		"name before a null":  call(`{"name":"users_list","name\u0000":"users_delete"}`),
		"a text with a null":  call(`{"name":"users_list\u0000"}`),
		"an id with a null":   `{"jsonrpc":"2.0","id":"a\u0000","method":"ping"}`,
		"a member of no kind": `{"jsonrpc":"2.0","id":1,"method":"ping","extra":1}`,
		"a yes and an error":  `{"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept"},"error":{"code":1,"message":"no"}}`,
		"both of two kinds":   `{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			if m, bad := parse([]byte(text)); bad == nil {
				t.Errorf("read as %+v", m)
			}
		})
	}
}

// mcp-go reads names in any case: what it is shown must not hold any that this
// server passes over.
func TestMCPGoIsShownNoTwin(t *testing.T) {
	for _, text := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_Meta":{` + modernMeta[len(`"_meta":{`):] + `}}`,
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","ProtocolVersion":"2024-11-05","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}`,
	} {
		m, bad := parse([]byte(text))
		if bad != nil {
			t.Fatalf("%s: %s", bad.text, text)
		}
		if shown := string(m.forCore()); strings.Contains(shown, "_Meta") || strings.Contains(shown, "ProtocolVersion") {
			t.Errorf("mcp-go is shown %s", shown)
		}
	}
}

func TestWhatIsNotOneStrictJSONValueIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":             ``,
		"space":               "  \n",
		"half":                `{"jsonrpc":"2.0"`,
		"a byte order mark":   "\ufeff" + `{"jsonrpc":"2.0","id":1,"method":"ping"}`,
		"NaN":                 call(`{"name":"a","arguments":{"n":NaN}}`),
		"Infinity":            call(`{"name":"a","arguments":{"n":Infinity}}`),
		"a leading zero":      call(`{"name":"a","arguments":{"n":010}}`),
		"a plus sign":         call(`{"name":"a","arguments":{"n":+1}}`),
		"a comment":           `{"jsonrpc":"2.0","id":1,/* */"method":"ping"}`,
		"a trailing comma":    `{"jsonrpc":"2.0","id":1,"method":"ping",}`,
		"single quotes":       `{'jsonrpc':'2.0','id':1,'method':'ping'}`,
		"a byte that is none": call("{\"name\":\"a\xff\"}"),
		"an overlong slash":   call("{\"name\":\"a\xc0\xaf\"}"),
		"a raw surrogate":     call("{\"name\":\"a\xed\xa0\x80\"}"),
		"half a surrogate":    call(`{"name":"\ud800"}`),
		"surrogates swapped":  call(`{"name":"\udc00\ud800"}`),
		"a raw line break":    call("{\"name\":\"a\nb\"}"),
		"UTF-16":              "\xff\xfe{\x00}\x00",
	} {
		t.Run(name, func(t *testing.T) { refusedText(t, text, mcp.PARSE_ERROR, "not one strict JSON value") })
	}
}

func TestNothingFollowsAMessage(t *testing.T) {
	for _, rest := range []string{`{"jsonrpc":"2.0","id":2,"method":"ping"}`, " x", "]", "\x00", ",", `""`} {
		refusedText(t, ping+rest, mcp.PARSE_ERROR, "something follows the message")
	}
}

func TestAMessageIsOneObjectOfTheRightShape(t *testing.T) {
	for name, text := range map[string]string{
		"a batch":              `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`,
		"an empty batch":       `[]`,
		"a text":               `"ping"`,
		"null":                 `null`,
		"no version":           `{"id":1,"method":"ping"}`,
		"another version":      `{"jsonrpc":"1.0","id":1,"method":"ping"}`,
		"a number for version": `{"jsonrpc":2.0,"id":1,"method":"ping"}`,
		"no method":            `{"jsonrpc":"2.0","id":1}`,
		"an empty method":      `{"jsonrpc":"2.0","id":1,"method":""}`,
		"a list for method":    `{"jsonrpc":"2.0","id":1,"method":["ping"]}`,
		"a long method":        `{"jsonrpc":"2.0","id":1,"method":"` + strings.Repeat("a", 129) + `"}`,
		"a call without an id": `{"jsonrpc":"2.0","method":"tools/call","params":{"name":"users_delete"}}`,
	} {
		t.Run(name, func(t *testing.T) { refusedText(t, text, mcp.INVALID_REQUEST, "") })
	}
	for name, text := range map[string]string{
		"params in a list":       call(`["users_list"]`),
		"no params of a call":    `{"jsonrpc":"2.0","id":1,"method":"tools/call"}`,
		"no name":                call(`{}`),
		"a number for a name":    call(`{"name":7}`),
		"null for a name":        call(`{"name":null}`),
		"arguments in a list":    call(`{"name":"a","arguments":[]}`),
		"null for arguments":     call(`{"name":"a","arguments":null}`),
		"_meta in a list":        call(`{"name":"a","_meta":[]}`),
		"null for _meta":         call(`{"name":"a","_meta":null}`),
		"a number for a version": call(`{"name":"a","_meta":{"io.modelcontextprotocol/protocolVersion":20260728}}`),
		"a long version":         call(`{"name":"a","_meta":{"io.modelcontextprotocol/protocolVersion":"` + strings.Repeat("9", 33) + `"}}`),
	} {
		t.Run(name, func(t *testing.T) { refusedText(t, text, mcp.INVALID_PARAMS, "") })
	}
}

func TestAnIDIsAStringOrAnInteger(t *testing.T) {
	for _, id := range []string{`null`, `1.5`, `1e3`, `5.0`, `true`, `{}`, `[1]`, `"` + strings.Repeat("a", 255) + `"`} {
		m, bad := parse([]byte(`{"jsonrpc":"2.0","id":` + id + `,"method":"ping"}`))
		if bad == nil || bad.code != mcp.INVALID_REQUEST || bad.id != nil {
			t.Errorf("id %s: read as %+v, refused as %+v", id, m, bad)
		}
	}
}

// What is wrong below the envelope is answered under the message's own id.
func TestARefusalNamesItsMessage(t *testing.T) {
	_, bad := parse([]byte(`{"jsonrpc":"2.0","id":"x-7","method":"tools/call","params":{"name":"users_delete","extra":1}}`))
	if bad == nil || string(bad.id) != `"x-7"` || bad.tool != "users_delete" {
		t.Errorf("refused as %+v", bad)
	}
}

func TestMessagesAreBoundedInDepth(t *testing.T) {
	nested := func(depth int) string { // the argument lies two levels below the message's own
		return call(`{"name":"a","arguments":{"n":` + strings.Repeat("[", depth-3) + strings.Repeat("]", depth-3) + `}}`)
	}
	if _, bad := parse([]byte(nested(64))); bad != nil {
		t.Errorf("depth 64: %s", bad.text)
	}
	for _, depth := range []int{65, 5_000, 400_000} {
		refusedText(t, nested(depth), mcp.PARSE_ERROR, "nested deeper than 64")
	}
	refusedText(t, strings.Repeat("[", 1<<20), mcp.PARSE_ERROR, "nested deeper than 64")
}

func TestMessagesAreBoundedInSize(t *testing.T) {
	padded := func(size int) []byte {
		text := `{"jsonrpc":"2.0","id":1,"method":"ping"}`
		return append([]byte(text), bytes.Repeat([]byte{' '}, size-len(text))...)
	}
	if _, bad := parse(padded(1 << 20)); bad != nil {
		t.Error(bad.text)
	}
	if _, bad := parse(padded(1<<20 + 1)); bad == nil || bad.status != 413 {
		t.Errorf("1 MiB and 1: %+v", bad)
	}
}

// A record repeats the reason, so the reason repeats nothing of a stranger's
// that is not quoted and short.
func TestAReasonHoldsNoTextOfTheMessage(t *testing.T) {
	long := strings.Repeat("\u202e\\n", 500)
	for _, text := range []string{
		`{"jsonrpc":"2.0","id":1,"` + long + `":1}`,
		call(`{"name":"a","` + long + `":1}`),
		`{"jsonrpc":"2.0","id":1,"method":"ping","a":"` + long,
	} {
		_, bad := parse([]byte(text))
		if bad == nil || len(bad.text) > 400 || strings.ContainsAny(bad.text, "\u202e\n") {
			t.Errorf("refused as %+v", bad)
		}
	}
}

func refusedText(t *testing.T, text string, code int, reason string) {
	t.Helper()
	m, bad := parse([]byte(text))
	switch {
	case bad == nil:
		t.Errorf("read as %+v: %.200s", m, text)
	case bad.code != code || !strings.Contains(bad.text, reason):
		t.Errorf("refused with %d %q, want %d …%q…: %.200s", bad.code, bad.text, code, reason, text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		call(`{"name":"users_get","arguments":{"id":"x"},"_meta":{"progressToken":1}}`),
		`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`,
		`{"jsonrpc":"2.0","id":"a","result":{}}`, modernBody("server/discover", ""),
		`{"a":{"k":1,"k":2}}`, `{"a":1,"\u0061":2}`, "[[[[", "\xff", `"\ud800"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, bad := parse(text)
		if (m == nil) == (bad == nil) {
			t.Fatalf("neither read nor refused, or both: %+v %+v", m, bad)
		}
		if bad != nil {
			return
		}
		if twice := nameThatStandsTwice(t, text); twice != "" {
			t.Fatalf("%q stands twice in %s", twice, text)
		}
		if !json.Valid(m.forCore()) {
			t.Fatalf("mcp-go is shown %s", m.forCore())
		}
	})
}

// nameThatStandsTwice looks for one in any object, by another decoder's tokens.
func nameThatStandsTwice(t *testing.T, text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	type level struct {
		names map[string]bool // nil in a list
		value bool            // the next text is a value
	}
	stack := []level{{}}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return ""
		} else if err != nil {
			t.Fatalf("encoding/json does not read it: %v: %s", err, text)
		}
		top := &stack[len(stack)-1]
		name, isText := token.(string)
		switch {
		case token == json.Delim('}') || token == json.Delim(']'):
			stack = stack[:len(stack)-1]
			continue
		case top.names != nil && !top.value && isText:
			if top.names[name] {
				return name
			}
			top.names[name], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			stack = append(stack, level{names: map[string]bool{}})
		case json.Delim('['):
			stack = append(stack, level{})
		}
	}
}
