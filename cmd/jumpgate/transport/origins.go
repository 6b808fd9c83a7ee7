package transport

import (
	"net/http"
	"slices"
)

// Pages in a browser may use the endpoint only where their origin is named. They
// still need an agent's token.

// fromNamedOrigin says whether a request has one origin, and it is named.
func (h *HTTP) fromNamedOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	return len(origins) == 1 && slices.Contains(h.origins, origins[0])
}

// allowOrigin tells a browser that the page may see the answer.
func (h *HTTP) allowOrigin(w http.ResponseWriter, r *http.Request) {
	if len(h.origins) == 0 {
		return
	}
	w.Header().Add("Vary", "Origin")
	if h.fromNamedOrigin(r) && knowsHost(r.Host, h.hosts) {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Access-Control-Expose-Headers", "WWW-Authenticate, Retry-After, Mcp-Session-Id")
	}
}

// asksBefore answers the question that a browser asks before such a request.
func (h *HTTP) asksBefore(w http.ResponseWriter, r *http.Request) (reply, bool) {
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" || !h.fromNamedOrigin(r) || !knowsHost(r.Host, h.hosts) {
		return reply{}, false
	}
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST, DELETE")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID")
	w.Header().Set("Access-Control-Max-Age", "600")
	return reply{status: http.StatusOK}, true
}
