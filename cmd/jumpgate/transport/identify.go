package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// identify finds the agent of a request's one bearer token, or says what to
// answer instead. A good token is never held up by failures of others behind
// the same address.
func (h *HTTP) identify(w http.ResponseWriter, r *http.Request, who *tools.Caller) (reply, bool) {
	token, problem := bearer(r)
	if problem == "" {
		agent, id, err := h.messages.gate.Identify(token)
		who.Authn = id
		if err == nil {
			who.Agent = agent
			return reply{}, true
		}
		problem = err.Error()
	}
	wait, note := h.unknown.next(who.Peer, time.Now())
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return plainReply(http.StatusTooManyRequests, "too many failed attempts"), false
	}
	h.messages.gate.AuthFailed(*who, problem+note)
	challenge := `Bearer realm="jumpgate"`
	if token != "" {
		challenge += `, error="invalid_token"`
	}
	w.Header().Set("WWW-Authenticate", challenge)
	return plainReply(http.StatusUnauthorized, "a bearer token of an agent is needed"), false
}

// bearer is the token of a request, or what is wrong with how it is given.
func bearer(r *http.Request) (token, problem string) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		return "", "no credential"
	}
	if len(headers) > 1 {
		return "", "more than one Authorization header"
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > 1024 || strings.ContainsAny(token, " ,\t") {
		return "", "the Authorization header is not one bearer token"
	}
	return token, ""
}
