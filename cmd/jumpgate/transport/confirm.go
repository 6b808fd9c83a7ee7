package transport

import (
	"context"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Some calls wait until the agent's own user has confirmed them. The client puts
// the question to that user: from revision 2026-07-28 on it is answered with the
// question, and makes the call again with the answer; before, it is asked while
// the call waits, where there is a connection to ask on. A client that has not
// said that it can ask is not asked, and nothing that it leaves open is a yes.

// longestQuestion is how long a user is waited for while a call waits.
const longestQuestion = 5 * time.Minute

// call makes a call, and has it confirmed where that helps. A non-nil question
// is what the client is to ask before it makes the call again.
func (ms *messages) call(ctx context.Context, who tools.Caller, m *message) (answer tools.Answer, question *question) {
	said := m.confirmed
	if said != nil {
		ms.confirm(who, said.approval, said.action)
	}
	answer = ms.gate.Call(ctx, who, m.tool, m.args)
	switch {
	case answer.Confirm == "" || said != nil && said.approval == answer.Confirm:
		return answer, nil // nobody is asked twice
	case m.perRequest() && m.elicits:
		return answer, ms.questionAbout(who, m, answer.Confirm)
	case m.perRequest() || ms.put == nil:
		return answer, nil
	}
	ctx, cancel := context.WithTimeout(ctx, longestQuestion)
	defer cancel()
	tools.ListenerOf(ctx).Waits("The call waits until your user has said yes or no.")
	action, asked := ms.put(ctx, ms.wording(who, answer.Confirm))
	if !asked || !ms.confirm(who, answer.Confirm, action) {
		return answer, nil
	}
	return ms.gate.Call(ctx, who, m.tool, m.args), nil
}

// confirm passes on what a user has said, and says whether that was anything.
func (ms *messages) confirm(who tools.Caller, approval, action string) bool {
	if action != accepted && action != declined {
		return false
	}
	err := ms.gate.Confirm(who, approval, action == accepted)
	if err != nil {
		ms.log.Info("what a user confirmed does not count", "agent", who.Agent.ID, "approval", approval, "error", err)
	}
	return err == nil
}

// What a user does with a question.
const (
	accepted = "accept"
	declined = "decline"
)

// wording is the question itself.
func (ms *messages) wording(who tools.Caller, approval string) string {
	name := who.Agent.Name
	if name == "" {
		name = who.Agent.ID
	}
	return "May the agent " + name + " do this?\n" + strings.Join(ms.gate.Plan(who, approval), "\n")
}

// elicitation is the params of elicitation/create: one box to tick.
func elicitation(text string) jsontext.Value {
	message, _ := jsontext.AppendQuote(nil, text)
	return add(add([]byte("{}"), "message", message), "requestedSchema",
		jsontext.Value(`{"type":"object","properties":{"confirm":{"type":"boolean","title":"Yes, do it"}},"required":["confirm"]}`))
}

// actionOf is what a user did, by the result of elicitation/create: accepted
// only with the box ticked, and declined only in so many words.
func actionOf(result jsontext.Value) string {
	var r struct {
		Action  string         `json:"action"`
		Content jsontext.Value `json:"content"`
	}
	var content struct {
		Confirm bool `json:"confirm"`
	}
	if result.Kind() != '{' || json.Unmarshal(result, &r) != nil {
		return ""
	}
	if r.Action == accepted {
		switch {
		case r.Content.Kind() != '{' || json.Unmarshal(r.Content, &content) != nil:
			return ""
		case !content.Confirm:
			return declined
		}
	}
	return r.Action
}

// canAsk says whether a client's capabilities have it put forms to its user.
func canAsk(capabilities jsontext.Value) bool {
	var c struct {
		Elicitation jsontext.Value `json:"elicitation"`
	}
	var modes map[string]jsontext.Value
	if capabilities.Kind() != '{' || json.Unmarshal(capabilities, &c) != nil || c.Elicitation.Kind() != '{' || json.Unmarshal(c.Elicitation, &modes) != nil {
		return false
	}
	return len(modes) == 0 || modes["form"].Kind() == '{'
}

// A question is the result that has a client ask its user, and come again.
type question struct{ requests, state jsontext.Value }

func (ms *messages) questionAbout(who tools.Caller, m *message, approval string) *question {
	ask := add(add([]byte("{}"), "method", jsontext.Value(`"`+string(mcp.MethodElicitationCreate)+`"`)), "params", elicitation(ms.wording(who, approval)))
	state, _ := jsontext.AppendQuote(nil, ms.states.seal(who.Agent.ID, m, approval, time.Now()))
	return &question{add([]byte("{}"), "confirm", ask), state}
}

// result is the question in the frame that mcp-go has made.
func (q *question) result(framed []byte) []byte {
	out := without(framed, "content", "structuredContent", "isError", "resultType")
	out = add(out, "resultType", jsontext.Value(`"`+string(mcp.ResultTypeInputRequired)+`"`))
	return add(add(out, "inputRequests", q.requests), "requestState", q.state)
}
