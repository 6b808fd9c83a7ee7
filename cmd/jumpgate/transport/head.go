package transport

import (
	"mime"
	"net"
	"net/http"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
)

// checkHead refuses what no MCP client of ours would send: another method, a
// browser's page from elsewhere, a name that this server does not have.
func (h *HTTP) checkHead(r *http.Request) *refusal {
	if bad := h.notForUs(r); bad != nil {
		return bad
	}
	switch {
	case hasNoBody(r):
		return nil
	case r.Method != http.MethodPost:
		return wrongMethod()
	case !isJSON(r):
		return wrong(http.StatusUnsupportedMediaType, "Content-Type must be application/json")
	case len(r.Header.Values("Content-Encoding")) > 0:
		return wrong(http.StatusUnsupportedMediaType, "Content-Encoding is not supported")
	}
	return nil
}

func wrong(status int, text string) *refusal {
	return &refusal{status: status, code: mcp.INVALID_REQUEST, text: text}
}

// notForUs refuses what is sent to another name, or by a web page that may not.
func (h *HTTP) notForUs(r *http.Request) *refusal {
	if why := NotForUs(r, h.hosts); why != "" && (!h.fromNamedOrigin(r) || !knowsHost(r.Host, h.hosts)) {
		return wrong(http.StatusForbidden, why)
	}
	return nil
}

// NotForUs is why a request is refused before anything of it is looked at: it was
// sent to a name that this server does not have, or by a web page from elsewhere.
// It is "" for any other. Hosts are the server's names beside the loopback ones
// and IP addresses.
func NotForUs(r *http.Request, hosts []string) (why string) {
	switch {
	case !knowsHost(r.Host, hosts):
		return "this server is not known by that Host"
	case len(r.Header.Values("Origin")) > 0 && !ownOrigin(r):
		return "requests from web pages of another Origin are refused"
	case fromOtherSite(r):
		return "requests from web pages of another site are refused"
	}
	return ""
}

// knowsHost says whether a Host header names this server. A page in a browser
// whose name was made to point here (DNS rebinding) sends its own name.
func knowsHost(hostport string, hosts []string) bool {
	host := hostport
	if name, _, err := net.SplitHostPort(hostport); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || net.ParseIP(host) != nil {
		return true
	}
	for _, known := range hosts {
		if host == strings.ToLower(known) {
			return true
		}
	}
	return false
}

// ownOrigin says whether the one Origin is this very server.
func ownOrigin(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	_, host, ok := strings.Cut(origins[0], "://")
	return len(origins) == 1 && ok && host == r.Host
}

func fromOtherSite(r *http.Request) bool {
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "same-origin" && site != "none" {
			return true
		}
	}
	return false
}

func isJSON(r *http.Request) bool {
	types := r.Header.Values("Content-Type")
	if len(types) != 1 {
		return false
	}
	media, _, err := mime.ParseMediaType(types[0])
	return err == nil && media == "application/json"
}
