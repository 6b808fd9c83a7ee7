package transport

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A client of the older revisions says once, with initialize, what it can be asked
// by. Over HTTP it is given that back, sealed, as the id of its session, and brings
// it with each request: so nothing is kept of it here, and the id is worth nothing
// to anybody but its agent. It proves nothing either: who calls, the credential
// says. A client that can be asked nothing gets none.
type claim struct {
	Agent string   `json:"agent"`
	Can   []string `json:"can"`
	Nonce string   `json:"nonce"` // tells the agent's clients from each other
	Until int64    `json:"until"`
}

const (
	sessionHeader = "Mcp-Session-Id"
	sessionLasts  = 30 * 24 * time.Hour
)

// whose begins the keys of what a session has open.
func (c *claim) whose() string { return c.Agent + "\x00" + c.Nonce + "\x00" }

// sealClaim is the id of a new session.
func (s states) sealClaim(agent string, can []string, now time.Time) string {
	b, err := json.Marshal(claim{agent, can, rand.Text(), now.Add(sessionLasts).Unix()})
	if err != nil {
		panic(err) // texts and a number: it cannot fail
	}
	body := base64.RawURLEncoding.EncodeToString(b)
	return body + "." + s.sign(ofSession+body)
}

// ofSession sets what is signed for a session apart from all else.
const ofSession = "session "

// claimOf is what the session of a message of the older revisions says; nil without
// one, or where one begins.
func (h *HTTP) claimOf(r *http.Request, who tools.Caller, m *message) (*claim, *refusal) {
	if m.perRequest() || m.method == string(mcp.MethodInitialize) {
		return nil, nil
	}
	return h.sessionOf(r, who)
}

// sessionOf is what the session of a request says. An id that this process has not
// given says nothing, and is passed over: gateways send their own. One that it gave is
// good for its agent alone. When its time is over it says nothing, too: few clients
// begin anew when they are told to.
func (h *HTTP) sessionOf(r *http.Request, who tools.Caller) (*claim, *refusal) {
	ids := r.Header.Values(sessionHeader)
	if len(ids) != 1 {
		return nil, nil
	}
	c := h.messages.states.openClaim(ids[0])
	if c != nil && c.Agent != who.Agent.ID {
		bad := wrong(http.StatusNotFound, "there is no such session: initialize again")
		bad.because = "the session is another agent's" // which it is not told
		return nil, bad
	}
	if c != nil && !h.now().Before(time.Unix(c.Until, 0)) {
		return nil, nil
	}
	return c, nil
}

func (s states) openClaim(id string) *claim {
	body, signature, _ := strings.Cut(id, ".")
	if !s.signed(ofSession+body, signature) {
		return nil
	}
	var c claim
	if b, err := base64.RawURLEncoding.DecodeString(body); err != nil || json.Unmarshal(b, &c) != nil {
		return nil
	}
	return &c
}

// beginSession gives a client that can be asked the id of its session.
func (h *HTTP) beginSession(w http.ResponseWriter, who tools.Caller, m *message) {
	if m.method == string(mcp.MethodInitialize) && !m.perRequest() && len(m.can) > 0 {
		w.Header().Set(sessionHeader, h.messages.states.sealClaim(who.Agent.ID, m.can, h.now()))
	}
}
