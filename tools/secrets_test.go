package tools

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// What does more than read and write is granted by full access, or by name.
func TestNoLevelBelowFullReachesWhatDoesMore(t *testing.T) {
	for _, level := range []string{"off", "read", "write", "full"} {
		p := load(t, strings.Replace(strings.ReplaceAll(fullAccess, `"full"`, `"`+level+`"`), "full:", "agent:", 1))
		for _, tool := range All() {
			want := level == "full" || tool.Class == policy.Read && level != "off" || tool.Class == policy.Write && level == "write"
			if got := p.Granted("agent", tool.Name, time.Now()).Effect == policy.Allow; got != want {
				t.Errorf("%s (%s) at %s: %v", tool.Name, tool.Class, level, got)
			}
		}
	}
}

// rawSecrets are all secrets that a sandbox tells who holds its key.
func rawSecrets(t *testing.T, directory *sandbox.Server) map[string][]string {
	t.Helper()
	get := func(path string) string {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("x-api-key", sandbox.DefaultAPIKey)
		w := httptest.NewRecorder()
		directory.ServeHTTP(w, r)
		if w.Code != http.StatusOK && w.Code != http.StatusNotFound {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	secrets := map[string][]string{"the API key": {sandbox.DefaultAPIKey}}
	find := func(what, text, pattern string) {
		for _, found := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			secrets[what] = append(secrets[what], found[1])
		}
	}
	ids := regexp.MustCompile(`"_?id":"([0-9a-f]{24})"`)
	find("shared secrets", get("/api/radiusservers?limit=100"), `"sharedSecret":"([^"]+)"`)
	find("private keys", get("/api/applications?limit=100"), `"idpPrivateKey":\{[^}]*"value":"([^"]+)"`)
	for _, id := range ids.FindAllStringSubmatch(get("/api/systems?limit=100&fields=hostname"), -1) {
		find("recovery keys", get("/api/v2/systems/"+id[1]+"/fdekey"), `"key":"([^"]+)"`)
	}
	for _, id := range ids.FindAllStringSubmatch(get("/api/v2/policies?limit=100&fields=name"), -1) {
		find("secret settings", get("/api/v2/policies/"+id[1]), `"sensitive":true,"value":"([^"]+)"`)
	}
	for table, column := range map[string]string{"managed_policies": "value", "cups_destinations": "option_value", "apps": "environment", "system_controls": "current_value"} {
		find("secret columns", get("/api/v2/systeminsights/"+table+"?limit=1000"), `"`+column+`":"[^"]*(invented-[^"@]+)`)
	}
	find("beginnings of keys", get("/api/users?limit=100"), `"prefix":"([^"]+)"`)
	for _, id := range regexp.MustCompile(`"objectId":"(\w+)"`).FindAllStringSubmatch(get("/api/v2/service-accounts?limit=100"), -1) {
		find("beginnings of keys", get("/api/v2/service-accounts/"+id[1]), `"apiKeyPrefix":"([^"]+)"`)
	}
	return secrets
}

// Every tool is called, with every field that its answer can have: no secret of
// the directory is in any answer but that of a tool that is there to reveal it,
// and none in any line of the trail.
func TestNoSecretOfTheDirectoryIsInAnAnswerOrInTheTrail(t *testing.T) {
	directory := newDirectory()
	r := newRigOver(t, fullAccess, directory, func(o *Options) { o.MaxAnswerBytes = 8 << 20 })
	secrets := rawSecrets(t, directory)
	for _, what := range []string{"shared secrets", "private keys", "recovery keys", "secret settings", "secret columns", "beginnings of keys"} {
		if len(secrets[what]) == 0 {
			t.Errorf("the sandbox has no %s", what)
		}
	}
	told := func(text string) (found []string) {
		for what, all := range secrets {
			for _, secret := range all {
				if strings.Contains(text, secret) && !slices.Contains(found, what) {
					found = append(found, what)
				}
			}
		}
		return found
	}
	for _, table := range table["system_insights_query"].valuesOf("table") {
		a := r.answer("full", "system_insights_query", `{"table":"`+table+`","limit":100}`)
		if found := told(string(a.Structured)); a.IsError || len(found) > 0 {
			t.Errorf("the table %s tells %v: %.300s", table, found, a.Structured)
		}
	}
	revealed := 0
	for _, tool := range All() {
		if !tool.reads() || calls[tool.Name] == "" {
			continue
		}
		args := decoded(t, []byte(r.withIDs(calls[tool.Name])))
		for _, fields := range [][]string{nil, tool.documented()} {
			if len(fields) > 0 {
				args["fields"] = fields
			}
			delete(args, "filter")
			if tool.listing != nil {
				args["limit"] = 100
			}
			b, err := json.Marshal(args)
			if err != nil {
				t.Fatal(err)
			}
			a := r.answer("full", tool.Name, string(b))
			if a.IsError {
				t.Errorf("%s %s: %s", tool.Name, b, a.Structured)
			}
			found := told(string(a.Structured))
			if tool.Class == policy.Reveal {
				revealed += len(found)
			} else if len(found) > 0 {
				t.Errorf("%s tells %v", tool.Name, found)
			}
		}
	}
	for _, tool := range All() { // and then what changes something
		if args := calls[tool.Name]; !tool.reads() && args != "" {
			if _, named := namings[tool.On]; named {
				args = strings.ReplaceAll(args, "{made}", "{"+tool.On+"}")
			}
			a := r.answer("full", tool.Name, r.withIDs(args))
			if found := told(string(a.Structured)); len(found) > 0 {
				t.Errorf("%s tells %v", tool.Name, found)
			}
		}
	}
	if revealed == 0 {
		t.Error("what is there to reveal reveals nothing")
	}
	for name, sets := range map[string]string{"radius_servers_list": "sharedSecret", "applications_list": "config"} {
		if a := r.answer("full", name, `{"fields":["`+sets+`"]}`); !strings.Contains(string(a.Structured), "[secret]") {
			t.Errorf("%s has no secret that is masked: %.300s", name, a.Structured)
		}
	}
	b, err := os.ReadFile(r.log)
	if err != nil {
		t.Fatal(err)
	}
	if found := told(string(b)); len(found) > 0 {
		t.Errorf("the trail tells %v", found)
	}
}
