package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// confirmed is a tools/call of a client that can ask its user, with what it brings back;
// state is "" where that is nothing.
func confirmed(tool, args, state, answer string) string {
	more := ""
	if state != "" {
		more = fmt.Sprintf(`,"requestState":%q,"inputResponses":{"confirm":%s}`, state, answer)
	}
	return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + tool + `","arguments":` + args + more +
		`,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}}}`
}

// An answered message, as far as these tests look.
type answeredCall struct {
	Result struct {
		ResultType   string `json:"resultType"`
		RequestState string `json:"requestState"`
		IsError      bool   `json:"isError"`
	} `json:"result"`
	Error struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// asks sends one message from an address of this machine.
func asks(t *testing.T, from, to, token, tool, body string) (a answeredCall) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token, "Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": tool} {
		r.Header.Set(name, value)
	}
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext}}
	reply, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if err := json.UnmarshalRead(reply.Body, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// What a client was given to bring back is good for this agent and this call, once, at
// this server; a token is good from anywhere, and its record says from where.
func TestWhatIsReplayedAtAServerCountsForNothing(t *testing.T) {
	const accept = `{"action":"accept","content":{"confirm":true}}`
	var writes atomic.Int32
	inner := sandbox.New(sandbox.Options{})
	directory := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && !strings.Contains(r.URL.Path, "/search") {
			writes.Add(1)
		}
		inner.ServeHTTP(w, r)
	}))
	defer directory.Close()
	p := newPlace(t, "jumpcloud: {console_url: '"+directory.URL+"', insights_url: '"+directory.URL+"/insights/directory/v1'}\nserver: {ops: ''}\nrequire: [{id: self, tools: [users_update], approval: {ttl: 10m, confirm: true}}]\n")
	server := p.serveHTTP(t)
	lead, head := `{"id":"`+anaID+`","jobTitle":"Lead"}`, `{"id":"`+anaID+`","jobTitle":"Head"}`
	ask := func(token, tool, args, state string) answeredCall {
		t.Helper()
		return asks(t, "127.0.0.1", server.url, token, tool, confirmed(tool, args, state, accept))
	}
	state := ask(p.full, "users_update", lead, "").Result.RequestState
	if state == "" {
		t.Fatal("nobody is asked")
	}
	middle := len(state) / 3
	edited := state[:middle] + string(state[middle]^1) + state[middle+1:]
	body, signature, _ := strings.Cut(state, ".")
	for name, c := range map[string][4]string{
		"edited":              {p.full, "users_update", lead, edited},
		"without its seal":    {p.full, "users_update", lead, body},
		"with half of it":     {p.full, "users_update", lead, body + "." + signature[:len(signature)/2]},
		"for other arguments": {p.full, "users_update", head, state},
		"for another tool":    {p.full, "users_get", `{"id":"` + anaID + `"}`, state},
		"of another agent":    {p.reader, "users_update", lead, state},
	} {
		if a := ask(c[0], c[1], c[2], c[3]); !strings.Contains(a.Error.Message, "requestState") {
			t.Errorf("a state %s: %+v", name, a)
		}
	}
	if n := writes.Load(); n != 0 {
		t.Fatalf("%d changes were made", n)
	}
	if a := ask(p.full, "users_update", lead, state); a.Result.ResultType != "complete" || a.Result.IsError {
		t.Fatalf("what was confirmed is not made: %+v", a)
	}
	// Once more, and it is a new question.
	if a := ask(p.full, "users_update", lead, state); a.Result.ResultType == "complete" && !a.Result.IsError || a.Result.RequestState == state {
		t.Errorf("a yes that was used: %+v", a)
	}
	if n := writes.Load(); n != 1 {
		t.Errorf("%d changes were made", n)
	}
	another := "127.0.0.2"
	if runtime.GOOS == "darwin" { // which has one loopback address
		another = "127.0.0.1"
	}
	asks(t, another, server.url, p.full, "users_get", confirmed("users_get", `{"id":"`+anaID+`"}`, "", ""))
	server.stop(t)

	var refused, elsewhere int
	for _, r := range p.records(t) {
		switch {
		case r.Kind == audit.CallRefused && strings.Contains(r.Decision.Reason, "requestState"):
			refused++
		case r.Kind == audit.CallIntent && r.What.Tool == "users_get" && strings.HasPrefix(r.Who.Peer, another+":"):
			elsewhere++
		}
	}
	if refused != 6 || elsewhere != 1 {
		t.Errorf("%d states refused on record, %d calls from elsewhere", refused, elsewhere)
	}
	// What another process sealed is no seal.
	server = p.serveHTTP(t)
	if a := ask(p.full, "users_update", lead, state); !strings.Contains(a.Error.Message, "requestState") {
		t.Errorf("a state of an earlier server: %+v", a)
	}
	if n := writes.Load(); n != 1 {
		t.Errorf("%d changes were made", n)
	}
	server.stop(t)
}

