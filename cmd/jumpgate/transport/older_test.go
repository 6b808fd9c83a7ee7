package transport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// An olderClient is one of revision 2025-11-25 over HTTP, each of whose requests
// has a connection of its own.
type olderClient struct {
	*servedRig
	token, session string
}

// initialized is a client that can be asked by these ways.
func (s *servedRig) initialized(token, capabilities string) *olderClient {
	s.t.Helper()
	c := &olderClient{s, token, ""}
	w := c.ask(strings.Replace(initializeBody, `"capabilities":{}`, `"capabilities":`+capabilities, 1))
	c.session = w.Header.Get(sessionHeader)
	if a := decode(s.t, body(s.t, w)); w.StatusCode != http.StatusOK || a.Result == nil {
		s.t.Fatalf("%d %+v", w.StatusCode, a)
	}
	return c
}

// ask sends a message, and returns what comes when it begins to come.
func (c *olderClient) ask(message string, edit ...func(*http.Request)) *http.Response {
	c.t.Helper()
	r := request(message, append([]func(*http.Request){header("Authorization", "Bearer "+c.token), accepts}, edit...)...)
	if c.session != "" {
		r.Header.Set(sessionHeader, c.session)
	}
	p := c.connect()
	c.t.Cleanup(func() { p.Close() })
	if err := r.Write(p); err != nil {
		c.t.Fatal(err)
	}
	w, err := http.ReadResponse(p.in, r)
	if err != nil {
		c.t.Fatal(err)
	}
	w.Body = closes{w.Body, p}
	return w
}

// Closing a body closes its connection.
type closes struct {
	io.Reader
	io.Closer
}

func body(t testing.TB, w *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const callToConfirm = `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{` + deleteUser + `}}`

// asked makes a call that is to be confirmed, and returns the stream after the
// question, and the question's id.
func (c *olderClient) asked(t *testing.T, message string) (stream *bufio.Reader, w *http.Response, id string) {
	t.Helper()
	w = c.ask(message)
	stream = bufio.NewReader(w.Body)
	question := event(t, stream)
	if w.Header.Get("Content-Type") != "text/event-stream" || question.Method != string(mcp.MethodElicitationCreate) || !strings.Contains(string(question.ID), `"ask-`) {
		t.Fatalf("%v %+v", w.Header, question)
	}
	return stream, w, string(question.ID)
}

func replyTo(id, result string) string { return `{"jsonrpc":"2.0","id":` + id + `,` + result + `}` }

const yesOfUser = `"result":{"action":"accept","content":{"confirm":true}}`

// A client of the older revisions is asked over HTTP, too, while its call waits.
func TestAnOlderClientsUserIsAskedWhileTheCallWaits(t *testing.T) {
	for result, want := range map[string]string{
		yesOfUser: `call users_delete {"id":"a"}, confirm appr1 true, call users_delete {"id":"a"}`,
		`"result":{"action":"accept","content":{"confirm":false}}`: `call users_delete {"id":"a"}, confirm appr1 false, call users_delete {"id":"a"}`,
		`"result":{"action":"decline"}`:                            `call users_delete {"id":"a"}, confirm appr1 false, call users_delete {"id":"a"}`,
		`"result":{"action":"cancel"}`:                             `call users_delete {"id":"a"}`,
		`"error":{"code":-32601,"message":"no"}`:                   `call users_delete {"id":"a"}`,
	} {
		serve(t, func(t *testing.T, s *servedRig) {
			confirmable(s.gate)
			c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
			stream, _, id := c.asked(t, callToConfirm)
			if w := c.ask(replyTo(id, result)); w.StatusCode != http.StatusAccepted || len(body(t, w)) > 0 {
				t.Errorf("the reply is answered %d", w.StatusCode)
			}
			if a := event(t, stream); string(a.ID) != "2" || (a.Result["isError"] == true) == strings.Contains(result, "true") {
				t.Errorf("%s: %+v", result, a)
			}
			if said := s.gate.said(); said != want {
				t.Errorf("%s: %s", result, said)
			}
			// It is answered once.
			if w := c.ask(replyTo(id, yesOfUser)); w.StatusCode != http.StatusAccepted || len(body(t, w)) > 0 {
				t.Errorf("the reply that is late is answered %d", w.StatusCode)
			}
			if said := s.gate.said(); !strings.HasPrefix(said, "refused  this replies to nothing") {
				t.Error(said)
			}
		})
	}
}

// What a user says no longer counts when another policy has come into force: then the
// client hears what holds now, and not that its call waits.
func TestAYesThatComesTooLateIsAnsweredAsThingsAre(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		stream, _, id := c.asked(t, callToConfirm)
		s.gate.onConfirm = func(string, bool) error { return errors.New("it waits no longer") }
		s.gate.onCall = func(context.Context, string) tools.Answer {
			return tools.Answer{Structured: jsontext.Value(`"denied"`), IsError: true}
		}
		c.ask(replyTo(id, yesOfUser))
		if a := event(t, stream); a.Result["structuredContent"] != "denied" {
			t.Errorf("%+v", a)
		}
	})
}

