package transport

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// lasting has calls take so long, unless they are cancelled; either way their
// outcome is noted before they answer.
func (g *fakeGate) lasting(d time.Duration) {
	g.onCall = func(ctx context.Context, tool string) tools.Answer {
		outcome := "done"
		select {
		case <-ctx.Done():
			outcome = "cancelled"
		case <-time.After(d):
		}
		g.note(note{kind: "outcome", tool: tool, text: outcome})
		return tools.Answer{Call: "01", Structured: jsontext.Value(`"` + outcome + `"`)}
	}
}

// outcomes are the outcomes on record.
func (g *fakeGate) outcomes() (words []string) {
	for _, n := range g.all() {
		if n.kind == "outcome" {
			words = append(words, n.text)
		}
	}
	return words
}

// stopped ends the server, and says how long it took.
func (s *servedRig) stopped() time.Duration {
	s.t.Helper()
	began := time.Now()
	s.stop()
	err := <-s.done
	s.done <- nil
	if err != nil {
		s.t.Errorf("serving ended with %v", err)
	}
	return time.Since(began)
}

const slowCall = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"users_list"}}`

func TestStoppingLetsACallFinish(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.lasting(grace / 2)
		p := s.connect()
		p.send(head(len(slowCall)) + slowCall)
		synctest.Wait()
		s.stop()
		synctest.Wait()
		if _, err := s.wire.dial(); err == nil {
			t.Error("it still takes connections")
		}
		answer := make(chan string)
		go func() {
			_, text, _ := p.receive()
			answer <- text
		}()
		if took := s.stopped(); took < grace/2 || took > grace/2+lastWords {
			t.Errorf("stopping took %v", took)
		}
		if text := <-answer; !strings.Contains(text, "done") {
			t.Errorf("answered %q", text)
		}
		if got := s.gate.outcomes(); len(got) != 1 || got[0] != "done" {
			t.Errorf("recorded %v", got)
		}
	})
}

func TestStoppingCancelsACallThatTakesTooLong(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.lasting(time.Hour)
		p := s.connect()
		p.send(head(len(slowCall)) + slowCall)
		synctest.Wait()
		answer := make(chan string)
		go func() {
			_, text, _ := p.receive()
			answer <- text
		}()
		if took := s.stopped(); took < grace || took > grace+lastWords {
			t.Errorf("stopping took %v", took)
		}
		if text := <-answer; !strings.Contains(text, "cancelled") {
			t.Errorf("answered %q", text)
		}
		if got := s.gate.outcomes(); len(got) != 1 || got[0] != "cancelled" {
			t.Errorf("recorded %v", got)
		}
	})
}

// Peers that do nothing hold nothing up, and who is slow not for long.
func TestStoppingWaitsForNoPeer(t *testing.T) {
	for name, c := range map[string]struct {
		begin func(s *servedRig, p *peer)
		most  time.Duration
	}{
		"idle":          {func(s *servedRig, p *peer) { s.mustAnswer(p, ping) }, lastWords / 2},
		"silent":        {func(*servedRig, *peer) {}, lastWords},
		"half a head":   {func(_ *servedRig, p *peer) { p.send(head(10)[:40]) }, lastWords},
		"half a body":   {func(_ *servedRig, p *peer) { p.send(head(100) + "{") }, lastWords},
		"not listening": {func(_ *servedRig, p *peer) { p.send(head(len(ping)) + ping) }, lastWords},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(t *testing.T, s *servedRig) {
				p := s.connect()
				c.begin(s, p)
				synctest.Wait()
				if took := s.stopped(); took > c.most {
					t.Errorf("stopping took %v", took)
				}
				p.Close()
			})
		})
	}
}

// Nothing is recorded after Serve has returned: the trail is closed by then.
func TestAllIsRecordedWhenServingHasEnded(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.onRefused = func() { time.Sleep(time.Minute) }
		p := s.connect()
		p.send(head(100) + "{")
		synctest.Wait()
		s.stopped()
		if notes := s.gate.all(); len(notes) != 1 || notes[0].text != "the message did not arrive whole" {
			t.Errorf("recorded %v", notes)
		}
	})
}

func TestAMessageThatComesTooLateIsRefused(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.lasting(grace / 2)
		working, late := s.connect(), s.connect()
		working.send(head(len(slowCall)) + slowCall)
		late.send(head(len(ping)))
		synctest.Wait()
		s.stop()
		synctest.Wait()
		late.send(ping)
		status, text, err := late.receive()
		if status != http.StatusServiceUnavailable || !strings.Contains(text, `"id":1`) {
			t.Errorf("answered %d %s: %v", status, text, err)
		}
		go working.receive()
		s.stopped()
		refused := 0
		for _, n := range s.gate.all() {
			if n.kind == "refused" && n.text == "the server is stopping" {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%d refusals are on record", refused)
		}
	})
}

// From 2026-07-28 on a client that goes away has cancelled. Before, it has not.
func TestAClientThatGoesAwayCancelsInTheNewerRevisionOnly(t *testing.T) {
	newer := modernBody("tools/call", `"name":"users_list"`)
	newerHead := strings.Replace(head(len(newer)), "\r\n", "\r\nMcp-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: users_list\r\n", 1)
	for want, request := range map[string]string{"cancelled": newerHead + newer, "done": head(len(slowCall)) + slowCall} {
		t.Run(want, func(t *testing.T) {
			serve(t, func(t *testing.T, s *servedRig) {
				s.gate.lasting(time.Minute)
				p := s.connect()
				p.send(request)
				synctest.Wait()
				p.Close()
				time.Sleep(time.Minute)
				synctest.Wait()
				if got := s.gate.outcomes(); len(got) != 1 || got[0] != want {
					t.Errorf("recorded %v", got)
				}
			})
		})
	}
}

// One client's cancellation never reaches another's call, nor, without a session,
// its own: over HTTP an id names nothing beyond its request.
func TestNoCancellationReachesAnotherRequest(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.lasting(time.Minute)
		victim, other := s.connect(), s.connect()
		victim.send(head(len(slowCall)) + slowCall)
		synctest.Wait()
		cancel := `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`
		if status, _, err := other.ask(cancel); status != http.StatusAccepted || err != nil {
			t.Errorf("the cancellation is answered with %d, %v", status, err)
		}
		if _, text, err := victim.receive(); !strings.Contains(text, "done") {
			t.Errorf("the other's call: %s %v", text, err)
		}
	})
}

func TestWhatWasNotRecordedIsToldAtTheEnd(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		for range 15 {
			s.rig.post(ping, header("Authorization"))
		}
		s.stopped()
		notes := s.gate.all()
		if last := notes[len(notes)-1]; len(notes) != 11 || last.kind != "failed" || !strings.Contains(last.text, "5 more attempts") {
			t.Errorf("recorded %v", notes)
		}
	})
}

func TestALostListenerEndsServingWithItsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig, wire := newRig(t), newWire()
		done := make(chan error)
		go func() { done <- rig.http.Serve(t.Context(), wire) }()
		wire.Close()
		if err := <-done; err == nil {
			t.Error("no error")
		}
	})
}
