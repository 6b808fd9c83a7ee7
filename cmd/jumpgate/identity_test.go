package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/issuer/issuertest"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A remote house is the served endpoint with an issuer, in front of a directory
// that notes what it is sent.
type remoteHouse struct {
	*house
	t        *testing.T
	file     string
	endpoint *transport.HTTP
	issuer   *issuertest.Provider
	token    string // of agent opaque
	peers    int

	mu   sync.Mutex
	sent []string // what the directory was sent: headers and body
}

const remotePolicy = `
version: 1
issuers:
  corp: {issuer: "ISSUER", audience: "https://gate.example.com/mcp", algorithms: [RS256, ES256], max_token_age: 1h}
  strict: {issuer: "http://127.0.0.1:1/strict", audience: "https://gate.example.com/mcp", algorithms: [RS256], scopes: [jumpgate]}
agents:
  signed: {owner: it@example.com, identify: [{jwt: {issuer: corp, claims: {sub: a, azp: client}}}], access: {users: read}}
  opaque: {owner: it@example.com, identify: [{token_sha256: HASH}, {mtls: {san: "spiffe://example.com/opaque"}}], access: {users: read}}
  short: {owner: it@example.com, identify: [{token_sha256: PAST, until: 2026-01-01T00:00:00Z}], access: {users: read}}
`

const pastToken = "a_token_whose_time_is_over"

func newRemoteHouse(t *testing.T, settings string) *remoteHouse {
	t.Helper()
	r := &remoteHouse{t: t, issuer: issuertest.New(t)}
	directory := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		r.sent = append(r.sent, fmt.Sprint(q.URL, q.Header, string(body)))
		r.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"totalCount":0,"results":[]}`)
	}))
	t.Cleanup(directory.Close)
	var hash string
	r.token, hash = policy.NewToken()
	src := "jumpcloud: {console_url: '" + directory.URL + "', insights_url: '" + directory.URL + "/insights/directory/v1', api_key: '${TEST_KEY}'}\n" + settings +
		strings.NewReplacer("ISSUER", r.issuer.URL, "HASH", hash, "PAST", tokenHash(pastToken)).Replace(remotePolicy)
	t.Setenv("TEST_KEY", "a-key-of-JumpClouds")
	r.file = filepath.Join(t.TempDir(), "jumpgate.yaml")
	if err := os.WriteFile(r.file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if r.house, err = open(t.Context(), &flags{config: r.file, logLevel: "error"}, false); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.house.close)
	options, err := r.httpOptions()
	if err != nil {
		t.Fatal(err)
	}
	r.endpoint = transport.NewHTTP(r.gate, serverInfo(), options, r.log)
	return r
}

const callUsers = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"users_list","arguments":{}}}`

// ask sends a call from an address of its own, so that failures slow nobody down.
func (r *remoteHouse) ask(edit func(q *http.Request)) *httptest.ResponseRecorder {
	r.t.Helper()
	q := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/mcp", strings.NewReader(callUsers))
	r.peers++
	q.RemoteAddr = fmt.Sprintf("192.0.2.%d:%d", r.peers%250, 1000+r.peers)
	q.Header.Set("Content-Type", "application/json")
	edit(q)
	w := httptest.NewRecorder()
	r.endpoint.ServeHTTP(w, q)
	return w
}

func bearing(token string) func(q *http.Request) {
	return func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+token) }
}

// records are those since the last time.
func (r *remoteHouse) records(after *int) (all []audit.Record) {
	r.t.Helper()
	b, err := os.ReadFile(r.trail)
	if err != nil {
		r.t.Fatal(err)
	}
	for line := range strings.Lines(string(b[*after:])) {
		var one audit.Record
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			r.t.Fatal(err)
		}
		all = append(all, one)
	}
	*after = len(b)
	return all
}

