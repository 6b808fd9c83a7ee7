package transport

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// states are what clients carry back to us with an answer, sealed: whoever
// carries one can neither change it nor use it for another agent or call. The
// key is the process's own, so what an earlier one sealed is asked again.
type states struct{ key []byte }

// howLongSealed is how long an answer may take.
const howLongSealed = 15 * time.Minute

func newStates() states { return states{[]byte(rand.Text())} }

// A state is one question that was put to a client.
type state struct {
	Of    string `json:"of"` // the asker's own
	Agent string `json:"agent"`
	Call  string `json:"call"` // a hash of the request, as sent
	Until int64  `json:"until"`
}

func (s states) seal(agent string, m *message, of string, now time.Time) string {
	b, err := json.Marshal(state{of, agent, m.sum(), now.Add(howLongSealed).Unix()})
	if err != nil {
		panic(err) // texts and a number: it cannot fail
	}
	body := base64.RawURLEncoding.EncodeToString(b)
	return body + "." + s.sign(body)
}

func (s states) sign(body string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s states) signed(body, signature string) bool {
	return hmac.Equal([]byte(signature), []byte(s.sign(body)))
}

var errState = errors.New("requestState is none that this server gave for this call, or its time is over: make the call again without it")

// open is what was sealed.
func (s states) open(sealed, agent string, m *message, now time.Time) (of string, err error) {
	body, signature, _ := strings.Cut(sealed, ".")
	if !s.signed(body, signature) {
		return "", errState
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	var st state
	if err != nil || json.Unmarshal(b, &st) != nil || st.Agent != agent || st.Call != m.sum() || !now.Before(time.Unix(st.Until, 0)) {
		return "", errState
	}
	return st.Of, nil
}

// sum tells one request from another: by what is asked for, and its arguments,
// however they are spelled.
func (m *message) sum() string {
	args := m.args.Clone()
	_ = args.Canonicalize() // it was read strictly, and a sum of other bytes fits nothing
	if m.tool == "" {
		args, _ = json.Marshal(m.values, json.Deterministic(true))
	}
	sum := sha256.Sum256(append([]byte(m.method+"\x00"+m.tool+m.name+"\x00"), args...))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// readBrought opens what a client brings with a request of revision 2026-07-28 or
// later.
func (ms *messages) readBrought(agent string, m *message) *refusal {
	m.brought = tools.Brought{}
	if !m.perRequest() {
		return nil
	}
	if m.responses != nil && json.Unmarshal(m.responses, &m.brought.Responses) != nil {
		return refuse(mcp.INVALID_PARAMS, "inputResponses must be an object")
	}
	if m.state == "" {
		return nil
	}
	var err error
	if m.brought.State, err = ms.states.open(m.state, agent, m, time.Now()); err != nil {
		return refuse(mcp.INVALID_PARAMS, "%v", err)
	}
	return nil
}
