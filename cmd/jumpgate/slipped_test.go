package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// seeded are 200 secrets, the same in every run. What is kept secret in its
// own place may be any word; what slips into another place looks like a secret.
type seeded struct {
	passwords []string // arguments and answers that are secrets by their field
	slipped   []string // in any argument, and in what JumpCloud says
	names     []string // in what the directory's objects are called

	begins [][]string // all of them by the first two bytes of their cores, so that a text is gone through once
}

func seedSecrets() seeded {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(alphabet string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(b)
	}
	const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	looks := []func() string{
		func() string { return "jca_" + random(letters, 36) },
		func() string { return random("0123456789abcdef", 40) },
		func() string { return "jg_" + random(letters, 43) },
		func() string {
			return "eyJ" + random(letters, 20) + "." + random(letters, 40) + "." + random(letters, 43)
		},
		func() string { return "Bearer " + random(letters, 16) + "7" },
		func() string { return "https://ana:" + random(letters, 16) + "@example.com/path" },
		func() string {
			return "-----BEGIN RSA PRIVATE KEY-----\n" + random(letters, 64) + "\n" + random(letters, 64) + "\n-----END RSA PRIVATE KEY-----"
		},
	}
	var s seeded
	for range 60 {
		s.passwords = append(s.passwords, random(letters, 9+r.IntN(12))+"-"+random(letters, 4)+"!")
	}
	for i := range 112 {
		s.slipped = append(s.slipped, looks[i%len(looks)]())
	}
	for i := range 28 {
		s.names = append(s.names, looks[i%len(looks)]())
	}
	s.begins = make([][]string, 1<<16)
	for _, secret := range slices.Concat(s.passwords, s.slipped, s.names) {
		at := pair(strings.ToLower(core(secret)))
		s.begins[at] = append(s.begins[at], secret)
	}
	return s
}

// core is the part of a secret that must be nowhere: what is left of it behind
// what gives it away.
func core(secret string) string {
	for _, mark := range []string{"Bearer ", "https://ana:", "-----BEGIN RSA PRIVATE KEY-----\n", "eyJ", "jca_", "jg_"} {
		secret = strings.TrimPrefix(secret, mark)
	}
	return secret[:min(12, len(secret))]
}

// blabbing is a JumpCloud that puts secrets into all it says, and answers each
// request in another way: as it should, with names that are secrets, or failing
// with words that repeat what it was sent.
func blabbing(s seeded) http.Handler {
	directory := sandbox.New(sandbox.Options{})
	var asked atomic.Uint32
	pick := func(from []string, i uint32) string { return from[int(i)%len(from)] }
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		said, _ := json.Marshal(fmt.Sprintf("no: %s %s %s %s", pick(s.slipped, i/8), body, r.URL.RawQuery, pick(s.slipped, i/8+50)))
		switch i % 8 {
		case 0, 1:
			directory.ServeHTTP(w, r)
		case 2:
			w.WriteHeader(400)
			fmt.Fprintf(w, `{"message":%s,"details":[%s]}`, said, said)
		case 3:
			w.WriteHeader(409)
			fmt.Fprintf(w, `{"error":%s}`, said)
		case 4:
			w.WriteHeader(404)
			fmt.Fprintf(w, "%s", said)
		case 5:
			fmt.Fprintf(w, `{"results":[{"_id":%s}]`, said) // and no more
		default:
			name, _ := json.Marshal(pick(s.names, i/8))
			hush, _ := json.Marshal(pick(s.passwords[40:], i/8))
			object := fmt.Sprintf(`{"_id":"66c0a1b2c3d4e5f6012345%02x","id":"66c0a1b2c3d4e5f6012345%02x","username":%s,"email":%s,"hostname":%s,"name":%s,"displayName":%s,"password":%s,"sharedSecret":%s,"api_key":%s,`+
				`"values":[{"configFieldID":"a","sensitive":true,"value":%s}],"to":{"type":"user","id":"66c0a1b2c3d4e5f601234567"}}`, i%200, i%200, name, name, name, name, name, hush, hush, hush, hush)
			switch {
			case r.Method == http.MethodGet && (strings.Count(r.URL.Path, "/") < 4 && !strings.Contains(r.URL.Path, "/v2/")):
				object = fmt.Sprintf(`{"results":[%s],"totalCount":1}`, object)
			case r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/v2/") && len(filepath.Base(r.URL.Path)) != 24:
				object = "[" + object + "]"
			}
			_, _ = io.WriteString(w, object)
		}
	})
}

