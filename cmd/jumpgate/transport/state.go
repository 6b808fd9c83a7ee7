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
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
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
	Approval string `json:"approval"`
	Agent    string `json:"agent"`
	Call     string `json:"call"` // a hash of the tool and its arguments, as sent
	Until    int64  `json:"until"`
}

func (s states) seal(agent string, m *message, approval string, now time.Time) string {
	b, err := json.Marshal(state{approval, agent, m.sum(), now.Add(howLongSealed).Unix()})
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

var errState = errors.New("requestState is none that this server gave for this call, or its time is over: make the call again without it")

// open is the approval that a state is about.
func (s states) open(sealed, agent string, m *message, now time.Time) (approval string, err error) {
	body, signature, _ := strings.Cut(sealed, ".")
	if !hmac.Equal([]byte(signature), []byte(s.sign(body))) {
		return "", errState
	}
	b, err := base64.RawURLEncoding.DecodeString(body)
	var st state
	if err != nil || json.Unmarshal(b, &st) != nil || st.Agent != agent || st.Call != m.sum() || !now.Before(time.Unix(st.Until, 0)) {
		return "", errState
	}
	return st.Approval, nil
}

// sum tells one call from another: by its tool and its arguments, however they
// are spelled.
func (m *message) sum() string {
	args := m.args.Clone()
	_ = args.Canonicalize() // it was read strictly, and a sum of other bytes fits nothing
	sum := sha256.Sum256(append([]byte(m.tool+"\x00"), args...))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// An answered question is what a client brings back.
type answered struct{ approval, action string }

// readAnswer takes what a client brings back with a call of revision 2026-07-28
// or later.
func (ms *messages) readAnswer(agent string, m *message) *refusal {
	if !m.perRequest() || m.state == "" {
		return nil
	}
	approval, err := ms.states.open(m.state, agent, m, time.Now())
	if err != nil {
		return refuse(mcp.INVALID_PARAMS, "%v", err)
	}
	var responses map[string]jsontext.Value
	if m.responses != nil && json.Unmarshal(m.responses, &responses) != nil {
		return refuse(mcp.INVALID_PARAMS, "inputResponses must be an object")
	}
	m.confirmed = &answered{approval, actionOf(responses["confirm"])}
	return nil
}