// A question is for the session that was asked: nobody else's yes counts, and
// whoever tries is on record.
func TestNobodyElsesReplyCounts(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		another := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		stranger := s.initialized(onboardingToken, `{"elicitation":{}}`)
		stream, _, id := c.asked(t, callToConfirm)
		s.gate.all()
		for name, try := range map[string]struct {
			by     olderClient
			status int
			says   string
		}{
			"the same agent's other client":    {*another, http.StatusAccepted, "this replies to nothing"},
			"another agent":                    {*stranger, http.StatusAccepted, "this replies to nothing"},
			"another agent in the session":     {olderClient{s, onboardingToken, c.session}, http.StatusNotFound, "the session is another agent's"},
			"the agent in no session":          {olderClient{s, helpdeskToken, ""}, http.StatusAccepted, "this replies to nothing"},
			"the agent in one that it made up": {olderClient{s, helpdeskToken, "made.up"}, http.StatusAccepted, "this replies to nothing"},
		} {
			w := try.by.ask(replyTo(id, yesOfUser))
			answer := string(body(t, w))
			notes := s.gate.all()
			if w.StatusCode != try.status || (answer == "") != (w.StatusCode == http.StatusAccepted) || strings.Contains(answer, "another") || len(notes) != 1 || notes[0].kind != "refused" || !strings.HasPrefix(notes[0].text, try.says) {
				t.Errorf("%s: %d %s, recorded %v", name, w.StatusCode, answer, notes)
			}
		}
		c.ask(replyTo(id, yesOfUser))
		if a := event(t, stream); a.Result["isError"] == true {
			t.Errorf("%+v", a)
		}
	})
}

// A session's id is sealed. It is of use to its agent alone; what this process did
// not give says nothing.
func TestASessionIsItsAgentsAlone(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		again := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		if c.session == "" || c.session == again.session || len(c.session) > 1024 || strings.ContainsFunc(c.session, func(r rune) bool { return r < '!' || r > '~' }) {
			t.Errorf("%q and %q", c.session, again.session)
		}
		if a := decode(t, body(t, s.initialized(helpdeskToken, `{"sampling":{},"roots":{}}`).ask(callToConfirm))); a.Result["isError"] != true {
			t.Errorf("a client that can be asked otherwise is asked: %+v", a)
		}
		for _, can := range []string{`{}`, `{"elicitation":{"url":{}}}`} {
			if none := s.initialized(helpdeskToken, can); none.session != "" {
				t.Errorf("a client that can %s has the session %q", can, none.session)
			}
		}
		tool := olderClient{s, onboardingToken, c.session}
		if w := tool.ask(callToConfirm); w.StatusCode != http.StatusNotFound {
			t.Errorf("another agent in the session: %d", w.StatusCode)
		}
		payload, signature, _ := strings.Cut(c.session, ".")
		state := newStates().seal("helpdesk", &message{}, "x", time.Now())
		for name, id := range map[string]string{"edited": payload[:len(payload)-2] + "AA." + signature, "unsigned": payload, "empty": ".", "a state": state, "a state of this process": s.http.messages.states.seal("helpdesk", &message{}, "x", time.Now())} {
			none := olderClient{s, helpdeskToken, id}
			if claim := s.http.messages.states.openClaim(id); claim != nil {
				t.Errorf("%s: says %+v", name, claim)
			}
			if a := decode(t, body(t, none.ask(callToConfirm))); a.Result["isError"] != true {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if said := s.gate.said(); strings.Contains(said, "confirm") {
			t.Error(said)
		}
		time.Sleep(sessionLasts - time.Minute)
		c.asked(t, callToConfirm)
		time.Sleep(time.Minute) // there are clients that never begin anew: they are answered, and not asked
		if a := decode(t, body(t, c.ask(callToConfirm))); a.Result["isError"] != true {
			t.Errorf("when its time is over: %+v", a)
		}
		// It begins anew, whatever it still sends; and may have become able to do less.
		w := c.ask(strings.Replace(initializeBody, `"capabilities":{}`, `"capabilities":{"roots":{}}`, 1))
		c.session = w.Header.Get(sessionHeader)
		if a := decode(t, body(t, c.ask(callToConfirm))); w.StatusCode != http.StatusOK || c.session == "" || a.Result["isError"] != true {
			t.Errorf("%d %+v", w.StatusCode, a)
		}
	})
}

