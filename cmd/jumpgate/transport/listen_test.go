package transport

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

const (
	initializeBody  = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}`
	initializedBody = `{"jsonrpc":"2.0","method":"notifications/initialized"}`
)

func listenBody(id, wanted string) string {
	return strings.Replace(modernBody("subscriptions/listen", `"notifications":`+wanted), `"id":1`, `"id":`+id, 1)
}

// A heard message is one that came without being an answer.
type heard struct {
	answer
	Method string
	Params struct {
		Meta          map[string]any `json:"_meta"`
		Notifications map[string]any
	}
}

func (c *localClient) hear() (h heard, line string) {
	c.t.Helper()
	b, err := c.out.ReadBytes('\n')
	if err != nil {
		c.t.Fatalf("nothing came: %v", err)
	}
	if err := json.Unmarshal(b, &h); err != nil || h.Method == "" {
		c.t.Fatalf("%v: %s", err, b)
	}
	return h, string(b)
}

func TestAnInitializedClientIsToldThatItsToolsChanged(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(initializeBody)
		capabilities, _ := json.Marshal(c.receive().Result["capabilities"])
		if string(capabilities) != `{"completions":{},"logging":{},"prompts":{},"resources":{},"tools":{"listChanged":true}}` {
			t.Errorf("promised %s", capabilities)
		}
		if n := c.gate.change("helpdesk"); n != 0 {
			t.Error("it is told before it is initialized")
		}
		c.send(initializedBody, initializedBody)
		synctest.Wait()
		for range 3 {
			if n := c.gate.change("helpdesk"); n != 1 {
				t.Fatalf("%d watch", n)
			}
			if _, line := c.hear(); line != `{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`+"\n" {
				t.Errorf("heard %s", line)
			}
		}
		if c.gate.change("onboarding") != 0 {
			t.Error("another agent's changes are told")
		}
		c.send(ping)
		if a := c.receive(); a.Error != nil {
			t.Errorf("answered %+v", a)
		}
	})
}

// A client that does not read hears of many changes once.
func TestChangesThatNobodyReadsAreOne(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(initializedBody)
		synctest.Wait()
		for range 100 {
			c.gate.change("helpdesk")
			synctest.Wait()
		}
		c.hear()
		c.hear()
		c.send(ping)
		if a := c.receive(); string(a.ID) != "1" {
			t.Errorf("heard more: %+v", a)
		}
	})
}

func TestANewerClientIsToldWhileItListens(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(modernBody("server/discover", ""))
		capabilities, _ := json.Marshal(c.receive().Result["capabilities"])
		if string(capabilities) != `{"completions":{},"logging":{},"prompts":{},"resources":{},"tools":{"listChanged":true}}` {
			t.Errorf("promised %s", capabilities)
		}
		c.send(listenBody(`"l"`, `{"toolsListChanged":true,"promptsListChanged":true}`))
		h, line := c.hear()
		if h.Method != mcp.MethodNotificationSubscriptionsAcknowledged || h.Params.Meta[mcp.MetaKeySubscriptionID] != "l" || len(h.Params.Notifications) != 1 || h.Params.Notifications["toolsListChanged"] != true {
			t.Errorf("heard %s", line)
		}
		synctest.Wait()
		c.gate.change("helpdesk")
		if h, line := c.hear(); h.Method != mcp.MethodNotificationToolsListChanged || h.Params.Meta[mcp.MetaKeySubscriptionID] != "l" {
			t.Errorf("heard %s", line)
		}
		c.send(cancelOf(`"l"`))
		synctest.Wait()
		if n := c.gate.change("helpdesk"); n != 0 {
			t.Errorf("%d watch after the end", n)
		}
		c.send(listenBody("7", `{"toolsListChanged":true}`))
		c.hear()
		began := time.Now()
		c.in.Close()
		if a := c.receive(); time.Since(began) > 0 || string(a.ID) != "7" || a.Result["resultType"] != "complete" || a.Result["_meta"].(map[string]any)[mcp.MetaKeySubscriptionID] != 7.0 {
			t.Errorf("at the end it is answered %+v", a)
		}
		if took, err := c.ended(); took > 0 || err != nil {
			t.Errorf("it ended after %v with %v", took, err)
		}
	})
}

// What is not to be heard here ends at once; 100 who listen keep no call waiting.
func TestListeningHoldsUpNothing(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(listenBody("1", `{"resourcesListChanged":true}`))
		if h, line := c.hear(); len(h.Params.Notifications) != 0 {
			t.Errorf("heard %s", line)
		}
		if a := c.receive(); string(a.ID) != "1" || a.Result["resultType"] != "complete" {
			t.Errorf("answered %+v", a)
		}
		for id := range 100 {
			c.send(listenBody(`"`+strings.Repeat("l", id+1)+`"`, `{"toolsListChanged":true}`))
			c.hear()
		}
		c.send(callWithID("2"))
		if a := c.receive(); string(a.ID) != "2" {
			t.Errorf("answered %+v", a)
		}
	})
}

func TestListeningToNothingKnownIsRefused(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		for body, code := range map[string]int{
			modernBody("subscriptions/listen", ""):        mcp.INVALID_PARAMS,
			listenBody("1", `[]`):                         mcp.INVALID_PARAMS,
			listenBody("1", `{"toolsListChanged":"yes"}`): mcp.INVALID_PARAMS,
			strings.Replace(listenBody("1", `{}`), `clientCapabilities":{}`, `clientCapabilities":1`, 1):                    mcp.INVALID_PARAMS,
			strings.Replace(listenBody("1", `{}`), "2026-07-28", "2027-01-01", 1):                                           mcp.UNSUPPORTED_PROTOCOL_VERSION,
			`{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true}}}`: mcp.METHOD_NOT_FOUND,
		} {
			c.send(body)
			if a := c.receive(); a.Error == nil || a.Error.Code != code {
				t.Errorf("%s is answered %+v", body, a)
			}
			if notes := c.gate.all(); len(notes) != 1 || notes[0].kind != "refused" {
				t.Errorf("recorded %v", notes)
			}
		}
	})
}

// Over HTTP newer clients can listen, and the others open a stream.
func TestOverHTTPChangesArePromisedToWhoCanHear(t *testing.T) {
	rig := newRig(t)
	older, _ := json.Marshal(rig.answered(rig.post(initializeBody))["capabilities"])
	newer, _ := json.Marshal(rig.answered(rig.modern("server/discover", ""))["capabilities"])
	if string(older) != string(newer) || string(newer) != `{"completions":{},"logging":{},"prompts":{},"resources":{},"tools":{"listChanged":true}}` {
		t.Errorf("promised %s and %s", older, newer)
	}
	for body, code := range map[string]int{
		modernBody("subscriptions/listen", ""):        mcp.INVALID_PARAMS,
		listenBody("1", `{"toolsListChanged":"yes"}`): mcp.INVALID_PARAMS,
	} {
		rig.refusedWith(rig.do(request(body, header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "subscriptions/listen"))), http.StatusBadRequest, code)
	}
}
