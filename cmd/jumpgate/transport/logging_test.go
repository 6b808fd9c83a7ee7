package transport

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// waiting has a gate say of every call that it waits.
func (g *fakeGate) waiting() {
	g.onCall = func(ctx context.Context, _ string) tools.Answer {
		tools.ListenerOf(ctx).Waits("It waits for \"rain\".")
		return tools.Answer{Structured: jsontext.Value(`{}`)}
	}
}

// hearsLog says whether a call was told what it waits for.
func hearsLog(t *testing.T, r *rig, body string, edit ...func(*http.Request)) bool {
	t.Helper()
	w := r.do(request(body, append(edit, accepts)...))
	if w.Header().Get("Content-Type") != "text/event-stream" {
		r.answered(w)
		return false
	}
	all := frames(t, w.Body)
	if len(all) != 2 || all[0].Method != "notifications/message" || all[0].Params.Level != "notice" || all[0].Params.Data != `It waits for "rain".` || all[1].Result == nil {
		t.Errorf("told %+v", all)
	}
	return true
}

func TestANewerClientHearsWhatItsCallWaitsForIfTheRequestSaysSo(t *testing.T) {
	body := modernBody("tools/call", `"name":"users_list"`)
	for level, want := range map[string]bool{"": false, "debug": true, "info": true, "notice": true, "warning": false, "emergency": false} {
		rig := newRig(t)
		rig.gate.waiting()
		asking := body
		if level != "" {
			asking = strings.Replace(body, `"_meta":{`, `"_meta":{"io.modelcontextprotocol/logLevel":"`+level+`",`, 1)
		}
		if got := hearsLog(t, rig, asking, inNewerEra); got != want {
			t.Errorf("from %q on it hears %v", level, got)
		}
		if hearsLog(t, rig, body, inNewerEra) {
			t.Error("the next request hears without asking")
		}
	}
	for _, level := range []string{`"loud"`, `7`, `null`, `""`, `"Notice"`} {
		rig := newRig(t)
		rig.refusedWith(rig.do(request(strings.Replace(body, `"_meta":{`, `"_meta":{"io.modelcontextprotocol/logLevel":`+level+`,`, 1), inNewerEra)), http.StatusBadRequest, mcp.INVALID_PARAMS)
	}
}

func setLevel(level string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":%q}}`, level)
}

func TestAnOlderClientHearsFromTheLevelThatItsAgentHasSet(t *testing.T) {
	rig := newRig(t)
	rig.gate.waiting()
	call := callWithID("1")
	if hearsLog(t, rig, call) {
		t.Error("it hears without asking")
	}
	rig.answered(rig.post(setLevel("info")))
	if !hearsLog(t, rig, call) {
		t.Error("it hears nothing")
	}
	if hearsLog(t, rig, call, header("Authorization", "Bearer "+onboardingToken)) {
		t.Error("another agent hears")
	}
	if hearsLog(t, rig, modernBody("tools/call", `"name":"users_list"`), inNewerEra) {
		t.Error("a newer client hears without asking")
	}
	rig.answered(rig.post(setLevel("error")))
	if hearsLog(t, rig, call) {
		t.Error("it hears what it no longer wants to")
	}
	for _, level := range []string{"", "loud", "Notice"} {
		a := decode(t, rig.post(setLevel(level)).Body.Bytes())
		if a.Error == nil || a.Error.Code != mcp.INVALID_PARAMS {
			t.Errorf("%q: %+v", level, a)
		}
	}
}

// The wait for the user's own word is told, too.
func TestALocalClientHearsThatItsCallWaitsForItsUser(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		confirmable(c.gate)
		c.send(canElicit)
		c.receive()
		c.send(strings.Replace(setLevel("debug"), `"id":1`, `"id":"level"`, 1))
		c.receive()
		c.send(callWithID("2"))
		var methods []string
		for range 2 {
			h, _ := c.hear()
			methods = append(methods, h.Method)
		}
		if all := strings.Join(methods, " "); !strings.Contains(all, "notifications/message") || !strings.Contains(all, "elicitation/create") {
			t.Error(all)
		}
		c.send(cancelOf("2"))
	})
}