// A page in the operator's browser, or a name that was made to lead here, reaches nothing
// at either address of a server, whatever it knows: not even with a token.
func TestAPageInABrowserReachesNothingOfAServer(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("whsec_"+strings.Repeat("QUJD", 12)), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startSoak(t, 0, "approvals: {webhook_url: 'http://127.0.0.1:9/', webhook_secret: 'file:"+secret+"'}\nissuers: {corp: {issuer: 'https://idp.example.com', audience: 'https://gate.example.com/mcp', algorithms: [RS256]}}\n")
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{at.Host, s.ops} {
		if host, _, _ := net.SplitHostPort(address); host != "127.0.0.1" {
			t.Errorf("it listens at %s unasked", address)
		}
	}
	const list = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
	own := "http://" + at.Host
	pages := map[string][]string{
		"another name":             {"Host: evil.example"},
		"another name and a port":  {"Host: evil.example:8080"},
		"a name that begins alike": {"Host: 127.0.0.1.evil.example"},
		"another origin":           {"Host: OWN", "Origin: https://evil.example"},
		"no origin to speak of":    {"Host: OWN", "Origin: null"},
		"two origins":              {"Host: OWN", "Origin: " + own, "Origin: https://evil.example"},
		"an origin that looks own": {"Host: OWN", "Origin: " + own + ".evil.example"},
		"another site":             {"Host: OWN", "Sec-Fetch-Site: cross-site"},
		"a site beside":            {"Host: OWN", "Sec-Fetch-Site: same-site"},
	}
	for _, path := range []string{"/mcp", "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp", "/approvals/verdict", "/healthz", "/readyz", "/metrics"} {
		address := at.Host
		if slices.Contains([]string{"/healthz", "/readyz", "/metrics"}, path) {
			address = s.ops
		}
		for name, lines := range pages {
			for _, method := range []string{"POST", "GET", "OPTIONS"} {
				head := strings.ReplaceAll(strings.Join(lines, "\r\n"), "OWN", address)
				request := fmt.Sprintf("%s %s HTTP/1.1\r\n%s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", method, path, head, s.place.full, len(list), list)
				reply, body := raw(t, address, request)
				if reply.StatusCode != http.StatusForbidden || strings.Contains(body, "users_") || strings.Contains(body, "jumpgate_") {
					t.Errorf("%s %s, %s: %d %.200s", method, path, name, reply.StatusCode, body)
				}
				for header := range reply.Header {
					if strings.HasPrefix(header, "Access-Control-") {
						t.Errorf("%s %s, %s: %s", method, path, name, header)
					}
				}
			}
		}
	}
	s.stop(t)
	var refused, told int
	for _, r := range s.place.records(t) {
		switch r.Kind {
		case audit.CallRefused:
			refused++
		case audit.ListServed, audit.CallIntent:
			told++
		}
	}
	if refused < 20 || told > 0 {
		t.Errorf("%d refusals on record, and %d answers", refused, told)
	}
}

// raw sends what is on the wire, and reads what comes.
func raw(t *testing.T, address, request string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	reply, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, _ := io.ReadAll(reply.Body)
	return reply, string(body)
}