func TestATokenOfAnIssuerMakesAGovernedCallAndGoesNoFurther(t *testing.T) {
	r := newRemoteHouse(t, "")
	at := 0
	r.records(&at)
	token := r.issuer.Token("a", nil)
	if w := r.ask(bearing(token)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"complete":true`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := "jwt " + r.issuer.URL + " sub=a jti=id-of-a"
	records := r.records(&at)
	for _, one := range records {
		if one.Who.Agent != "signed" || one.Who.Authn != want {
			t.Errorf("recorded %s by %q, want %q", one.Kind, one.Who.Authn, want)
		}
	}
	if len(records) != 2 || len(r.sent) == 0 {
		t.Errorf("%d records, %d requests", len(records), len(r.sent))
	}
	trail, _ := os.ReadFile(r.trail)
	for _, text := range append(r.sent, string(trail)) {
		if strings.Contains(text, token) || strings.Contains(text, strings.Split(token, ".")[2]) || strings.Contains(text, "Bearer") {
			t.Errorf("the token went further: %.300s", text)
		}
	}
}

func TestEachBadTokenIsRefusedAndRecorded(t *testing.T) {
	r := newRemoteHouse(t, "")
	now := time.Now()
	bad := issuertest.Hostile(r.issuer)
	for name, c := range map[string]struct {
		edit map[string]any
		why  string
	}{
		"another aud":         {map[string]any{"aud": "https://other.example.com/mcp"}, "(aud)"},
		"an aud with a slash": {map[string]any{"aud": issuertest.Audience + "/"}, "(aud)"},
		"a list of others":    {map[string]any{"aud": []string{"a", "b"}}, "(aud)"},
		"an empty list":       {map[string]any{"aud": []string{}}, "(aud)"},
		"no aud":              {map[string]any{"aud": nil}, "(aud)"},
		"no exp":              {map[string]any{"exp": nil}, "(exp)"},
		"exp in the past":     {map[string]any{"exp": now.Add(-time.Second).Unix()}, "(exp)"},
		"nbf in the future":   {map[string]any{"nbf": now.Add(2 * time.Minute).Unix()}, "(nbf)"},
		"iat in the future":   {map[string]any{"iat": now.Add(2 * time.Minute).Unix()}, "(iat)"},
		"iat too old":         {map[string]any{"iat": now.Add(-time.Hour).Unix()}, "max_token_age"},
		"no iat":              {map[string]any{"iat": nil}, "(iat)"},
		"sub of nobody":       {map[string]any{"sub": "nobody"}, "fit no agent"},
		"sub as a list":       {map[string]any{"sub": []string{"a"}}, "one way alone"},
		"another azp":         {map[string]any{"azp": "Client"}, "fit no agent"},
		"another's issuer":    {map[string]any{"iss": "http://127.0.0.1:1/strict"}, "cannot be fetched"},
	} {
		bad[name] = [2]string{r.issuer.Token("a", c.edit), c.why}
	}
	stranger := issuertest.New(t)
	bad["a stranger's key by the same name"] = [2]string{stranger.Token("a", map[string]any{"iss": r.issuer.URL}), "signature"}
	bad["a token that is over"] = [2]string{pastToken, "has expired"}
	bad["one of ours, cut"] = [2]string{r.token[:len(r.token)-1], "checksum"}
	at := 0
	r.records(&at)
	for name, c := range bad {
		w := r.ask(bearing(c[0]))
		if w.Code != http.StatusUnauthorized || w.Body.String() != "a bearer token of an agent is needed\n" {
			t.Errorf("%s: answered %d %s", name, w.Code, w.Body)
		}
		if challenge := w.Header().Get("WWW-Authenticate"); challenge != `Bearer realm="jumpgate", error="invalid_token", resource_metadata="http://127.0.0.1:8080/.well-known/oauth-protected-resource/mcp", scope="jumpgate"` {
			t.Errorf("%s: challenged with %s", name, challenge)
		}
		records := r.records(&at)
		if len(records) != 1 || records[0].Kind != audit.AuthFailed || records[0].Who.Agent != "" || records[0].Who.Authn == "" || !strings.Contains(records[0].Decision.Reason, c[1]) {
			t.Errorf("%s: recorded %+v", name, records)
		}
	}
	if len(r.sent) > 0 {
		t.Errorf("JumpCloud was sent %v", r.sent)
	}
	trail, _ := os.ReadFile(r.trail)
	for name, c := range bad {
		if len(c[0]) > 40 && strings.Contains(string(trail), c[0]) {
			t.Errorf("%s: the token is on record", name)
		}
	}
	if w := r.ask(bearing(r.issuer.Token("a", nil))); w.Code != http.StatusOK {
		t.Errorf("after all that, a good one: %d", w.Code)
	}
}

// A credential is in force until its end, and not at it; a clock that is put back
// makes no token better than it was.
func TestATokenEndsAtItsEnd(t *testing.T) {
	p, err := policy.Load("p.yaml", []byte("version: 1\nagents: {a: {identify: [{token_sha256: "+tokenHash("x")+", until: 2027-01-01T00:00:00Z}]}}\n"), tools.ForPolicy())
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for after, known := range map[time.Duration]bool{-time.Hour: true, -1: true, 0: false, time.Hour: false} {
		if _, _, err := p.Token("x", end.Add(after)); (err == nil) != known {
			t.Errorf("%v after its end: %v", after, err)
		}
	}
}

func TestTokensAreTakenFromTheOneHeaderAlone(t *testing.T) {
	r := newRemoteHouse(t, "")
	good := r.issuer.Token("a", nil)
	for name, edit := range map[string]func(q *http.Request){
		"in the query": func(q *http.Request) { q.URL.RawQuery = "access_token=" + good },
		"twice":        func(q *http.Request) { q.Header["Authorization"] = []string{"Bearer " + good, "Bearer " + good} },
		"with a space": func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+good+" ") },
		"in a cookie":  func(q *http.Request) { q.AddCookie(&http.Cookie{Name: "access_token", Value: good}) },
		"as DPoP":      func(q *http.Request) { q.Header.Set("Authorization", "DPoP "+good) },
	} {
		if w := r.ask(edit); w.Code != http.StatusUnauthorized {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}

// What a client calls itself, or a session, is no identity; nor is a name in a
// header.
func TestASessionOrANameOfAnotherAgentIsNoIdentity(t *testing.T) {
	r := newRemoteHouse(t, "")
	at := 0
	for name, value := range map[string]string{"Mcp-Session-Id": "signed/1", "X-Agent": "opaque", "Forwarded": "for=10.0.0.1", "X-Forwarded-For": "10.0.0.1", "X-Real-Ip": "10.0.0.1", "X-Forwarded-Client-Cert": "URI=spiffe://example.com/opaque"} {
		r.records(&at)
		w := r.ask(func(q *http.Request) { bearing(r.issuer.Token("a", nil))(q); q.Header.Set(name, value) })
		records := r.records(&at)
		if w.Code != http.StatusOK || w.Header().Get("Mcp-Session-Id") != "" || records[0].Who.Agent != "signed" || strings.HasPrefix(records[0].Who.Peer, "10.") {
			t.Errorf("%s: %d, recorded of %+v", name, w.Code, records[0].Who)
		}
		if w := r.ask(func(q *http.Request) { q.Header.Set(name, value) }); w.Code != http.StatusUnauthorized {
			t.Errorf("%s alone: %d", name, w.Code)
		}
	}
}

func TestAnIssuerThatHangsKeepsNobodyElseWaiting(t *testing.T) {
	r := newRemoteHouse(t, "")
	hangs, release := make(chan struct{}), make(chan struct{})
	r.issuer.Instead(func(_ http.ResponseWriter, q *http.Request) {
		close(hangs)
		select {
		case <-release:
		case <-q.Context().Done():
		}
	})
	waits := make(chan int)
	token := r.issuer.Token("a", nil)
	q := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8080/mcp", strings.NewReader(callUsers))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+token)
	go func() {
		w := httptest.NewRecorder()
		r.endpoint.ServeHTTP(w, q)
		waits <- w.Code
	}()
	<-hangs
	for range 20 {
		if w := r.ask(bearing(r.token)); w.Code != http.StatusOK {
			t.Errorf("another agent: %d %s", w.Code, w.Body)
		}
	}
	select {
	case code := <-waits:
		t.Errorf("the issuer's own token was answered %d before its keys", code)
	default:
	}
	close(release)
	if code := <-waits; code != http.StatusUnauthorized {
		t.Errorf("without keys: %d", code)
	}
}

// Who vouches for agents changes with the policy: for the next request, and for a
// caller that was known before.
func TestIssuersAndTheirRulesChangeWithThePolicy(t *testing.T) {
	for name, edit := range map[string][2]string{
		"the issuer is gone":   {"issuer: \"ISSUER\"", "issuer: \"https://gone.example.com\""},
		"another claim":        {"azp: client", "azp: another"},
		"another audience":     {"corp: {issuer: \"ISSUER\", audience: \"https://gate.example.com/mcp\"", "corp: {issuer: \"ISSUER\", audience: x"},
		"another algorithm":    {"[RS256, ES256]", "[ES256]"},
		"a scope more":         {"max_token_age: 1h", "scopes: [more]"},
		"a shorter age":        {"max_token_age: 1h", "max_token_age: 1m"},
		"another agent's":      {"signed: {", "renamed: {"},
		"the credential's end": {"azp: client}}}", "azp: client}}, until: 2026-01-01T00:00:00Z}"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRemoteHouse(t, "")
			token := r.issuer.Token("a", map[string]any{"iat": time.Now().Add(-2 * time.Minute).Unix()})
			var who tools.Caller
			if err := r.gate.Identify(t.Context(), tools.Credential{Token: token}, &who); err != nil {
				t.Fatal(err)
			}
			if answer := r.gate.Call(t.Context(), who, "users_list", nil); answer.IsError {
				t.Fatalf("%s", answer.Structured)
			}
			src, err := os.ReadFile(r.file)
			if err != nil {
				t.Fatal(err)
			}
			from := strings.ReplaceAll(edit[0], "ISSUER", r.issuer.URL)
			changed := strings.Replace(string(src), from, strings.ReplaceAll(edit[1], "ISSUER", r.issuer.URL), 1)
			p, err := policy.Load(r.file, []byte(changed), tools.ForPolicy(), programKeys...)
			if err != nil || changed == string(src) {
				t.Fatal(err)
			}
			if _, err := r.gate.Reload(p); err != nil {
				t.Fatal(err)
			}
			if answer := r.gate.Call(t.Context(), who, "users_list", nil); answer.Code != "denied" {
				t.Errorf("a caller that was known before: %s", answer.Structured)
			}
			wanted := map[string]int{"a scope more": http.StatusForbidden, "another agent's": http.StatusOK}[name]
			if wanted == 0 {
				wanted = http.StatusUnauthorized
			}
			if w := r.ask(bearing(token)); w.Code != wanted {
				t.Errorf("the next request: %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestATokenThatLacksAScopeIsToldWhich(t *testing.T) {
	r := newRemoteHouse(t, "")
	src, _ := os.ReadFile(r.file)
	p, err := policy.Load(r.file, []byte(strings.Replace(string(src), "max_token_age: 1h", "scopes: [jumpgate, read]", 1)), tools.ForPolicy(), programKeys...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.gate.Reload(p); err != nil {
		t.Fatal(err)
	}
	at := 0
	r.records(&at)
	w := r.ask(bearing(r.issuer.Token("a", map[string]any{"scope": "jumpgate"})))
	if got := w.Header().Get("WWW-Authenticate"); w.Code != http.StatusForbidden || !strings.Contains(got, `error="insufficient_scope"`) || !strings.Contains(got, `scope="jumpgate read"`) {
		t.Errorf("%d %s", w.Code, got)
	}
	if records := r.records(&at); len(records) != 1 || records[0].Kind != audit.AuthFailed || !strings.Contains(records[0].Decision.Reason, "it needs jumpgate read") {
		t.Errorf("recorded %+v", records)
	}
	if w := r.ask(bearing(r.issuer.Token("a", map[string]any{"scope": "read x jumpgate"}))); w.Code != http.StatusOK {
		t.Errorf("with both: %d", w.Code)
	}
}

func tokenHash(token string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(token))) }