// Nothing that is left open is a yes, and no call waits for ever.
func TestAQuestionEndsWithItsTimeItsStreamAndTheServer(t *testing.T) {
	began := func(t *testing.T, s *servedRig) (*olderClient, *bufio.Reader, *http.Response) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		stream, w, _ := c.asked(t, callToConfirm)
		return c, stream, w
	}
	ended := func(t *testing.T, s *servedRig) {
		t.Helper()
		synctest.Wait()
		if len(s.http.questions.open) != 0 || strings.Contains(s.gate.said(), "confirm") {
			t.Errorf("open: %v", s.http.questions.open)
		}
	}
	serve(t, func(t *testing.T, s *servedRig) {
		_, stream, _ := began(t, s)
		at, alive, line := time.Now(), 0, ""
		for ; !strings.HasPrefix(line, "data: "); line, _ = stream.ReadString('\n') {
			if strings.HasPrefix(line, ": ") {
				alive++
			}
		}
		if !strings.Contains(line, `"method":"notifications/cancelled","params":{"requestId":"ask-`) {
			t.Errorf("the question is not taken back: %s", line)
		}
		stream.ReadString('\n')
		if a := event(t, stream); string(a.ID) != "2" || a.Result["isError"] != true {
			t.Errorf("%+v", a)
		}
		if waited := time.Since(at); waited != longestQuestion || alive < int(longestQuestion/keepAlive)-1 {
			t.Errorf("waited %v, with %d signs of life", waited, alive)
		}
		ended(t, s)
	})
	serve(t, func(t *testing.T, s *servedRig) {
		_, _, w := began(t, s)
		w.Body.Close()
		time.Sleep(time.Second)
		ended(t, s)
	})
	serve(t, func(t *testing.T, s *servedRig) {
		_, stream, _ := began(t, s)
		at := time.Now()
		s.stop()
		if a := event(t, stream); a.Result["isError"] != true || time.Since(at) > time.Second {
			t.Errorf("%+v after %v", a, time.Since(at))
		}
		ended(t, s)
	})
}

// A client that takes no stream cannot be asked, and neither can one of whose agent
// so many questions are open that replies would not get through.
func TestQuestionsAreBounded(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		if a := decode(t, body(t, c.ask(callToConfirm, header("Accept", "application/json")))); a.Result["isError"] != true {
			t.Errorf("%+v", a)
		}
		var ids []string
		for i := range mostAsked {
			_, _, id := c.asked(t, strings.Replace(callToConfirm, `"id":2`, fmt.Sprintf(`"id":%d`, i), 1))
			ids = append(ids, id)
		}
		if a := decode(t, body(t, c.ask(strings.Replace(callToConfirm, `"id":2`, `"id":"one more"`, 1)))); a.Result["isError"] != true {
			t.Errorf("%+v", a)
		}
		stranger := s.initialized(onboardingToken, `{"elicitation":{}}`)
		stranger.asked(t, callToConfirm)
		s.http.allAsked.most = mostAsked + 1
		if a := decode(t, body(t, stranger.ask(strings.Replace(callToConfirm, `"id":2`, `"id":"two"`, 1)))); a.Result["isError"] != true {
			t.Errorf("of all agents one too many: %+v", a)
		}
		if slices.Sort(ids); len(slices.Compact(ids)) != mostAsked {
			t.Error("questions have the same id")
		}
		for _, id := range ids {
			if w := c.ask(replyTo(id, `"result":{"action":"cancel"}`)); w.StatusCode != http.StatusAccepted {
				t.Errorf("%d", w.StatusCode)
			}
		}
	})
}

