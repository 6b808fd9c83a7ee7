package transport

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// identify finds the agent that a request's credential fits, or says what to
// answer instead. A good credential is never held up by failures of others behind
// the same address.
func (h *HTTP) identify(w http.ResponseWriter, r *http.Request, who *tools.Caller) (reply, bool) {
	credential, problem := h.credential(r)
	var missing *policy.ScopeError
	if problem == "" {
		err := h.messages.gate.Identify(r.Context(), credential, who)
		if err == nil {
			return reply{}, true
		}
		problem = err.Error()
		missing, _ = errors.AsType[*policy.ScopeError](err)
	}
	failed := &h.unknown
	if problem == noCredential { // nothing was tried: so begins every client that asks where to sign in
		failed = &h.bare
	}
	wait, note := failed.next(who.Peer, time.Now())
	if wait > 0 && failed == &h.unknown {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return plainReply(http.StatusTooManyRequests, "too many failed attempts"), false
	}
	if wait == 0 {
		h.messages.gate.AuthFailed(*who, problem+note)
	}
	w.Header().Set("WWW-Authenticate", h.challenge(r, credential.Token != "", missing))
	if missing != nil {
		return plainReply(http.StatusForbidden, "the token lacks a scope"), false
	}
	return plainReply(http.StatusUnauthorized, "a bearer token of an agent is needed"), false
}

// credential is what a request proves itself with, or what is wrong with how that
// is given.
func (h *HTTP) credential(r *http.Request) (c tools.Credential, problem string) {
	if c.Certificate, problem = h.clientCertificate(r, h.now()); problem != "" {
		return c, problem
	}
	c.Token, problem = bearer(r)
	if problem == noCredential && c.Certificate != nil {
		problem = ""
	}
	return c, problem
}

const noCredential = "no credential"

// longestToken is how long a token may be: those of identity providers hold much.
const longestToken = 8 << 10

// bearer is the token of a request, or what is wrong with how it is given.
func bearer(r *http.Request) (token, problem string) {
	headers := r.Header.Values("Authorization")
	if len(headers) == 0 {
		return "", noCredential
	}
	if len(headers) > 1 {
		return "", "more than one Authorization header"
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > longestToken || strings.ContainsAny(token, " ,\t") {
		return "", "the Authorization header is not one bearer token"
	}
	return token, ""
}
