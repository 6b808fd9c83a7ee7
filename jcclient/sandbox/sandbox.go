// Package sandbox is a JumpCloud in memory, as httptest is beside net/http:
// the operations that jumpgate uses, over an invented company that is the same
// every time. It leaves out everything else of JumpCloud, and knows nothing of
// the client beside it, so that the two can disagree.
//
// The company has 150 people, 90 devices and what binds them; a larger one has
// all of these and a crowd beside them, which costs nothing until it is
// changed. Documentation, the demo and tests may rely on these: the person
// ana.ruiz (Ana Ruiz, in Engineering), the user groups Engineering, Sales and
// Admins, the device groups Macs and Windows PCs, the application named
// aws-sso, and the RADIUS server Office Wi-Fi. Some of its people carry hostile
// names: what a directory holds is text that anyone may have written.
package sandbox

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultAPIKey is the key that a sandbox takes when no other is set.
const DefaultAPIKey = "jca_sandbox_this_key_is_invented_0000000"

// Options shape a sandbox; the zero Options are the company of the package's
// documentation, answering at once.
type Options struct {
	Users, Devices int              // 0 = 150 and 90
	APIKey         string           // an administrator's; "" = DefaultAPIKey
	Keys           map[string]Role  // more keys, and the roles of their owners
	ClientID       string           // of the service account; "" = DefaultClientID
	ClientSecret   string           // "" = DefaultClientSecret
	ClientRole     Role             // nil = Administrator
	TokenLife      time.Duration    // 0 = an hour
	Faults         Faults           // what goes wrong on purpose
	Now            func() time.Time // nil = time.Now; events stand relative to it
}

// A Server is one sandbox: console under /api and /api/v2, Directory Insights
// under /insights/directory/v1, tokens under /oauth2/token, on one origin. It is
// safe for concurrent use.
type Server struct {
	options Options
	key     string
	now     func() time.Time
	routes  *http.ServeMux
	mishaps atomic.Pointer[mishaps]

	mu     sync.Mutex // guards what follows
	store  *store
	seen   *store // by the request at hand
	past   []past
	tokens map[string]token
	log    []string
	count  int
	faulty func(*http.Request) (status int, body string, ok bool)
}

// New returns a sandbox with its company in it.
func New(o Options) *Server {
	s := newServer(o)
	s.store = found(s.options.Users, s.options.Devices, s.now())
	return s
}

// Copy returns another sandbox with options of its own, whose directory begins as
// this one is now, of the same sizes. To found a company takes some twenty
// milliseconds; who needs many sandboxes, as tests do, founds one.
func (s *Server) Copy(o Options) *Server {
	o.Users, o.Devices = s.options.Users, s.options.Devices
	c := newServer(o)
	s.mu.Lock()
	defer s.mu.Unlock()
	c.store = s.store.clone()
	return c
}

// newServer is a sandbox that has no company yet.
func newServer(o Options) *Server {
	o.Users, o.Devices = cmp.Or(o.Users, writtenPeople), cmp.Or(o.Devices, writtenDevices)
	s := &Server{options: o, key: cmp.Or(o.APIKey, DefaultAPIKey), now: o.Now, tokens: map[string]token{}}
	if s.now == nil {
		s.now = time.Now
	}
	s.mishaps.Store(newMishaps(o.Faults))
	s.routes = s.newRoutes()
	return s
}

// Requests is how many requests have arrived, refused ones too.
func (s *Server) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

// Log names the latest requests, "METHOD /path", the newest last.
func (s *Server) Log() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.log...)
}

// Fail sets a test's own answer: fn is asked first for each request, and
// answers it when ok. Nil ends it.
func (s *Server) Fail(fn func(r *http.Request) (status int, body string, ok bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faulty = fn
}

// ServeHTTP takes a request through JumpCloud's checks in JumpCloud's order.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	faulty := s.arrived(r)
	if r.URL.Path == faultsPath {
		s.steer(r).write(w)
		return
	}
	pause(r, s.faults().waits["latency"])
	if faulty != nil {
		if status, body, ok := faulty(r); ok {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return
		}
	}
	if a := s.refused(r); a != nil {
		a.write(w)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
	if err != nil {
		fail(http.StatusBadRequest, "Bad Request: the body broke off").write(w)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.routes.ServeHTTP(w, r)
}

// serve answers a route. Requests are handled one at a time, and their answers
// written out before the next may change what they show; only the bytes are
// sent without the lock, at the pace of whoever reads them.
func (s *Server) serve(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		m := s.faults().next()
		if m.instead(w) {
			return
		}
		if a := s.forbidden(r); a != nil {
			m.send(w, r, s.reworded(r, a).writtenOut())
			return
		}
		m.send(w, r, s.handled(r, h))
	}
}

func (s *Server) handled(r *http.Request, h handler) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tick()
	s.seen = s.look(r)
	before := s.remember(r)
	a := s.reworded(r, withBody(r, h))
	s.outdate(before)
	a.body = s.faults().disguise(a.body)
	return a.writtenOut()
}

// pause waits, unless the client goes away.
func pause(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	}
}

func (s *Server) arrived(r *http.Request) func(*http.Request) (int, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	if s.log = append(s.log, r.Method+" "+r.URL.Path); len(s.log) > 10_000 {
		s.log = s.log[5_000:]
	}
	return s.faulty
}
