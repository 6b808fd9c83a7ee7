package tools

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Full access to all else makes nobody one who administers JumpCloud.
func TestNoAccessToOthersReachesAdministrators(t *testing.T) {
	p := load(t, strings.Replace(fullAccess, `"admins":"full",`, "", 1))
	met := 0
	for _, tool := range All() {
		granted := p.Granted("full", tool.Name, time.Now()).Effect == policy.Allow
		if about := strings.HasPrefix(tool.endpoint.Route().Template, "/api/users") || strings.HasPrefix(tool.Name, "admin"); about || tool.On == "admins" {
			met++
			if granted || tool.On != "admins" {
				t.Errorf("%s is granted: %v", tool.Name, granted)
			}
		} else if !granted {
			t.Errorf("%s is not granted", tool.Name)
		}
	}
	if met < 9 {
		t.Errorf("%d tools are about administrators", met)
	}
}

// What JumpCloud does not publish may hold what nobody expects.
func TestWhatIsAKeyOrAPasswordIsMaskedWhereverItStands(t *testing.T) {
	r := newRig(t, fullAccess)
	const someID = `"objectId":"` + someone + `","_id":"` + someone + `"`
	for tool, row := range map[string]string{
		"admins_get": someID + `,"apiKeyHash":"CANARY","apiKey":"CANARY","password":"CANARY","passwordHash":"CANARY","api_key":{"value":"CANARY"}`,
		"service_accounts_get": someID + `,"authConfigList":[{"apiKeyConfig":{"apiKey":"CANARY","apiKeyPrefix":"CANARY"},
			"clientSecretConfig":{"clientSecret":"CANARY","clientId":"x"},"clientSecret":"CANARY"}]`,
	} {
		r.directory.Fail(func(*http.Request) (int, string, bool) { return 200, "{" + row + "}", true })
		args := `{"id":"` + someone + `"}`
		if tool == "service_accounts_get" {
			args = `{"service_account_id":"` + someone + `"}`
		}
		for _, fields := range []string{"", `,"fields":["apiKeyHash","apiKey","password","passwordHash","api_key","authConfigList"]`} {
			a := r.answer("full", tool, strings.TrimSuffix(args, "}")+fields+"}")
			if a.IsError || strings.Contains(string(a.Structured), "CANARY") || fields != "" && !strings.Contains(string(a.Structured), "[secret]") {
				t.Errorf("%s: %s", tool, a.Structured)
			}
		}
	}
	r.directory.Fail(nil)
	if f := r.fails("full", "admins_list", `{"filter":["apiKeyHash.prefix:$sw:jca"]}`); f.Code != "invalid_arguments" {
		t.Errorf("%+v", f)
	}
}

// A RADIUS server's secret is kept by a change that does not give it, and told
// to nobody: not when it is given either.
func TestTheSecretOfARadiusServerIsKeptAndNeverTold(t *testing.T) {
	r := newRig(t, fullAccess)
	const secret = "C4nary-of-a-secret!"
	made := r.call("full", "radius_servers_create", `{"name":"Yard","networkSourceIp":"203.0.113.9","sharedSecret":"`+secret+`"}`)
	id := made["_id"].(string)
	told := string(r.answer("full", "radius_servers_update", `{"id":"Yard","networkSourceIp":"203.0.113.10"}`).Structured) +
		string(r.answer("full", "radius_servers_get", `{"id":"`+id+`","fields":"sharedSecret,networkSourceIp"}`).Structured)
	if !strings.Contains(told, "203.0.113.10") || !strings.Contains(told, `"sharedSecret":"[secret]"`) || strings.Contains(told, secret) {
		t.Error(told)
	}
	if kept := rawSecrets(t, r.directory)["shared secrets"]; kept[len(kept)-1] != secret {
		t.Errorf("%q", kept)
	}
	for _, name := range []string{"radius_servers_update", "radius_servers_create"} {
		if f := r.fails("full", name, `{"id":"`+id+`","sharedSecret":"`+secret+`","nonsense":1}`); strings.Contains(f.Message, secret) {
			t.Error(f.Message)
		}
	}
	faults, err := sandbox.ParseFaults("masked-secrets")
	if err != nil {
		t.Fatal(err)
	}
	hidden := newRigOver(t, fullAccess, founded().Copy(sandbox.Options{Faults: faults}))
	lab := hidden.withIDs(`{"id":"{radius}","name":"New"`)
	f := hidden.fails("full", "radius_servers_update", lab+"}")
	if f.Code != "invalid_arguments" || !strings.Contains(f.Message, "argument sharedSecret: is needed") {
		t.Errorf("%+v", f)
	}
	hidden.call("full", "radius_servers_update", lab+`,"sharedSecret":"`+secret+`"}`)
	for _, log := range []string{r.log, hidden.log} {
		b, err := os.ReadFile(log)
		if err != nil || strings.Contains(string(b), secret) || !strings.Contains(string(b), "[secret]") {
			t.Errorf("the trail tells it, or nothing of it: %v\n%s", err, b)
		}
	}
}