// A session's client cancels its own request, by the id that it gave it.
func TestAnOlderClientCancelsItsOwnRequestInItsSession(t *testing.T) {
	cancel := cancelOf("2")
	for name, canceller := range map[string]func(*olderClient, *servedRig) *olderClient{
		"cancelled":                   func(c *olderClient, _ *servedRig) *olderClient { return c },
		"done, for another client":    func(c *olderClient, s *servedRig) *olderClient { return s.initialized(helpdeskToken, `{"roots":{}}`) },
		"done, for one of no session": func(c *olderClient, s *servedRig) *olderClient { return &olderClient{s, helpdeskToken, ""} },
		"done, for another agent":     func(c *olderClient, s *servedRig) *olderClient { return &olderClient{s, onboardingToken, c.session} },
	} {
		t.Run(name, func(t *testing.T) {
			serve(t, func(t *testing.T, s *servedRig) {
				s.gate.lasting(time.Minute)
				c := s.initialized(helpdeskToken, `{"roots":{}}`)
				answered := make(chan *http.Response, 1)
				go func() { answered <- c.ask(callToConfirm) }()
				synctest.Wait()
				twice := c.ask(callToConfirm)
				if a := decode(t, body(t, twice)); a.Error == nil || a.Error.Code != mcp.INVALID_REQUEST {
					t.Errorf("the same id again: %+v", a)
				}
				canceller(c, s).ask(cancel)
				w := <-answered
				want, _, _ := strings.Cut(name, ",")
				if cancelled := w.StatusCode == http.StatusAccepted && len(body(t, w)) == 0; cancelled != (want == "cancelled") {
					t.Errorf("answered %d", w.StatusCode)
				}
				if got := s.gate.outcomes(); len(got) != 1 || got[0] != want || len(s.http.underway.running) != 0 {
					t.Errorf("recorded %v", got)
				}
			})
		})
	}
}

// A client that takes a call back while its user is asked hears no more of it.
func TestACallIsTakenBackWhileItsUserIsAsked(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		confirmable(s.gate)
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		stream, _, id := c.asked(t, callToConfirm)
		c.ask(cancelOf("2"))
		if rest, err := io.ReadAll(stream); err != nil || len(rest) != 0 {
			t.Errorf("%q %v", rest, err)
		}
		c.ask(replyTo(id, yesOfUser))
		if said := s.gate.said(); strings.Contains(said, "confirm") {
			t.Error(said)
		}
	})
}

// Who has taken a call back, or has gone, has not said yes, whichever is seen first.
func TestAYesToWhatWasTakenBackIsNone(t *testing.T) {
	for range 100 {
		var q questions
		ctx, cancel := context.WithCancel(t.Context())
		result, ok := q.put(ctx, nil, "mine", func() {
			q.replied("mine", jsontext.Value(`"yes"`))
			cancel()
		}, nil)
		if ok {
			t.Fatalf("it is %s", result)
		}
	}
}

func TestAQuestionIsRepliedToOnce(t *testing.T) {
	var q questions
	var first, second bool
	result, ok := q.put(t.Context(), nil, "mine", func() {
		first, second = q.replied("mine", jsontext.Value(`"yes"`)), q.replied("mine", jsontext.Value(`"no"`))
	}, nil)
	if !first || second || !ok || string(result) != `"yes"` || q.replied("mine", nil) {
		t.Errorf("%v %v: %s %v", first, second, result, ok)
	}
}

// An older client opens a stream to hear that its tools have changed. It hears of
// its own alone, until its agent is nobody any more, or the server stops.
func TestAnOlderClientHearsOfItsChangesOnAStream(t *testing.T) {
	get := func(r *http.Request) {
		r.Method, r.Body, r.ContentLength = http.MethodGet, http.NoBody, 0
		r.Header.Del("Content-Type")
	}
	serve(t, func(t *testing.T, s *servedRig) {
		mine, theirs := olderClient{s, helpdeskToken, ""}, olderClient{s, onboardingToken, ""}
		w := mine.ask("", get)
		other := theirs.ask("", get)
		stream := bufio.NewReader(w.Body)
		if first, _ := stream.ReadString('\n'); w.StatusCode != http.StatusOK || w.Header.Get("Content-Type") != "text/event-stream" || first != ": here\n" {
			t.Fatalf("%d %v %q", w.StatusCode, w.Header, first)
		}
		stream.ReadString('\n')
		synctest.Wait()
		s.gate.change("helpdesk")
		if h := event(t, stream); h.Method != mcp.MethodNotificationToolsListChanged {
			t.Errorf("%+v", h)
		}
		session := s.http.messages.states.sealClaim("onboarding", nil, time.Now())
		if w := (&olderClient{s, helpdeskToken, session}).ask("", get); w.StatusCode != http.StatusNotFound {
			t.Errorf("in the session of another: %d", w.StatusCode)
		}
		unsent := func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 1 }
		if w := theirs.ask("", get, unsent); w.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("with a body: %d", w.StatusCode)
		}
		s.http.streams.most = 1
		if w := mine.ask("", get); w.StatusCode != http.StatusTooManyRequests {
			t.Errorf("one stream too many: %d", w.StatusCode)
		}
		nobody := olderClient{s, "jg_nobody", ""}
		if w := nobody.ask("", get); w.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody's stream: %d", w.StatusCode)
		}
		if w := mine.ask("", get, header("Host"), func(r *http.Request) { r.Host = "evil.example" }); w.StatusCode != http.StatusForbidden {
			t.Errorf("sent to another name: %d", w.StatusCode)
		}
		s.stop()
		if rest := body(t, other); string(rest) != ": here\n\n" {
			t.Errorf("the other has heard %q", rest)
		}
	})
}

