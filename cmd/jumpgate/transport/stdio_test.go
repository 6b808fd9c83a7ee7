package transport

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

var localCaller = tools.Caller{Agent: policy.Agent{ID: "helpdesk"}, Authn: "local", Transport: "stdio", Session: "01S"}

// A local client is the other end of a connection over stdio.
type localClient struct {
	t    *testing.T
	gate *fakeGate
	in   *io.PipeWriter // what it writes to
	out  *bufio.Reader
	hush *io.PipeReader // closes what it reads from
	stop context.CancelFunc
	done chan error
}

// local runs a test in a bubble, before a server over stdio that has ended by
// its end.
func local(t *testing.T, test func(t *testing.T, c *localClient)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		theirs, in := io.Pipe()
		out, ours := io.Pipe()
		c := &localClient{t, &fakeGate{}, in, bufio.NewReader(out), out, stop, make(chan error, 1)}
		go func() {
			c.done <- Stdio(ctx, c.gate, localCaller, info, theirs, ours, quietLog())
			ours.Close()
		}()
		test(t, c)
		in.Close()
		out.Close()
		stop()
		<-c.done
	})
}

func (c *localClient) send(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		if _, err := io.WriteString(c.in, line+"\n"); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *localClient) receive() answer {
	c.t.Helper()
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		c.t.Fatalf("no answer: %v", err)
	}
	return decode(c.t, line)
}

// receiveAll reads until the server ends, by id.
func (c *localClient) receiveAll() map[string]answer {
	c.t.Helper()
	all := map[string]answer{}
	for {
		line, err := c.out.ReadBytes('\n')
		if err != nil {
			return all
		}
		a := decode(c.t, line)
		if _, twice := all[string(a.ID)]; twice {
			c.t.Errorf("answered twice: %s", line)
		}
		all[string(a.ID)] = a
	}
}

// ended says how the server ended, and how long that took.
func (c *localClient) ended() (time.Duration, error) {
	began := time.Now()
	err := <-c.done
	c.done <- nil
	return time.Since(began), err
}

func callWithID(id string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"users_list"}}`, id)
}

func cancelOf(id string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":%s}}`, id)
}

func TestALocalClientIsTheAgentItWasStartedAs(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"onboarding","version":"2"}}}`)
		if a := c.receive(); a.Result["protocolVersion"] != "2025-06-18" {
			t.Errorf("answered %+v", a)
		}
		c.send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`, callWithID("2"))
		if a := c.receive(); string(a.ID) != "2" || a.Result == nil {
			t.Errorf("answered %+v", a)
		}
		notes := c.gate.all()
		want := localCaller
		want.Client = "onboarding 2"
		if len(notes) != 1 || notes[0].who != want {
			t.Errorf("recorded %v of %+v", notes, notes[0].who)
		}
	})
}

func TestBothErasAreSpokenOverStdio(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(modernBody("server/discover", ""))
		private(t, c.receive().Result)
		c.send(modernBody("tools/list", ""))
		private(t, c.receive().Result)
		c.send(`{"jsonrpc":"2.0","id":1,"method":"ping"}`)
		if a := c.receive(); a.Error != nil {
			t.Errorf("ping: %+v", a.Error)
		}
		c.gate.all()
		c.send(modernBody("ping", ""))
		if a := c.receive(); a.Error == nil || a.Error.Code != mcp.METHOD_NOT_FOUND {
			t.Errorf("ping of the newer revision: %+v", a)
		}
		c.send(strings.Replace(modernBody("tools/list", ""), "2026-07-28", "2027-01-01", 1))
		if a := c.receive(); a.Error == nil || a.Error.Code != mcp.UNSUPPORTED_PROTOCOL_VERSION {
			t.Errorf("a version to come: %+v", a)
		}
		if notes := c.gate.all(); len(notes) != 2 || notes[0].kind != "refused" || notes[1].kind != "refused" {
			t.Errorf("recorded %v", notes)
		}
	})
}

