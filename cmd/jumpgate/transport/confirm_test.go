package transport

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// confirmable has a gate hold every call back until its user has confirmed it.
func confirmable(g *fakeGate) {
	var yes atomic.Bool
	g.onConfirm = func(_ string, said bool) error { yes.Store(said); return nil }
	g.onCall = func(context.Context, string) tools.Answer {
		if yes.Swap(false) {
			return tools.Answer{Call: "01CALL", Structured: jsontext.Value(`{"done":true}`)}
		}
		return tools.Answer{Call: "01CALL", IsError: true, Code: "approval_required", Confirm: "appr1", Structured: jsontext.Value(`{"error":{"code":"approval_required"}}`)}
	}
}

// said are the words of what a gate was asked, in order.
func (g *fakeGate) said() string {
	var all []string
	for _, n := range g.all() {
		all = append(all, n.kind+" "+n.tool+" "+n.text)
	}
	return strings.Join(all, ", ")
}

const (
	asks       = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}`
	deleteUser = `"name":"users_delete","arguments":{"id":"a"}`
)

// confirming is a rig whose client can ask its user.
func confirming(t *testing.T) (*rig, func(params string, edit ...func(*http.Request)) map[string]any) {
	r := newRig(t)
	confirmable(r.gate)
	return r, func(params string, edit ...func(*http.Request)) map[string]any {
		t.Helper()
		edit = append([]func(*http.Request){header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "tools/call"), header(mcp.HeaderName, "users_delete")}, edit...)
		w := r.do(request(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{`+params+`,`+asks+`}}`, edit...))
		a := decode(t, w.Body.Bytes())
		if a.Error != nil {
			return map[string]any{"refused": a.Error.Message, "code": a.Error.Code}
		}
		return a.Result
	}
}

func brings(state any, responses string) string {
	s, _ := json.Marshal(state)
	return fmt.Sprintf(`%s,"requestState":%s,"inputResponses":%s`, deleteUser, s, responses)
}

const yes = `{"confirm":{"action":"accept","content":{"confirm":true}}}`

func TestAClientAsksItsUserAndComesAgain(t *testing.T) {
	r, call := confirming(t)
	first := call(deleteUser)
	question, _ := json.Marshal(first["inputRequests"])
	if first["resultType"] != "input_required" || first["content"] != nil || first["requestState"] == nil ||
		!strings.Contains(string(question), `"method":"elicitation/create"`) || !strings.Contains(string(question), `May the agent helpdesk do this?\nThe plan of appr1.`) {
		t.Fatalf("%v", first)
	}
	second := call(brings(first["requestState"], yes))
	if second["structuredContent"].(map[string]any)["done"] != true || second["resultType"] != "complete" {
		t.Errorf("%v", second)
	}
	if said := r.gate.said(); said != `call users_delete {"id":"a"}, confirm appr1 true, call users_delete {"id":"a"}` {
		t.Error(said)
	}
}

// Whatever is no yes in so many words is none, and nobody is asked twice.
func TestOnlyATickedBoxIsAYes(t *testing.T) {
	for responses, want := range map[string]string{
		`{"confirm":{"action":"accept","content":{"confirm":false}}}`: "confirm appr1 false",
		`{"confirm":{"action":"decline"}}`:                            "confirm appr1 false",
		`{"confirm":{"action":"cancel"}}`:                             "",
		`{"confirm":{"action":"accept"}}`:                             "",
		`{"confirm":{"action":"accept","content":{"confirm":"yes"}}}`: "",
		`{"confirm":{"action":"accept","content":[true]}}`:            "",
		`{"confirm":{"action":"Accept","content":{"confirm":true}}}`:  "",
		`{"other":{"action":"accept","content":{"confirm":true}}}`:    "",
		`{"confirm":true}`: "",
		`{}`:               "",
	} {
		r, call := confirming(t)
		state := call(deleteUser)["requestState"]
		r.gate.all()
		if again := call(brings(state, responses)); again["isError"] != true || again["resultType"] != "complete" {
			t.Errorf("%s: %v", responses, again)
		}
		said := r.gate.said()
		if want != "" {
			want += ", "
		}
		if said != want+`call users_delete {"id":"a"}` {
			t.Errorf("%s: %s", responses, said)
		}
	}
}

