package transport

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestHeadersAgreeWithTheMessage(t *testing.T) {
	tool := header(mcp.HeaderName, "users_list")
	for name, c := range map[string]struct {
		method, params string
		edit           []func(*http.Request)
	}{
		"another name":         {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, "users_delete")}},
		"a name in capitals":   {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, "USERS_LIST")}},
		"no name":              {"tools/call", `"name":"users_list"`, nil},
		"two names":            {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, "users_list", "users_delete")}},
		"one name twice":       {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, "users_list", "users_list")}},
		"another name, coded":  {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, coded("users_delete"))}},
		"a name coded badly":   {"tools/call", `"name":"users_list"`, []func(*http.Request){header(mcp.HeaderName, "=?base64?!!?=")}},
		"another method":       {"tools/call", `"name":"users_list"`, []func(*http.Request){tool, header(mcp.HeaderMethod, "tools/list")}},
		"a method in capitals": {"tools/list", "", []func(*http.Request){header(mcp.HeaderMethod, "TOOLS/LIST")}},
		"no method":            {"tools/list", "", []func(*http.Request){header(mcp.HeaderMethod)}},
		"two methods":          {"tools/list", "", []func(*http.Request){header(mcp.HeaderMethod, "tools/list", "tools/call")}},
		"another version":      {"tools/list", "", []func(*http.Request){header(mcp.HeaderProtocolVersion, "2025-11-25")}},
		"a version to come":    {"tools/list", "", []func(*http.Request){header(mcp.HeaderProtocolVersion, "2027-01-01")}},
		"no version":           {"tools/list", "", []func(*http.Request){header(mcp.HeaderProtocolVersion)}},
		"two versions":         {"tools/list", "", []func(*http.Request){header(mcp.HeaderProtocolVersion, "2026-07-28", "2025-11-25")}},
	} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			a := rig.refusedWith(rig.modern(c.method, c.params, c.edit...), http.StatusBadRequest, mcp.HEADER_MISMATCH)
			if string(a.ID) != "1" {
				t.Errorf("answered under id %s", a.ID)
			}
		})
	}
}

func coded(name string) string {
	return "=?base64?" + base64.StdEncoding.EncodeToString([]byte(name)) + "?="
}

func TestANameInAHeaderMayBeCoded(t *testing.T) {
	for _, name := range []string{"users_list", "usеrs_list", "users_list\n", " users_list"} {
		rig := newRig(t)
		rig.answered(rig.modern("tools/call", fmt.Sprintf(`"name":%q`, name), header(mcp.HeaderName, coded(name))))
		if notes := rig.gate.all(); len(notes) != 1 || notes[0].tool != name {
			t.Errorf("the gate was asked %v", notes)
		}
	}
	rig := newRig(t)
	rig.answered(rig.modern("tools/call", `"name":"users_list"`, header(mcp.HeaderName, "  users_list\t")))
}

func TestARequestSaysItsVersionAndCapabilities(t *testing.T) {
	for name, c := range map[string]struct {
		meta string
		code int
	}{
		"no _meta":              {``, mcp.INVALID_PARAMS},
		"an empty _meta":        {`"_meta":{}`, mcp.INVALID_PARAMS},
		"no version":            {`"_meta":{"io.modelcontextprotocol/clientCapabilities":{}}`, mcp.INVALID_PARAMS},
		"no capabilities":       {`"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}`, mcp.INVALID_PARAMS},
		"capabilities in words": {`"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":"all"}`, mcp.INVALID_PARAMS},
	} {
		for _, method := range []string{"tools/list", "server/discover"} {
			t.Run(name+" "+method, func(t *testing.T) {
				rig := newRig(t)
				body := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{%s}}`, method, c.meta)
				w := rig.post(body, header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, method))
				rig.refusedWith(w, http.StatusBadRequest, c.code)
			})
		}
	}
}

func TestAnUnknownVersionIsToldTheKnownOnes(t *testing.T) {
	for _, version := range []string{"2027-01-01", "v999.0.0", "1900-01-01", "2025-11-26"} {
		rig := newRig(t)
		body := strings.Replace(modernBody("tools/list", ""), "2026-07-28", version, 1)
		a := rig.refusedWith(rig.post(body, header(mcp.HeaderProtocolVersion, version), header(mcp.HeaderMethod, "tools/list")), http.StatusBadRequest, mcp.UNSUPPORTED_PROTOCOL_VERSION)
		supported, _ := a.Error.Data["supported"].([]any)
		if a.Error.Data["requested"] != version || !slices.Contains(supported, any("2026-07-28")) || !slices.Contains(supported, any("2025-06-18")) {
			t.Errorf("%s: told %v", version, a.Error.Data)
		}
	}
}

func TestAnOlderClientMayNameItsVersion(t *testing.T) {
	for _, version := range []string{"", "2025-03-26", "2025-06-18", "2025-11-25"} {
		rig := newRig(t)
		rig.answered(rig.post(ping, header(mcp.HeaderProtocolVersion, version)))
	}
	for _, version := range []string{"1900-01-01", "2025-11-26", "2025-06-18, 2025-11-25"} {
		rig := newRig(t)
		a := rig.refusedWith(rig.post(ping, header(mcp.HeaderProtocolVersion, version)), http.StatusBadRequest, mcp.INVALID_REQUEST)
		if !strings.Contains(a.Error.Message, "2025-11-25, 2025-06-18") {
			t.Errorf("told %q", a.Error.Message)
		}
	}
}

func TestWhatAMethodDoesNotKnowIsNotFound(t *testing.T) {
	for _, method := range []string{"initialize", "ping", "logging/setLevel", "resources/subscribe", "tasks/list", "tools/List", "users_delete"} {
		rig := newRig(t)
		rig.refusedWith(rig.modern(method, ""), http.StatusNotFound, mcp.METHOD_NOT_FOUND)
	}
	// The older revisions have no status for it.
	for _, method := range []string{"server/discover", "subscriptions/listen", "resources/subscribe", "tasks/get"} {
		rig := newRig(t)
		rig.refusedWith(rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q}`, method)), http.StatusOK, mcp.METHOD_NOT_FOUND)
	}
}

// What a stranger calls a method stands in the trail quoted, on one line.
func TestAMethodsNameIsQuoted(t *testing.T) {
	rig := newRig(t)
	rig.post(`{"jsonrpc":"2.0","id":1,"method":"x\n{\"seq\":1}\u202e"}`)
	if notes := rig.gate.all(); len(notes) != 1 || strings.ContainsAny(notes[0].text, "\n\u202e") || !strings.Contains(notes[0].text, `method "x\n{\"seq\":1}\u202e"`) {
		t.Errorf("recorded %v", notes)
	}
}
