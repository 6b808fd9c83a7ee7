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

// drip sends a text, one byte a second, until it is all sent or nobody takes it.
func (p *peer) drip(text string) {
	for _, b := range []byte(text) {
		if p.send(string(b)) != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// wentAfter is how long the server kept a connection.
func (p *peer) wentAfter() time.Duration {
	began := time.Now()
	for {
		if _, err := p.in.ReadByte(); err != nil {
			return time.Since(began)
		}
	}
}

func TestASlowPeerIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		send func(p *peer)
		most time.Duration
	}{
		"silent":               {func(*peer) {}, headerTimeout},
		"a byte of a head":     {func(p *peer) { p.send("P") }, headerTimeout},
		"a head in drops":      {func(p *peer) { p.drip(head(10)) }, headerTimeout},
		"a body that never is": {func(p *peer) { p.send(head(10)) }, readTimeout},
		"a body in drops":      {func(p *peer) { p.send(head(100)); p.drip(strings.Repeat(" ", 100)) }, readTimeout},
		"silent after a ping":  {func(p *peer) { p.send(head(len(ping)) + ping) }, idleTimeout},
		"an endless line":      {func(p *peer) { p.send("POST /" + strings.Repeat("a", 1<<20)) }, headerTimeout},
		"headers without end":  {func(p *peer) { p.send("POST /mcp HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 1<<17)) }, headerTimeout},
		"chunks, each a byte": {func(p *peer) {
			p.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " + helpdeskToken + "\r\nTransfer-Encoding: chunked\r\n\r\n")
			p.drip(strings.Repeat("1\r\n \r\n", 100))
		}, readTimeout},
		"half, and no more":    {func(p *peer) { p.send(head(len(ping)) + ping[:10]) }, readTimeout},
		"a half after a whole": {func(p *peer) { p.send(head(len(ping)) + ping); time.Sleep(time.Minute); p.send(head(10)[:20]) }, time.Minute + headerTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(t *testing.T, s *servedRig) {
				p := s.connect()
				sent := make(chan struct{})
				go func() { defer close(sent); c.send(p) }()
				if took := p.wentAfter(); took > c.most {
					t.Errorf("it was kept for %v, longer than %v", took, c.most)
				}
				<-sent
			})
		})
	}
}

func TestAPeerThatDoesNotReadIsLeft(t *testing.T) {
	for name, request := range map[string]string{"an answer": head(len(ping)) + ping, "an error of HTTP": "GET\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(t *testing.T, s *servedRig) {
				p := s.connect()
				if err := p.send(request); err != nil {
					t.Fatal(err)
				}
				time.Sleep(headerTimeout + writeTimeout)
				if _, _, err := p.receive(); err == nil {
					t.Error("it still comes")
				}
			})
		})
	}
}

// An agent asks now and then, over one connection.
func TestAConnectionIsKeptForTheNextRequest(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		p := s.connect()
		for range 3 {
			s.mustAnswer(p, ping)
			time.Sleep(idleTimeout - time.Second)
		}
	})
}

// Time that a call takes is not the peer's: neither for reading nor for
// writing.
func TestALongCallIsAnswered(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			select {
			case <-ctx.Done():
				return tools.Answer{Structured: jsontext.Value(`"cancelled"`), IsError: true}
			case <-time.After(10 * (readTimeout + writeTimeout)):
				return tools.Answer{Structured: jsontext.Value(`"done"`)}
			}
		}
		older := s.connect()
		if _, text, err := older.ask(call(`{"name":"users_list"}`)); !strings.Contains(text, `"structuredContent":"done"`) {
			t.Errorf("answered %s: %v", text, err)
		}
		newer, body := s.connect(), modernBody("tools/call", `"name":"users_list"`)
		head := strings.Replace(head(len(body)), "\r\n", "\r\nMcp-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: users_list\r\n", 1)
		if err := newer.send(head + body); err != nil {
			t.Fatal(err)
		}
		if _, text, err := newer.receive(); !strings.Contains(text, `"structuredContent":"done"`) {
			t.Errorf("answered %s: %v", text, err)
		}
	})
}

// However many peers are silent, or slow, or idle: who asks is answered at once.
func TestACrowdKeepsNobodyOut(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.http.crowd.most = 20
		working := s.connect()
		finish := make(chan struct{})
		s.gate.onCall = func(context.Context, string) tools.Answer {
			<-finish
			return tools.Answer{Structured: jsontext.Value(`"done"`)}
		}
		go working.send(head(len(call(`{"name":"a"}`))) + call(`{"name":"a"}`))
		synctest.Wait()

		regular := s.connect()
		s.mustAnswer(regular, ping)
		began := time.Now()
		for i := range 100 {
			p := s.connect()
			switch i % 3 {
			case 1:
				p.send(head(10)[:30])
			case 2:
				p.ask(ping)
			}
			synctest.Wait()
		}
		s.mustAnswer(s.connect(), ping)
		if took := time.Since(began); took > 0 {
			t.Errorf("who came last waited %v", took)
		}
		if _, _, err := regular.ask(ping); err == nil {
			t.Error("the connection that was quiet longest is still open")
		}
		s.http.crowd.mu.Lock()
		if n := len(s.http.crowd.open); n > 20 {
			t.Errorf("%d connections are open", n)
		}
		s.http.crowd.mu.Unlock()
		close(finish)
		if status, text, err := working.receive(); status != http.StatusOK || !strings.Contains(text, "done") {
			t.Errorf("the call that was under way: %d %s %v", status, text, err)
		}
	})
}