func TestANotificationIsNeverAnswered(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(`{"jsonrpc":"2.0","method":"notifications/no/such"}`,
			`{"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]}`,
			`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"users_delete"}}`,
			`{"jsonrpc":"2.0","id":5,"result":{}}`, ping)
		if a := c.receive(); string(a.ID) != "1" {
			t.Errorf("answered %+v", a)
		}
		if notes := c.gate.all(); len(notes) != 2 || notes[0].kind != "refused" || notes[1].kind != "refused" {
			t.Errorf("recorded %v", notes)
		}
	})
}

func TestEachAnswerIsOneLine(t *testing.T) {
	var out bytes.Buffer
	g := &fakeGate{onCall: func(context.Context, string) tools.Answer {
		return tools.Answer{Structured: jsontext.Value(`{"text":"one\ntwo\u2028three"}`)}
	}}
	in := strings.NewReader(callWithID("1") + "\n" + `{"jsonrpc":"2.0","id":2,"method":"tools/list"}` + "\n" + callWithID("3"))
	if err := Stdio(t.Context(), g, localCaller, info, in, &out, quietLog()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("no message: %q", line)
		}
	}
	if len(lines) != 3 {
		t.Errorf("%d lines: %q", len(lines), lines)
	}
}

func TestTheEndOfInputLetsCallsFinish(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.gate.lasting(grace / 2)
		c.send(callWithID("1"), callWithID("2"))
		c.in.Close()
		answers := c.receiveAll()
		if took, err := c.ended(); took > 0 || err != nil {
			t.Errorf("it ended %v after the last answer, with %v", took, err)
		}
		if len(answers) != 2 {
			t.Errorf("answered %v", answers)
		}
		if got := c.gate.outcomes(); len(got) != 2 || got[0] != "done" || got[1] != "done" {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestTheEndOfInputWithNothingToDoIsTheEnd(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.in.Close()
		if took, err := c.ended(); took > 0 || err != nil {
			t.Errorf("it ended after %v with %v", took, err)
		}
	})
}

func TestACallThatOutlivesTheInputIsCancelled(t *testing.T) {
	for name, end := range map[string]func(c *localClient){
		"end of input": func(c *localClient) { c.in.Close() },
		"a signal":     func(c *localClient) { c.stop() },
	} {
		t.Run(name, func(t *testing.T) {
			local(t, func(t *testing.T, c *localClient) {
				c.gate.lasting(time.Hour)
				c.send(callWithID("1"))
				synctest.Wait()
				end(c)
				if answers := c.receiveAll(); len(answers) != 1 {
					t.Errorf("answered %v", answers)
				}
				if took, err := c.ended(); took > grace || err != nil {
					t.Errorf("it ended after %v with %v", took, err)
				}
				if got := c.gate.outcomes(); len(got) != 1 || got[0] != "cancelled" {
					t.Errorf("recorded %v", got)
				}
			})
		})
	}
}

// The call is made and recorded; that its answer finds no reader holds up the
// end no longer than a moment.
func TestAClientThatDoesNotReadHoldsUpNothing(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		c.send(callWithID("1"), callWithID("2"))
		synctest.Wait()
		c.send(cancelOf("3"), "no message", callWithID("4"))
		go io.WriteString(c.in, strings.Repeat("no message\n", 2*mostUnderWay))
		synctest.Wait()
		if notes := c.gate.all(); len(notes) < mostUnderWay {
			t.Errorf("recorded %v", notes)
		}
		c.stop()
		if took, err := c.ended(); took > grace+lastWords || err == nil {
			t.Errorf("it ended after %v with %v", took, err)
		}
	})
}

func TestABrokenInputIsAnError(t *testing.T) {
	var out bytes.Buffer
	in := io.MultiReader(strings.NewReader(callWithID("1")+"\n"), iotest.ErrReader(errors.New("broken")))
	g := &fakeGate{}
	if err := Stdio(t.Context(), g, localCaller, info, in, &out, quietLog()); err == nil || len(g.all()) != 1 || out.Len() == 0 {
		t.Errorf("ended with %v after %q", err, out.String())
	}
}