// What changes right after a stream was promised is heard.
func TestNoChangeIsMissedWhenAStreamBegins(t *testing.T) {
	for name, ask := range map[string]*http.Request{
		"older": request("", accepts, func(r *http.Request) { r.Method, r.Body, r.ContentLength = http.MethodGet, http.NoBody, 0 }),
		"newer": request(listenBody(`"l"`, `{"toolsListChanged":true}`), header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "subscriptions/listen")),
	} {
		synctest.Test(t, func(t *testing.T) {
			rig := newRig(t)
			ctx, leave := context.WithCancel(t.Context())
			w := &writes{ResponseRecorder: httptest.NewRecorder()}
			w.first = func() { rig.gate.change("helpdesk") }
			go rig.http.ServeHTTP(w, ask.WithContext(ctx))
			synctest.Wait()
			leave()
			synctest.Wait()
			if heard := w.Body.String(); !strings.Contains(heard, mcp.MethodNotificationToolsListChanged) {
				t.Errorf("%s: heard %q", name, heard)
			}
		})
	}
}

// Writes does something at the first.
type writes struct {
	*httptest.ResponseRecorder
	first func()
}

func (w *writes) Write(b []byte) (int, error) {
	if f := w.first; f != nil {
		w.first = nil
		f()
	}
	return w.ResponseRecorder.Write(b)
}

// A client that says good-bye has done nothing that would be on record, even where
// the server was started again.
func TestAGoodByeIsNoOffence(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		c := s.initialized(helpdeskToken, `{"elicitation":{}}`)
		bye := func(r *http.Request) { r.Method = http.MethodDelete }
		earlier := newStates().sealClaim("helpdesk", []string{"elicitation"}, time.Now())
		for _, c := range []*olderClient{c, {s, helpdeskToken, earlier}} {
			if w := c.ask("", bye); w.StatusCode != http.StatusMethodNotAllowed || w.Header.Get("Allow") != "GET, POST" {
				t.Errorf("%d %v", w.StatusCode, w.Header)
			}
		}
		if notes := s.gate.all(); len(notes) != 0 {
			t.Errorf("recorded %v", notes)
		}
		other := olderClient{s, onboardingToken, c.session}
		if w := other.ask("", bye); w.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%d", w.StatusCode)
		}
		if notes := s.gate.all(); len(notes) != 1 || notes[0].kind != "refused" || notes[0].who.Agent.ID != "onboarding" {
			t.Errorf("recorded %v", notes)
		}
	})
}

// What a gate asks first, an older client with a session is asked while it waits.
func TestWhatIsAskedFirstIsAskedOfAnOlderClientToo(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		s.gate.asksFirst()
		c := s.initialized(helpdeskToken, `{"elicitation":{},"sampling":{}}`)
		stream := bufio.NewReader(c.ask(callWithID("2")).Body)
		for _, want := range []string{"elicitation/create", "sampling/createMessage"} { // not roots/list: it has none
			question := event(t, stream)
			if question.Method != want {
				t.Fatalf("%+v", question)
			}
			c.ask(replyTo(string(question.ID), `"result":{"said":"`+want+`"}`))
		}
		if a := event(t, stream); fmt.Sprint(a.Result["structuredContent"]) != "map[a:map[said:elicitation/create] state:mine]" {
			t.Errorf("%+v", a)
		}
		// One that does not reply is not answered.
		stream = bufio.NewReader(c.ask(callWithID("3")).Body)
		c.ask(replyTo(string(event(t, stream).ID), `"error":{"code":-1,"message":"no"}`))
		if a := event(t, stream); a.Error == nil || a.Error.Code != mcp.INVALID_REQUEST {
			t.Errorf("%+v", a)
		}
	})
}
