package transport

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// checkEra holds an HTTP request's headers against its body, as each protocol
// revision demands. From 2026-07-28 on version, method and name stand in both,
// and must agree: a proxy may have decided by the headers.
func checkEra(h http.Header, m *message) *refusal {
	for _, name := range []string{mcp.HeaderProtocolVersion, mcp.HeaderMethod, mcp.HeaderName} {
		if len(h.Values(name)) > 1 {
			return refuse(mcp.HEADER_MISMATCH, "header %s stands there more than once", name)
		}
	}
	get := func(name string) string { return strings.TrimSpace(h.Get(name)) }
	header := get(mcp.HeaderProtocolVersion)
	if !m.perRequest() && !mcp.IsModernProtocol(header) {
		if header != "" && !slices.Contains(mcp.ValidProtocolVersions, header) {
			return refuse(mcp.INVALID_REQUEST, "protocol version %.40q is not supported: use one of %s", header, strings.Join(mcp.ValidProtocolVersions, ", "))
		}
		return nil
	}
	switch {
	case m.method == "":
		return refuse(mcp.INVALID_REQUEST, "in this revision a client is asked by an answer, so there is nothing to reply to")
	case header == "":
		return refuse(mcp.HEADER_MISMATCH, "header %s is missing", mcp.HeaderProtocolVersion)
	case m.version == "" && m.id != nil:
		return refuse(mcp.INVALID_PARAMS, "_meta %s is missing", mcp.MetaKeyProtocolVersion)
	case m.version != "" && header != m.version:
		return refuse(mcp.HEADER_MISMATCH, "header %s is %.40q, but _meta says %q", mcp.HeaderProtocolVersion, header, m.version)
	}
	if err := mcp.ValidateStandardHeaders(get, mcp.LATEST_PROTOCOL_VERSION, mcp.MCPMethod(m.method), json.RawMessage(m.params)); err != nil {
		return refuse(mcp.HEADER_MISMATCH, "%.200s", err)
	}
	return nil
}