// usual are values that fit arguments by their names, so that calls get far.
var usual = map[string]any{
	"service": []string{"all"}, "start_time": "2026-11-01T00:00:00Z", "end_time": "2026-11-02T00:00:00Z", "email": "a@example.com", "username": "a.person", "field": "client_ip",
	"user": "000000000000000000000000", "template": map[string]any{"id": "66c0a1b2c3d4e5f601234567"}, "command": "true",
}

// leaks are calls of every tool, each with secrets in one of its arguments, and
// what it needs besides.
func leaks(t *testing.T, s seeded) (lines []string) {
	t.Helper()
	var all []struct {
		Name   string
		Schema jsonschema.Schema `json:"inputSchema"`
	}
	if err := json.Unmarshal(tools.Encode(tools.All()), &all); err != nil {
		t.Fatal(err)
	}
	n := 0
	next := func(from []string) string { n++; return from[n%len(from)] }
	fits := func(name string, p *jsonschema.Schema) any {
		switch v, known := usual[name]; {
		case known:
			return v
		case p == nil:
			return "x"
		case len(p.Enum) > 0:
			return p.Enum[0]
		case p.Type == "boolean":
			return true
		case p.Type == "integer":
			return 1
		case p.Type == "array":
			return []string{"x"}
		case name == "id" || strings.HasSuffix(name, "_id"):
			return "66c0a1b2c3d4e5f601234567"
		}
		return "x"
	}
	for i, tool := range all {
		for name, p := range tool.Schema.Properties {
			args := map[string]any{}
			for _, needed := range tool.Schema.Required {
				args[needed] = fits(needed, tool.Schema.Properties[needed])
			}
			switch {
			case name == "password":
				for _, secret := range s.passwords[:40] {
					args[name] = secret
					b, _ := json.Marshal(args)
					lines = append(lines, fmt.Sprintf(`"name":%q,"arguments":%s`, tool.Name, b))
				}
				continue
			case p != nil && p.Type == "array":
				args[name] = []any{next(s.slipped), map[string]any{"name": next(s.slipped), "value": next(s.slipped)}}
			case p != nil && p.Type == "object":
				args[name] = map[string]any{"and": []any{map[string]any{next(s.slipped): next(s.slipped)}}, "value": next(s.slipped)}
			default:
				args[name] = next(s.slipped)
			}
			b, _ := json.Marshal(args)
			lines = append(lines, fmt.Sprintf(`"name":%q,"arguments":%s`, tool.Name, b))
			args[name] = fits(name, p) // and one that gets to JumpCloud, more likely
			b, _ = json.Marshal(args)
			lines = append(lines, fmt.Sprintf(`"name":%q,"arguments":%s`, tool.Name, b))
		}
		b, _ := json.Marshal(map[string]any{next(s.slipped): next(s.slipped)})
		lines = append(lines, fmt.Sprintf(`"name":%q,"arguments":%s`, tool.Name, b))
		if i < 40 { // who names more tools that do not exist is held
			lines = append(lines, fmt.Sprintf(`"name":%q,"arguments":{}`, next(s.slipped)))
		}
	}
	slices.Sort(lines)
	return lines
}

