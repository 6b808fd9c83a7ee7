package transport

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestACancelledCallEndsWithoutAnAnswer(t *testing.T) {
	for _, id := range []string{`1`, `"1"`, `9007199254740993`, `"a b"`, `""`} {
		t.Run(id, func(t *testing.T) {
			local(t, func(t *testing.T, c *localClient) {
				c.gate.lasting(time.Hour)
				c.send(callWithID(id), cancelOf(id), `{"jsonrpc":"2.0","id":"next","method":"ping"}`)
				c.in.Close()
				if all := c.receiveAll(); len(all) != 1 || all[`"next"`].Result == nil {
					t.Errorf("answered %+v", all)
				}
				if got := c.gate.outcomes(); len(got) != 1 || got[0] != "cancelled" {
					t.Errorf("recorded %v", got)
				}
			})
		})
	}
}

func TestACancellationNamesItsCallExactly(t *testing.T) {
	for id, others := range map[string][]string{
		`1`:                {`"1"`, `1.0`, `10`, `null`, `[1]`, `{}`},
		`"1"`:              {`1`, `" 1"`, `"\"1"`},
		`9007199254740993`: {`9007199254740992`, `"9007199254740993"`},
	} {
		local(t, func(t *testing.T, c *localClient) {
			c.gate.lasting(time.Second)
			c.send(callWithID(id))
			for _, other := range others {
				c.send(cancelOf(other))
			}
			c.send(`{"jsonrpc":"2.0","method":"notifications/cancelled"}`, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{}}`)
			if a := c.receive(); string(a.ID) != id {
				t.Errorf("answered %+v", a)
			}
			if got := c.gate.outcomes(); len(got) != 1 || got[0] != "done" {
				t.Errorf("%s: recorded %v", id, got)
			}
		})
	}
}

func TestAnIDIsTheSameHoweverItIsSpelled(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.gate.lasting(time.Hour)
		c.send(callWithID(`"a"`), callWithID(`"\u0061"`))
		if a := c.receive(); a.Error == nil || a.Error.Code != mcp.INVALID_REQUEST {
			t.Errorf("answered %+v", a)
		}
		c.send(cancelOf(`"\u0061"`))
		synctest.Wait()
		if got := c.gate.outcomes(); len(got) != 1 || got[0] != "cancelled" {
			t.Errorf("recorded %v", got)
		}
	})
}

// The id of a cancelled call is taken until the call has ended: otherwise the
// answer to the one would pass for the other's.
func TestAnIDIsTakenUntilItsCallHasEnded(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		began, ending := make(chan struct{}), make(chan struct{})
		c.gate.onCall = stubborn(began, ending)
		c.send(callWithID("1"))
		<-began
		c.send(cancelOf("1"), callWithID("1"))
		if a := c.receive(); a.Error == nil || a.Error.Code != mcp.INVALID_REQUEST || string(a.ID) != "1" {
			t.Errorf("answered %+v", a)
		}
		close(ending)
		synctest.Wait()
		c.gate.onCall = nil
		c.send(callWithID("1"))
		if a := c.receive(); a.Result == nil || string(a.ID) != "1" {
			t.Errorf("answered %+v", a)
		}
	})
}

// A client that has much under way can still cancel: its messages are read on.
func TestACancellationIsHeardBehindManyCalls(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.gate.lasting(time.Hour)
		for i := range mostUnderWay {
			c.send(callWithID(fmt.Sprint(i)))
		}
		synctest.Wait()
		if got := len(c.gate.all()); got != mostAtOnce {
			t.Errorf("%d calls are worked on at once", got)
		}
		c.send(callWithID(`"one more"`))
		if a := c.receive(); a.Error == nil || string(a.ID) != `"one more"` {
			t.Errorf("answered %+v", a)
		}
		for i := range mostUnderWay {
			c.send(cancelOf(fmt.Sprint(i)))
		}
		synctest.Wait()
		if got := len(c.gate.outcomes()); got != mostUnderWay {
			t.Errorf("%d outcomes are on record", got)
		}
	})
}
