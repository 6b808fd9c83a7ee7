package transport

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Where clients learn who issues tokens for this server (RFC 9728): for the
// endpoint, and for those that look at the root alone.
const (
	resourcePath = "/.well-known/oauth-protected-resource"
	resourceOf   = resourcePath + "/mcp"
)

// A resource is what such a client is told.
type resource struct {
	Resource             string   `json:"resource"`
	AuthorizationServers []string `json:"authorization_servers"`
	Scopes               []string `json:"scopes_supported,omitempty"`
	Methods              []string `json:"bearer_methods_supported"`
}

// describe answers who asks where tokens come from: anybody, and about nothing
// else. Without issuers there is nothing to tell.
func (h *HTTP) describe(w http.ResponseWriter, r *http.Request, who tools.Caller) reply {
	issuers := h.messages.gate.Issuers()
	if len(issuers) == 0 {
		return notFound()
	}
	if bad := h.notForUs(r); bad != nil {
		return h.turnAway(w, who, bad)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return plainReply(http.StatusMethodNotAllowed, "this is to be read alone")
	}
	about := resource{Resource: resourceName(issuers, h.origin(r)), Scopes: scopesOf(issuers), Methods: []string{"header"}}
	for _, i := range issuers {
		about.AuthorizationServers = append(about.AuthorizationServers, i.URL)
	}
	body, err := json.Marshal(about)
	if err != nil {
		panic(err) // texts: it cannot fail
	}
	return reply{status: http.StatusOK, body: [][]byte{body}}
}

func notFound() reply { return plainReply(http.StatusNotFound, "the endpoint is /mcp") }

// resourceName is what clients ask an issuer for tokens for: the audience, where
// all issuers have the same and it is a URL; else the endpoint as it was reached.
func resourceName(issuers []policy.Issuer, origin string) string {
	audience := issuers[0].Audience
	other := func(i policy.Issuer) bool { return i.Audience != audience }
	if u, err := url.Parse(audience); err == nil && u.Host != "" && !slices.ContainsFunc(issuers, other) {
		return audience
	}
	return origin + "/mcp"
}

// origin is where a client has reached us. The Host was found to be ours; a proxy
// in front speaks TLS.
func (h *HTTP) origin(r *http.Request) string {
	if r.TLS != nil || len(h.proxies) > 0 {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func scopesOf(issuers []policy.Issuer) []string {
	var all []string
	for _, i := range issuers {
		all = append(all, i.Scopes...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// challenge tells a client that was turned away how to come back: with a token,
// with another one, or with one that has more scopes.
func (h *HTTP) challenge(r *http.Request, given bool, missing *policy.ScopeError) string {
	c := `Bearer realm="jumpgate"`
	issuers := h.messages.gate.Issuers()
	scopes := scopesOf(issuers)
	switch {
	case missing != nil:
		c += `, error="insufficient_scope", error_description="the token lacks a scope"`
		scopes = missing.Needs
	case given:
		c += `, error="invalid_token"`
	}
	if len(issuers) == 0 {
		return c
	}
	c += `, resource_metadata="` + h.origin(r) + resourceOf + `"`
	if len(scopes) > 0 {
		c += `, scope="` + strings.Join(scopes, " ") + `"`
	}
	return c
}