// No file, answer or line of the log holds one of 200 secrets, wherever they
// came from: arguments and what is nested in them, names in the directory, and
// all that JumpCloud says when it fails. Names alone, also those that an agent
// gave, are data in an answer that is no error.
func TestNoOutputTellsWhatSlippedIntoIt(t *testing.T) {
	t.Parallel()
	s := seedSecrets()
	if n := len(s.passwords) + len(s.slipped) + len(s.names); n != 200 {
		t.Fatalf("%d secrets", n)
	}
	up := httptest.NewServer(blabbing(s))
	defer up.Close()
	for _, pii := range []string{"clear", "hmac"} {
		p := newPlace(t, asking(t)+fmt.Sprintf("server: {call_timeout: 2s}\naudit: {pii: %s, rotate: {size: 64KiB}}\njumpcloud: {api_key: '${A_KEY}', console_url: '%s', insights_url: '%s/insights/directory/v1'}\n", pii, up.URL, up.URL))
		config, err := os.ReadFile(p.config)
		if err != nil {
			t.Fatal(err)
		}
		var in strings.Builder
		in.WriteString(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"` + s.slipped[0] + `","version":"1"}}}` + "\n")
		calls := leaks(t, s)
		for i, call := range calls {
			fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{%s}}`+"\n", i+1, call)
		}
		fmt.Fprintf(&in, `{"jsonrpc":"2.0","id":"x","method":%q,"params":{%q:1}}`+"\n", s.slipped[1], s.slipped[2])
		run := func(args ...string) (stdout, stderr string) {
			cmd := exec.Command("jumpgate", append(args, "--config", p.config)...)
			cmd.Env = append(os.Environ(), "A_KEY="+sandbox.DefaultAPIKey)
			cmd.Stdin = strings.NewReader(in.String())
			var out, log strings.Builder
			cmd.Stdout, cmd.Stderr = &out, &log
			_ = cmd.Run() // what it says counts
			return out.String(), log.String()
		}
		answers, log := run("serve", "--agent", "full", "--log-level", "debug", "--log-format", "json")
		answered, failed := 0, 0
		for line := range strings.Lines(answers) {
			answered++
			var a struct {
				Result struct {
					IsError bool `json:"isError"`
				} `json:"result"`
			}
			if json.Unmarshal([]byte(line), &a) == nil && a.Result.IsError {
				failed++
				s.wantNone(t, "an error", line, false)
			} else {
				s.wantNone(t, "an answer", line, true)
			}
		}
		s.wantNone(t, "the log", log, false)
		if answered < len(calls) || failed < len(calls)/2 || answered-failed < 30 || !strings.Contains(log, "[secret]") {
			t.Errorf("%s: of %d calls %d were answered, %d with an error; the log: %.300s", pii, len(calls), answered, failed, log)
		}
		kinds := map[string]int{}
		err = filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text := read(t, path)
			if path == p.config {
				text = strings.TrimPrefix(text, string(config))
			}
			kinds[strings.TrimLeft(strings.TrimPrefix(filepath.Base(path), "audit.jsonl"), ".0123456789")] += strings.Count(text, "[secret]")
			s.wantNone(t, filepath.Base(path), text, false)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if kinds["gz"] == 0 || kinds["approvals"] == 0 {
			t.Errorf("%s: nothing was hidden in some of the files: %v", pii, kinds)
		}
		for _, args := range [][]string{{"audit", "query", "--sentences"}, {"audit", "query", "--csv"}, {"audit", "export", "--format", "otlp"}, {"audit", "export", "--format", "cef"},
			{"audit", "export", "--format", "ocsf"}, {"audit", "export", "--format", "ecs"}, {"audit", "stats"}, {"audit", "verify"}, {"policy", "replay", "--audit", filepath.Join(p.dir, "audit.jsonl"), p.config}, {"call", "users_get", "--agent", "full", "--args", `{"id":"` + s.slipped[3] + `"}`}} {
			out, log := run(args...)
			s.wantNone(t, strings.Join(args[:2], " "), out+log, false)
			if out == "" {
				t.Errorf("%s says nothing: %.300s", strings.Join(args[:2], " "), log)
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantNone wants none of the secrets in a text. What a directory's objects are
// called is data where they are what was asked for.
func (s seeded) wantNone(t *testing.T, where, text string, data bool) {
	t.Helper()
	small := strings.ToLower(text)
	for at := range max(0, len(small)-1) {
		for _, secret := range s.begins[pair(small[at:])] {
			if data && !slices.Contains(s.passwords, secret) {
				continue
			}
			if strings.HasPrefix(small[at:], strings.ToLower(core(secret))) {
				t.Errorf("%s tells %.40q: …%.300s", where, secret, text[max(0, at-150):])
				return
			}
		}
	}
}

func pair(text string) uint16 { return uint16(text[0])<<8 | uint16(text[1]) }

// What would be found must be found: each secret, wherever it stands, and in
// capitals.
func TestWhatSlipsIntoATextIsFound(t *testing.T) {
	s := seedSecrets()
	for _, secret := range slices.Concat(s.passwords, s.slipped, s.names) {
		for _, text := range []string{core(secret), "a " + strings.ToUpper(core(secret)), core(secret)[:1] + core(secret) + "\n"} {
			found := &testing.T{}
			if s.wantNone(found, "it", text, false); !found.Failed() {
				t.Errorf("%q is not found in %q", secret, text)
			}
			found = &testing.T{}
			if s.wantNone(found, "it", text, true); found.Failed() != slices.Contains(s.passwords, secret) {
				t.Errorf("%q in data: %t", secret, found.Failed())
			}
		}
		clean := &testing.T{}
		if s.wantNone(clean, "it", core(secret)[:11]+" "+core(secret)[1:], false); clean.Failed() {
			t.Errorf("a part of %q is found", secret)
		}
	}
}
