package transport

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Some calls wait until the agent's own user has confirmed them. The client puts
// the question to that user: from revision 2026-07-28 on it is answered with the
// question, and makes the call again with the answer; before, it is asked while
// the call waits. A client that has not said that it can ask is not asked, and
// nothing that it leaves open is a yes.

// call makes a call, and has it confirmed where that helps. A *tools.Ask as the
// error is what the client is to ask before it makes the call again.
func (ms *messages) call(ctx context.Context, who tools.Caller, m *message, t *teller) (answer tools.Answer, err error) {
	said, asked := m.confirmed()
	if asked {
		if _, err := ms.confirm(who, said.approval, said.action); err != nil {
			return answer, err
		}
	}
	answer = ms.gate.Call(ctx, who, m.tool, m.args)
	switch {
	case answer.Ask != nil:
		return answer, answer.Ask
	case answer.Confirm == "" || asked && said.approval == answer.Confirm:
		return answer, nil // nobody is asked twice
	case m.perRequest() && (m.elicits() || answer.Alone):
		return answer, ms.questionAbout(who, answer.Confirm)
	case !t.asks(m) || !m.elicits():
		return answer, nil
	}
	tools.ListenerOf(ctx).Waits("The call waits until your user has said yes or no.")
	result, asked := t.ask(ctx, string(mcp.MethodElicitationCreate), elicitation(ms.wording(who, answer.Confirm)))
	if !asked {
		return answer, nil
	}
	if anything, err := ms.confirm(who, answer.Confirm, actionOf(result)); err != nil || !anything {
		return answer, err
	}
	return ms.gate.Call(ctx, who, m.tool, m.args), nil
}

// confirm passes on what a user has said, and says whether that was anything. A yes
// that no longer counts, who makes the call again will see; a no holds all the same,
// and is then the error.
func (ms *messages) confirm(who tools.Caller, approval, action string) (anything bool, err error) {
	if action != accepted && action != declined {
		return false, nil
	}
	if err := ms.gate.Confirm(who, approval, action == accepted); err != nil {
		ms.log.Info("what a user confirmed does not count", "agent", who.Agent.ID, "approval", approval, "error", err)
		if action == declined {
			return true, refuse(mcp.INVALID_REQUEST, "your user said no, so the call was not made")
		}
	}
	return true, nil
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

// ofConfirmation is what a state begins with that is about an approval.
const ofConfirmation = "confirm "

func (ms *messages) questionAbout(who tools.Caller, approval string) *tools.Ask {
	ask := add(add([]byte("{}"), "method", jsontext.Value(`"`+string(mcp.MethodElicitationCreate)+`"`)), "params", elicitation(ms.wording(who, approval)))
	return &tools.Ask{Requests: add([]byte("{}"), "confirm", ask), State: ofConfirmation + approval}
}

// An answered question is what a client brings back about an approval.
type answered struct{ approval, action string }

// confirmed is what a message brings back of that kind; false for none.
func (m *message) confirmed() (answered, bool) {
	approval, ok := strings.CutPrefix(m.brought.State, ofConfirmation)
	return answered{approval, actionOf(m.brought.Responses["confirm"])}, ok
}
