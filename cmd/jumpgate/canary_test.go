package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	canaryKey    = "jca_CANARY+key/0123456789abcdefghijklmn"
	canaryID     = "an-id"
	canarySecret = "CANARY~secret+/0123456789"
	canaryToken  = "eyJhbGciOiJSUzI1NiJ9.CANARYtoken0123456789.c2ln"
)

// canaryBasic is how id and secret travel together.
var canaryBasic = base64.StdEncoding.EncodeToString([]byte(canaryID + ":" + url.QueryEscape(canarySecret)))

// echoing is a JumpCloud in which everything goes wrong, on each route each
// time in another way, and which repeats in each answer whatever proved to it
// who asks. A 429, after which nothing is sent for a while, comes last.
func echoing(tokens bool) http.Handler {
	var mu sync.Mutex
	asked := map[string]int{}
	fail := func(w http.ResponseWriter, r *http.Request) {
		proof := r.Header.Get("x-api-key") + " " + r.Header.Get("Authorization")
		if _, secret, ok := r.BasicAuth(); ok {
			plain, _ := url.QueryUnescape(secret)
			proof += " " + plain
		}
		quoted, _ := jsontext.AppendQuote(nil, proof)
		ways := []struct {
			status int
			body   string
		}{
			{400, `{"message":` + string(quoted) + `}`}, {401, `{"error":` + string(quoted) + `}`}, {403, proof}, {404, `{"message":"no","details":[` + string(quoted) + `]}`},
			{409, url.QueryEscape(proof)}, {500, "<html>" + proof}, {503, `{"error":"x","error_description":` + string(quoted) + `}`},
			{200, proof}, {200, `{` + string(quoted) + `:1,` + string(quoted) + `:2}`}, {302, proof}, {204, ""}, {0, proof}, {-1, proof},
			{200, `{"_id":"66c0a1b2c3d4e5f601234567","username":"ana.ruiz","displayname":` + string(quoted) + `}`},
		}
		mu.Lock()
		asked[r.URL.Path]++
		way := ways[asked[r.URL.Path]%len(ways)]
		if asked["/insights/directory/v1/events/count"] == len(ways) {
			way.status = 429
		}
		mu.Unlock()
		if way.status == 0 { // the answer breaks off
			w.Header().Set("Content-Length", "100000")
			way.status = 400
		}
		if way.status < 0 { // more follows than the answer
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer conn.Close()
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}%s", way.body)
			_, _ = io.Copy(io.Discard, conn) // until the client closes it
			return
		}
		w.Header().Set("Location", "/?k="+url.QueryEscape(proof))
		w.WriteHeader(way.status)
		_, _ = w.Write([]byte(way.body))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tokens && r.URL.Path == "/oauth2/token" {
			fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, canaryToken)
			return
		}
		fail(w, r)
	})
}

// No output of a run, whatever goes wrong in it, tells key, secret or token:
// not the answers, not the log at its most talkative, not the audit trail.
func TestNoOutputOfARunTellsASecret(t *testing.T) {
	for name, c := range map[string]struct {
		section string
		tokens  bool
		says    string // what shows that it went where it should
	}{
		"a key":                       {"api_key: '${A_CANARY_KEY}'", false, "JumpCloud answered 401: [secret]"},
		"a service account":           {"client_id: an-id, client_secret: '${A_CANARY_SECRET}', token_url: 'ORIGIN/oauth2/token'", true, "JumpCloud answered 403: Bearer [secret]"},
		"a service account refused":   {"client_id: an-id, client_secret: '${A_CANARY_SECRET}', token_url: 'ORIGIN/oauth2/token'", false, "JumpCloud answered 401: Basic [secret] [secret]"},
		"both":                        {"api_key: '${A_CANARY_KEY}', client_id: an-id, client_secret: '${A_CANARY_SECRET}'", false, "leave one out"},
		"a key that stands there":     {"api_key: '" + canaryKey + "'", false, "must say where the key is"},
		"an address that is no place": {"api_key: '${A_CANARY_KEY}', console_url: 'https://" + canaryID + ":CANARY@example.com'", false, "holds a user name or password"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(echoing(c.tokens))
			defer s.Close()
			section := strings.ReplaceAll(c.section, "ORIGIN", s.URL)
			if !strings.Contains(section, "console_url") {
				section += fmt.Sprintf(", console_url: '%s', insights_url: '%s/insights/directory/v1'", s.URL, s.URL)
			}
			p := newPlace(t, "server: {call_timeout: 300ms}\njumpcloud: {"+section+"}")
			src, err := os.ReadFile(p.config)
			if err != nil {
				t.Fatal(err)
			}
			var calls strings.Builder
			calls.WriteString(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a test","version":"1"}}}` + "\n")
			for i, call := range []string{`"users_list","arguments":{}`, `"users_get","arguments":{"id":"ana.ruiz"}`, `"users_get","arguments":{"id":"66c0a1b2c3d4e5f601234567"}`, `"users_delete","arguments":{"id":"66c0a1b2c3d4e5f601234567"}`, `"events_count","arguments":{"service":["all"],"start_time":"2026-01-01T00:00:00Z"}`} {
				for j := range 14 {
					fmt.Fprintf(&calls, `{"jsonrpc":"2.0","id":"%d.%d","method":"tools/call","params":{"name":%s}}`+"\n", i, j, call)
				}
			}
			said := ""
			for _, args := range [][]string{
				{"serve", "--agent", "full", "--log-level", "debug", "--config", p.config},
				{"call", "users_list", "--agent", "full", "--log-level", "debug", "--log-format", "text", "--config", p.config},
			} {
				cmd := exec.Command("jumpgate", args...)
				cmd.Env = append(os.Environ(), "A_CANARY_KEY="+canaryKey, "A_CANARY_SECRET="+canarySecret)
				cmd.Stdin = strings.NewReader(calls.String())
				out, _ := cmd.CombinedOutput() // it may fail: what it says counts
				wantNoCanary(t, args[0], string(out))
				said += strings.ReplaceAll(string(out), "\\", "")
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("nowhere %q: %s", c.says, said)
			}
			err = filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				b, err := os.ReadFile(path)
				if path == p.config {
					b = []byte(strings.TrimPrefix(string(b), string(src)))
				}
				wantNoCanary(t, filepath.Base(path), string(b))
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func wantNoCanary(t *testing.T, where, text string) {
	t.Helper()
	plain, err := url.PathUnescape(strings.ReplaceAll(text, "%", "%25"))
	if err != nil {
		plain = text
	}
	for _, told := range []string{"CANARY+", "CANARY~", "CANARYtoken", "CANARY%", "CANARY@", canaryBasic} {
		if at := strings.Index(strings.ToUpper(plain), strings.ToUpper(told)); at >= 0 {
			t.Errorf("%s tells %s: …%.300s", where, told, plain[max(0, at-100):])
		}
	}
}
