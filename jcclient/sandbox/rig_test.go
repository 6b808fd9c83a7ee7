package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A rig asks a sandbox, at a time that only a test moves.
type rig struct {
	*testing.T
	server *Server
	at     time.Time
	org    string // that it asks in; "" names none
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	r := &rig{T: t, at: day}
	if o.Now == nil {
		o.Now = func() time.Time { return r.at }
	}
	r.server = newServer(o)
	r.server.store = foundOnce(size{r.server.options.Users, r.server.options.Devices, r.server.now()})
	return r
}

type size struct {
	people, devices int
	now             time.Time
}

// companies are those that tests have founded. What is in a store is never
// changed, so that copies of one are as good as another company.
var companies = map[size]*store{}

func foundOnce(s size) *store {
	if companies[s] == nil {
		companies[s] = found(s.people, s.devices, s.now)
	}
	return companies[s].clone()
}

// A said is what came back.
type said struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	text   string
}

// send asks with the right key; headers come in pairs, and an empty one takes
// the rig's own away.
func (r *rig) send(method, path, body string, headers ...string) said {
	r.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("x-api-key", DefaultAPIKey)
	request.Header.Set("x-org-id", r.org)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, request)
	return said{r.T, method + " " + path, w.Code, w.Header(), w.Body.String()}
}

func (r *rig) get(path string, headers ...string) said {
	r.Helper()
	return r.send("GET", path, "", headers...).is(200)
}

func (r *rig) post(path, body string) said   { return r.send("POST", path, body) }
func (r *rig) put(path, body string) said    { return r.send("PUT", path, body) }
func (r *rig) delete(path string) said       { return r.send("DELETE", path, "") }
func (r *rig) events(body string) said       { return r.post("/insights/directory/v1/events", body) }
func (s said) is(status int) said            { s.t.Helper(); s.check(status); return s }
func (s said) object() object                { s.t.Helper(); return decoded[object](s) }
func (s said) rows() []object                { s.t.Helper(); return decoded[[]object](s) }
func (s said) results() []object             { s.t.Helper(); return s.list().Results }
func (s said) total() int                    { s.t.Helper(); return s.list().TotalCount }
func (r *rig) id(k kind, name string) string { return r.named(k, name).id() }

func (s said) check(status int) {
	s.t.Helper()
	if s.status != status {
		s.t.Fatalf("%s: %d %.400s, not %d", s.asked, s.status, s.text, status)
	}
}

// says wants a status, and a body that is exactly so.
func (s said) says(status int, body string) {
	s.t.Helper()
	s.is(status)
	if s.text != body {
		s.t.Errorf("%s: %d\n%s, not\n%s", s.asked, s.status, s.text, body)
	}
}

type list1 struct {
	TotalCount int      `json:"totalCount"`
	Results    []object `json:"results"`
}

func (s said) list() list1 {
	s.t.Helper()
	return decoded[list1](s)
}

func decoded[T any](s said) T {
	s.t.Helper()
	var v T
	if err := json.Unmarshal([]byte(s.text), &v); err != nil {
		s.t.Fatalf("%s: %v: %.400s", s.asked, err, s.text)
	}
	return v
}

// named is what the directory stores, found by its first name.
func (r *rig) named(k kind, name string) object {
	r.Helper()
	for _, member := range []string{"username", "name", "hostname"} {
		if o := r.server.store.named(k, member, name); o != nil {
			return o
		}
	}
	r.Fatalf("there is no %q of kind %d", name, k)
	return nil
}

// values are one member of all rows, as one text.
func values(rows []object, member string) string {
	var all []string
	for _, o := range rows {
		all = append(all, plain(at(o.copy(), member)))
	}
	return strings.Join(all, " ")
}

// window begins an Insights query over the last two days.
const window = `"service":["all"],"start_time":"2026-11-23T10:00:00Z"`
