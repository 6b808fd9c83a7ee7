package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// soaked is how many calls a soak makes: few in the usual tests, a million with make soak.
func soaked(t testing.TB) (calls int, long bool) {
	said := os.Getenv("JUMPGATE_SOAK")
	if said == "" {
		return 1_000, false
	}
	calls, err := strconv.Atoi(said)
	if err != nil || calls < 1_000 {
		t.Fatal("JUMPGATE_SOAK is a number of calls, 1,000 or more")
	}
	return calls, true
}

// However long a server is asked, it keeps no more than after the first tenth: no
// goroutine, no connection, no memory. All kinds of requests take part: good ones of both
// revisions, denied ones, ones that cannot be read, and of clients that hang up.
func TestASoakedServerKeepsNothing(t *testing.T) {
	calls, long := soaked(t)
	s := startSoak(t, 1, "")
	good := `{"id":"` + firstUserGroup(t) + `"}`
	full, reader := s.place.full, s.place.reader
	loads := map[*load]int{} // and how many of a hundred they are
	share := func(of int, l load) { loads[&l] = of }
	share(50, callOf(s.url, full, "user_groups_get", good, true, `"resultType":"complete"`))
	share(30, callOf(s.url, full, "user_groups_get", good, false, `"structuredContent":{"`))
	share(10, callOf(s.url, reader, "users_delete", `{"id":"0123456789abcdef01234567"}`, true, `"isError":true`))
	share(5, load{url: s.url, token: full, body: `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, answers: `"name":"users_list"`})
	share(5, load{url: s.url, token: full, body: `{"jsonrpc":"2.0","id":1,"id":2}`, status: "400", answers: "twice"})
	var first standing
	least := math.MaxInt // that was in use in the last three tenths: a collection amid a burst, or while a full file is compressed, finds more
	for tenth := range 10 {
		began := time.Now()
		for l, of := range loads {
			l.send(t, calls/10*of/100, connections)
			l.hangUp(t, min(calls/1000, 100)) // an agent may have 256 under way
		}
		now := s.quiet(t, first)
		t.Logf("after %d calls (%.0f/s): %v", calls/10*(tenth+1), float64(calls/10)/time.Since(began).Seconds(), now)
		if tenth == 0 {
			first = now
		}
		if tenth >= 7 {
			least = min(least, now.live)
		}
	}
	if long && least > first.live+4<<20 {
		t.Errorf("it kept %d bytes, and keeps %d", first.live, least)
	}
	s.stop(t)
}

// Streams on which nothing happens cost little, and nothing when they have ended. Clients
// that ask once and leave cost nothing.
func TestStreamsThatAreIdleCostLittle(t *testing.T) {
	streams, bytesEach := 200, 0
	if _, long := soaked(t); long {
		streams, bytesEach = 10_000, 50<<10
	}
	const each = 1_000 // of one agent
	s := startSoak(t, (streams+each-1)/each, "")
	before := s.quiet(t, standing{})
	l := load{url: s.url, newer: true, method: "subscriptions/listen"}
	l.body = `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true}` + l.meta() + `}}`
	var open []net.Conn
	for n := range streams {
		l.token = s.tokens[n/each]
		open = append(open, l.listen(t))
	}
	during := s.now(t)
	t.Logf("before: %v; with %d streams: %v", before, streams, during)
	if during.streams != streams {
		t.Errorf("%d streams are open", during.streams)
	}
	if took := (during.resident - before.resident) / streams; bytesEach > 0 && took > bytesEach {
		t.Errorf("a stream takes %d bytes", took)
	}
	for _, c := range open {
		c.Close()
	}
	after := s.quiet(t, before)
	call := callOf(s.url, s.place.full, "user_groups_get", `{"id":"`+firstUserGroup(t)+`"}`, true, `"resultType":"complete"`)
	for range streams / 50 {
		call.send(t, 50, 50) // one call over each connection
	}
	alone := s.quiet(t, before)
	t.Logf("without them: %v; after %d clients of one call: %v", after, streams, alone)
	s.stop(t)
}

// A soak is a server that says how it stands.
type soak struct {
	*child
	place  place
	ops    string
	tokens []string // of agents that may read
}

func startSoak(t testing.TB, agents int, settings string) *soak {
	t.Helper()
	s := &soak{place: newPlace(t, "server: {ops: '127.0.0.1:0'}\n"+settings)}
	src, err := os.ReadFile(s.place.config)
	if err != nil {
		t.Fatal(err)
	}
	for n := range agents {
		token, hash := policy.NewToken()
		s.tokens = append(s.tokens, token)
		src = fmt.Appendf(src, "  listener-%d:\n    owner: it@example.com\n    identify: [{token_sha256: %s}]\n    access: {users: read}\n", n, hash)
	}
	if err := os.WriteFile(s.place.config, src, 0o600); err != nil {
		t.Fatal(err)
	}
	s.child = s.place.serveHTTP(t, "--sandbox")
	found := regexp.MustCompile(`"address":"([^"]+)"`).FindStringSubmatch(s.log.String())
	if found == nil {
		t.Fatalf("it does not say where it answers probes: %s", s.log)
	}
	s.ops = found[1]
	return s
}

// standing is what a server has in its hands.
type standing struct {
	goroutines, requests, connections, streams, files int

	live     int // bytes that were in use when garbage was last collected
	resident int // bytes
}

func (s standing) String() string {
	return fmt.Sprintf("%d goroutines, %d connections, %d streams, %d files, %.1f MiB in use, %.1f MiB resident", s.goroutines, s.connections, s.streams, s.files, float64(s.live)/(1<<20), float64(s.resident)/(1<<20))
}

// now asks a server how it stands.
func (s *soak) now(t testing.TB) standing {
	t.Helper()
	reply, err := http.Get("http://" + s.ops + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	value := func(name string) int {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(text)
		if found == nil {
			return 0 // not on this system
		}
		n, _ := strconv.ParseFloat(string(found[1]), 64)
		return int(n)
	}
	return standing{
		goroutines: value("go_goroutines"), requests: value("jumpgate_http_requests_under_way"), connections: value("jumpgate_http_connections"), streams: value("jumpgate_http_streams"),
		files: value("process_open_fds"), live: value("go_memstats_next_gc_bytes") / 2, resident: value("process_resident_memory_bytes"),
	}
}

// quiet waits until a server has taken note that all its clients have left, and has no
// more in its hands than it had once; but for some connections to the directory, and
// what the first calls began.
func (s *soak) quiet(t testing.TB, once standing) (now standing) {
	t.Helper()
	const some = 30
	for start := time.Now(); time.Since(start) < time.Minute; {
		now = s.now(t)
		if now.connections == 0 && now.requests == 0 && now.streams == 0 && (once.goroutines == 0 || now.goroutines <= once.goroutines+some && now.files <= once.files+some) {
			return now
		}
	}
	t.Fatalf("clients have left; the server had %v, and has %d requests and %v", once, now.requests, now)
	return now
}

// hangUp sends requests, and waits for no answer.
func (l load) hangUp(t testing.TB, times int) {
	t.Helper()
	host, request := l.bytes()
	for range times {
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Write(request); err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
}

// listen opens a stream, and hears its first message.
func (l load) listen(t testing.TB) net.Conn {
	t.Helper()
	host, request := l.bytes()
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write(request); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(c)
	for in.Scan() {
		if strings.Contains(in.Text(), "acknowledged") {
			return c
		}
	}
	t.Fatalf("a stream began with %q %v", in.Text(), in.Err())
	return nil
}