// A no is no, even when the call no longer waits for it: because others have said yes
// meanwhile, or another policy asks nobody.
func TestANoIsNoWhenNobodyIsAskedAnyMore(t *testing.T) {
	late := func(g *fakeGate) {
		g.onConfirm = func(string, bool) error { return errors.New("it waits no longer") }
		g.onCall = nil // the call would be made
	}
	r, call := confirming(t)
	state := call(deleteUser)["requestState"]
	late(r.gate)
	for _, no := range []string{`{"confirm":{"action":"decline"}}`, `{"confirm":{"action":"accept","content":{"confirm":false}}}`} {
		r.gate.all()
		if a := call(brings(state, no)); a["code"] != mcp.INVALID_REQUEST {
			t.Errorf("%s: %v", no, a)
		}
		if said := r.gate.said(); said != "confirm appr1 false, refused users_delete your user said no, so the call was not made" {
			t.Error(said)
		}
	}
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		stream, _, id := c.asked(t, callToConfirm)
		late(s.gate)
		c.ask(replyTo(id, `"result":{"action":"decline"}`))
		if a := event(t, stream); a.Error == nil {
			t.Errorf("%+v", a)
		}
		if said := s.gate.said(); said != `call users_delete {"id":"a"}, confirm appr1 false, refused users_delete your user said no, so the call was not made` {
			t.Error(said)
		}
	})
}

func TestAStateThatWasNotGivenForThisCallIsRefused(t *testing.T) {
	r, call := confirming(t)
	state := call(deleteUser)["requestState"].(string)
	body, signature, _ := strings.Cut(state, ".")
	other := newStates().seal("helpdesk", &message{tool: "users_delete", args: jsontext.Value(`{"id":"a"}`)}, "appr1", time.Now())
	r.gate.all()
	for name, params := range map[string]string{
		"edited":               brings(body[:len(body)-2]+"AA."+signature, yes),
		"without a signature":  brings(body, yes),
		"of another process":   brings(other, yes),
		"empty":                brings("", yes),
		"no text":              brings(7, yes),
		"for other arguments":  strings.Replace(brings(state, yes), `"id":"a"`, `"id":"b"`, 1),
		"for no arguments":     strings.Replace(brings(state, yes), `,"arguments":{"id":"a"}`, ``, 1),
		"with broken answers":  brings(state, `[]`),
		"nothing but a dot":    brings(".", yes),
		"a signature of it":    brings(signature, yes),
		"twice, one behind it": brings(state+"."+state, yes),
	} {
		if a := call(params); a["code"] != mcp.INVALID_PARAMS {
			t.Errorf("%s: %v", name, a)
		}
	}
	if a := call(brings(state, yes), header("Authorization", "Bearer "+onboardingToken)); a["code"] != mcp.INVALID_PARAMS {
		t.Errorf("of another agent: %v", a)
	}
	for _, n := range r.gate.all() {
		if n.kind != "refused" {
			t.Errorf("%v", n)
		}
	}
	// Spelled otherwise it is the same call.
	if a := call(strings.Replace(brings(state, yes), `{"id":"a"}`, `{ "\u0069d" : "a" }`, 1)); a["structuredContent"].(map[string]any)["done"] != true {
		t.Errorf("%v", a)
	}
}

// A client that has not said so is never asked, and neither is one of an older
// revision over HTTP, where there is no way to.
func TestAClientThatCannotAskIsNotAsked(t *testing.T) {
	for name, capabilities := range map[string]string{"none": `{}`, "addresses alone": `{"elicitation":{"url":{}}}`} {
		r := newRig(t)
		confirmable(r.gate)
		body := strings.Replace(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{`+deleteUser+`,`+asks+`}}`, `{"elicitation":{}}`, capabilities, 1)
		w := r.do(request(body, header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "tools/call"), header(mcp.HeaderName, "users_delete")))
		if a := decode(t, w.Body.Bytes()); a.Result["isError"] != true || a.Result["inputRequests"] != nil {
			t.Errorf("%s: %s", name, w.Body)
		}
	}
	r := newRig(t)
	confirmable(r.gate)
	w := r.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{` + deleteUser + `,"requestState":"made.up","inputResponses":` + yes + `}}`)
	if a := decode(t, w.Body.Bytes()); a.Result["isError"] != true || strings.Contains(r.gate.said(), "confirm") {
		t.Errorf("%s", w.Body)
	}
}

const canElicit = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`

// Over stdio a client of the older revisions is asked while its call waits.
func TestALocalClientsUserIsAskedWhileTheCallWaits(t *testing.T) {
	for result, want := range map[string]string{
		`"result":{"action":"accept","content":{"confirm":true}}`:  "call users_list , confirm appr1 true, call users_list ",
		`"result":{"action":"accept","content":{"confirm":false}}`: "call users_list , confirm appr1 false, call users_list ",
		`"result":{"action":"decline"}`:                            "call users_list , confirm appr1 false, call users_list ",
		`"result":{"action":"cancel"}`:                             "call users_list ",
		`"result":{}`:                                              "call users_list ",
		`"error":{"code":-32601,"message":"no"}`:                   "call users_list ",
	} {
		local(t, func(t *testing.T, c *localClient) {
			confirmable(c.gate)
			c.send(canElicit)
			c.receive()
			c.send(callWithID("2"))
			line, err := c.out.ReadBytes('\n')
			if err != nil || !strings.Contains(string(line), `"id":"ask-1","method":"elicitation/create","params":{"message":"May the agent helpdesk do this?\nThe plan of appr1."`) {
				t.Fatalf("%s %v", line, err)
			}
			// Other messages go on meanwhile, and other replies are none.
			c.send(ping, `{"jsonrpc":"2.0","id":"ask-2","result":{"action":"accept","content":{"confirm":true}}}`, `{"jsonrpc":"2.0","id":2,"result":{"action":"accept","content":{"confirm":true}}}`)
			if a := c.receive(); string(a.ID) != "1" {
				t.Errorf("%+v", a)
			}
			reply := `{"jsonrpc":"2.0","id":"ask-1",` + result + `}`
			c.send(reply, reply) // the second is nothing
			done := strings.Contains(result, `true`)
			if a := c.receive(); string(a.ID) != "2" || (a.Result["isError"] == true) == done {
				t.Errorf("%s: %+v", result, a)
			}
			if said := c.gate.said(); said != want {
				t.Errorf("%s: %s", result, said)
			}
		})
	}
}

func TestAQuestionThatNobodyAnswersIsNoYes(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		confirmable(c.gate)
		c.send(canElicit)
		c.receive()
		c.send(callWithID("2"))
		c.out.ReadBytes('\n')
		withdrawn, _ := c.out.ReadString('\n') // five minutes later: no dialog is left open for nothing
		if withdrawn != `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"ask-1","reason":"the call waits no longer"}}`+"\n" {
			t.Errorf("%s", withdrawn)
		}
		if a := c.receive(); string(a.ID) != "2" || a.Result["isError"] != true {
			t.Errorf("%+v", a)
		}
		c.send(`{"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"confirm":true}}}`, callWithID("3"))
		c.out.ReadBytes('\n')
		c.send(cancelOf("3"), callWithID("4")) // which waits no longer, and is answered nothing
		c.out.ReadBytes('\n')
		c.in.Close()
		if all := c.receiveAll(); all["4"].Result["isError"] != true {
			t.Errorf("%+v", all)
		}
		if said := c.gate.said(); strings.Contains(said, "confirm") {
			t.Error(said)
		}
	})
}

func TestALocalClientThatCannotAskIsNotAsked(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		confirmable(c.gate)
		c.send(strings.Replace(canElicit, `"elicitation":{}`, ``, 1))
		c.receive()
		c.send(callWithID("2"))
		if a := c.receive(); string(a.ID) != "2" || a.Result["isError"] != true {
			t.Errorf("%+v", a)
		}
	})
}
