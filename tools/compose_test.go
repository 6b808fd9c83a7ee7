package tools

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// agents is a policy of one agent, whose row ends as given.
func agent(name, rest string) string {
	return "version: 1\nagents:\n  " + name + ":\n    owner: o@example.com\n    identify: [{local: true}]\n    " + rest + "\n"
}

const wideReader = `access: {users: read, devices: read, user_groups: read, device_groups: read, applications: read, radius: read, policies: read, events: read, admins: read}`

// missing are the parts that a composed answer lacks, with the codes of why.
func missing(answer map[string]any) map[string]string {
	all := map[string]string{}
	list, _ := answer["missing"].([]any)
	for _, one := range list {
		m := one.(map[string]any)
		all[m["part"].(string)] = m["code"].(string)
	}
	return all
}

func TestEveryPartIsACallOfAToolThatThereIs(t *testing.T) {
	composed := 0
	for _, tool := range All() {
		for _, p := range tool.parts {
			composed++
			inner := table[p.tool]
			if inner == nil || !inner.reads() || inner.parts != nil {
				t.Fatalf("%s: %s is no tool that reads by itself", tool.Name, p.tool)
			}
			if p.of != "" && (namings[p.of].tool == "" || inner.listing == nil) || p.count && inner.listing == nil {
				t.Errorf("%s: %s: its rows have no names, or it has no rows", tool.Name, p.name)
			}
			args, _ := filled(p.args, map[string]string{"id": someone, "username": "ana.ruiz", "email": "ana@example.com"})
			if _, err := inner.decode(args); err != nil {
				t.Errorf("%s: %s %s: %v", tool.Name, p.tool, args, err)
			}
		}
	}
	if composed < 10 {
		t.Errorf("only %d parts", composed)
	}
}

func TestAFootprintIsMadeOfCallsThatAreEachDecidedAndRecorded(t *testing.T) {
	r := newRig(t, agent("a", wideReader))
	ana := items(r.call("a", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	before := len(r.trail())
	a := r.call("a", "user_footprint", `{"id":"`+ana+`"}`)
	if a["user"].(map[string]any)["email"] != "ana.ruiz@example.com" || a["last_activity"].(map[string]any)["event_type"] == nil || len(missing(a)) > 0 {
		t.Errorf("%v", a)
	}
	for part, tool := range map[string]string{"groups": "user_memberships_list", "applications": "user_applications_list", "devices": "user_devices_list", "radius_servers": "user_radius_servers_list"} {
		alone := r.call("a", tool, `{"user_id":"`+ana+`","limit":100}`)
		rows := items(a[part].(map[string]any))
		if len(rows) == 0 || len(rows) != len(items(alone)) || rows[0]["name"] == nil || rows[0]["id"] != items(alone)[0]["id"] {
			t.Errorf("%s: %v, where %s answers %v", part, rows, tool, alone)
		}
	}
	all := r.trail()[before:]
	parent := all[0]
	end := slices.IndexFunc(all, func(rec audit.Record) bool { return rec.Call == parent.Call && rec.Kind == audit.CallOutcome })
	if parent.Kind != audit.CallIntent || parent.Parent != "" || end < 0 {
		t.Fatalf("%+v ... %d", parent, end)
	}
	var tools []string
	open := map[string]bool{}
	for _, rec := range all[1:end] {
		if rec.Parent != parent.Call || rec.Call == parent.Call {
			t.Errorf("%s is no part of %s: %+v", rec.Call, parent.Call, rec)
		}
		if rec.Kind == audit.CallIntent {
			open[rec.Call] = true
			tools = append(tools, rec.What.Tool)
			if rec.Decision.Rule == "" || !strings.Contains(rec.Message, ", as a part of call "+parent.Call) {
				t.Errorf("%s", rec.Message)
			}
		} else {
			delete(open, rec.Call)
		}
	}
	if out := all[end].Outcome; len(open) > 0 || out.Calls != len(tools) || out.Attempts != 0 || out.Result != "ok" || len(tools) < 10 {
		t.Errorf("%v, of %v, still open %v", out, tools, open)
	}
}

// What an agent may not see of it, it does not get this way either.
func TestAFootprintNeverWidens(t *testing.T) {
	for name, c := range map[string]struct {
		rest    string
		missing map[string]string
		hidden  string // nothing of it may be in the answer
	}{
		"users alone": {`access: {users: read}`, map[string]string{"names of groups": "denied", "names of applications": "denied", "names of devices": "denied", "names of radius_servers": "denied", "administrator": "denied", "last_activity": "denied"}, "Engineering Machines"},
		"the footprint alone, but for the keys": {`allow: [{id: some, tools: [user_footprint, user_ssh_keys_list]}]`,
			map[string]string{"user": "denied", "groups": "denied", "applications": "denied", "devices": "denied", "radius_servers": "denied", "administrator": "not_found", "last_activity": "not_found"}, "ana.ruiz@example.com"},
		"a rule against a part": {wideReader + "\n    deny: [{id: no-keys, tools: [user_ssh_keys_list], reason: Keys are secret enough.}]", map[string]string{"ssh_keys": "denied"}, `"laptop"`},
		"a rule against some calls of a part": {wideReader + "\n    deny: [{id: not-engineers, tools: [user_applications_list], when: {target.department: {eq: Engineering}}}]",
			map[string]string{"applications": "denied"}, "aws-sso"},
		"a limit of a part": {wideReader + "\n    require: [{id: few, tools: [user_memberships_list], limit: {objects: 3, per: 1h}}]", map[string]string{"groups": "rate_limited"}, "On Call"},
		"hidden fields": {wideReader + "\n    require: [{id: private, tools: [users_get, users_list], redact: [email, username]}]",
			map[string]string{"administrator": "not_found", "last_activity": "not_found"}, "ana.ruiz"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, agent("a", c.rest)+"\n  other: {owner: o@example.com, identify: [{local: true}], access: {users: read}}\n")
			ana := items(r.call("other", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
			answer := r.answer("a", "user_footprint", `{"id":"`+ana+`"}`)
			got := missing(decoded(t, answer.Structured))
			if answer.IsError || fmt.Sprint(got) != fmt.Sprint(c.missing) {
				t.Errorf("missing are %v, want %v: %s", got, c.missing, answer.Structured)
			}
			whole := strings.ReplaceAll(string(answer.Structured), `"displayname":"Ana Ruiz"`, "")
			if strings.Contains(whole, c.hidden) {
				t.Errorf("it tells %s: %s", c.hidden, answer.Structured)
			}
			var want []string
			for part := range c.missing {
				want = append(want, part)
			}
			slices.Sort(want)
			told := slices.Sorted(slices.Values(r.last().Outcome.Missing))
			if !slices.Equal(told, want) || !strings.Contains(r.last().Message, "the answer was returned without ") {
				t.Errorf("recorded: %v, %s", told, r.last().Message)
			}
		})
	}
}

// Where nothing is granted, or there is no such object, there is no answer.
func TestAFootprintOfNothingFails(t *testing.T) {
	r := newRig(t, agent("a", `allow: [{id: some, tools: [user_footprint]}]`)+"\n  other: {owner: o@example.com, identify: [{local: true}], "+wideReader+"}\n")
	if f := r.fails("a", "user_footprint", `{"id":"`+someone+`"}`); f.Code != "denied" || r.directory.Requests() != 0 {
		t.Errorf("%+v after %d requests", f, r.directory.Requests())
	}
	if f := r.fails("other", "user_footprint", `{"id":"`+someone+`"}`); f.Code != "not_found" || r.directory.Requests() != 1 {
		t.Errorf("%+v after %d requests", f, r.directory.Requests())
	}
	if last := r.last(); last.Outcome.Code != "not_found" || last.Outcome.Result != "error" {
		t.Errorf("%s", last.Message)
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) { return 503, "", true })
	if f := r.fails("other", "fleet_summary", `{}`); f.Code != "upstream_error" {
		t.Errorf("%+v", f)
	}
}

// Why a whole failed is told as it was: nobody disabled this agent.
func TestAWholeWhosePartsAreDeniedSaysSo(t *testing.T) {
	r := newRig(t, agent("a", `access: {devices: read}`+"\n    deny: [{id: no-list, tools: [devices_list]}]"))
	f := r.fails("a", "fleet_summary", `{}`)
	if m := r.last().Message; f.Code != "denied" || !strings.Contains(m, ": none of its parts could be had (denied); nothing was returned.") {
		t.Errorf("%+v: %s", f, m)
	}
}

// What an agent was not granted is nothing that it tried.
func TestFootprintsWithoutAllGrantsHoldNoAgent(t *testing.T) {
	r := newRig(t, agent("a", `access: {users: read}`))
	ana := items(r.call("a", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	for range mostDenials {
		r.call("a", "user_footprint", `{"id":"`+ana+`"}`)
	}
	for _, rec := range r.trail() {
		if rec.Kind == audit.CallDenied || rec.Kind == audit.AgentHeld {
			t.Fatal(rec.Message)
		}
	}
}

// An answer stays as small as any; what does not fit is one call away.
func TestAFootprintFitsIntoAnAnswer(t *testing.T) {
	for _, most := range []int{4 << 10, 8 << 10, 64 << 10} {
		r := newRig(t, agent("a", wideReader), func(o *Options) { o.MaxAnswerBytes = most })
		a := r.answer("a", "user_footprint", `{"id":"ana.ruiz"}`)
		if a.IsError || onWire(a.Structured) > most {
			t.Errorf("%d bytes of %d: %s", onWire(a.Structured), most, a.Structured)
		}
		devices, ok := decoded(t, a.Structured)["devices"].(map[string]any)
		if more, cut := devices["more"].(map[string]any); ok && cut {
			args := memberOf(memberOf(memberOf(a.Structured, "devices"), "more"), "args")
			rest := r.call("a", more["tool"].(string), string(args))
			if len(items(rest)) == 0 || items(rest)[0]["id"] == items(devices)[0]["id"] || devices["complete"] != false {
				t.Errorf("%v goes on with %v", devices, rest)
			}
		} else if most == 8<<10 {
			t.Errorf("nothing was cut at %d bytes: %s", most, a.Structured)
		}
	}
}

func TestAListenerHearsOneCountOfAllCallsOfAFootprint(t *testing.T) {
	r := newRig(t, fullAccess)
	ana := items(r.call("full", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	told, a := r.heard("user_footprint", `{"id":"`+ana+`"}`)
	if a.IsError || len(told) < 9 || told[0] != 2 || !slices.IsSorted(told) || told[len(told)-1] != len(told)+1 {
		t.Errorf("told %v: %s", told, a.Structured)
	}
}

// An agent that is disabled in the middle gets no further.
func TestADisabledAgentsFootprintEndsThere(t *testing.T) {
	off := false
	r := newRig(t, agent("a", wideReader), func(o *Options) { o.Disabled = func(string) bool { return off } })
	ana := items(r.call("a", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	before := r.directory.Requests()
	r.directory.Fail(func(*http.Request) (int, string, bool) { off = r.directory.Requests()-before >= 2; return 0, "", false })
	a := r.answer("a", "user_footprint", `{"id":"`+ana+`"}`)
	if n := r.directory.Requests() - before; n > 3 || !strings.Contains(string(a.Structured), `"missing"`) {
		t.Errorf("%d requests: %s", n, a.Structured)
	}
}

func TestADeviceFootprintNamesWhatItTells(t *testing.T) {
	r := newRig(t, agent("a", wideReader))
	a := r.call("a", "device_footprint", `{"id":"ana-ruiz-mbp"}`)
	device := a["device"].(map[string]any)
	if len(missing(a)) > 0 || device["fde"] == nil || items(a["users"].(map[string]any))[0]["name"] != "ana.ruiz" || items(a["groups"].(map[string]any))[0]["name"] != "Macs" {
		t.Errorf("%v", a)
	}
	for _, row := range items(a["policies"].(map[string]any)) {
		if row["name"] == nil || row["state"] == nil {
			t.Errorf("%v", row)
		}
	}
	if id := memberOf(jsontext.Value(r.answer("a", "device_footprint", `{"id":"ana-ruiz-mbp"}`).Structured), "resolved"); id == nil {
		t.Error("it does not say which device that is")
	}
}

// Whoever administers JumpCloud's console is told, and nobody else: whatever an
// unpublished filter answers.
func TestAFootprintTellsAnAdministrator(t *testing.T) {
	r := newRig(t, fullAccess)
	ana := items(r.call("full", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	if a := r.call("full", "user_footprint", `{"id":"`+ana+`"}`); fmt.Sprint(a["administrator"]) != "map[]" {
		t.Errorf("%v", a["administrator"])
	}
	r.call("full", "admins_create", `{"email":"ana.ruiz@example.com","roleName":"Help Desk"}`)
	for name, answer := range map[string]string{"as it is": "", "a filter that is ignored": `{"totalCount":2,"results":[{"_id":"` + someone + `","email":"Someone@example.com"},{"_id":"` + another + `","email":"Ana.Ruiz@example.com","roleName":"Help Desk"}]}`} {
		r.directory.Fail(func(q *http.Request) (int, string, bool) {
			return 200, answer, answer != "" && strings.HasSuffix(q.URL.Path, "/api/users")
		})
		a := r.call("full", "user_footprint", `{"id":"`+ana+`"}`)
		if admin, _ := a["administrator"].(map[string]any); admin["roleName"] != "Help Desk" || !strings.EqualFold(admin["email"].(string), "ana.ruiz@example.com") {
			t.Errorf("%s: %v", name, a["administrator"])
		}
	}
}

// Where not all administrators were told, nobody is said to be none.
func TestAnAdministratorWhoWasNotLookedAtIsMissing(t *testing.T) {
	r := newRig(t, agent("a", wideReader))
	rows := make([]string, 100)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"_id":"%024x","email":"a%d@example.com"}`, i+1, i)
	}
	ignored := `{"totalCount":101,"results":[` + strings.Join(rows, ",") + `]}`
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 200, ignored, strings.HasSuffix(q.URL.Path, "/api/users")
	})
	if a := r.call("a", "user_footprint", `{"id":"ana.ruiz"}`); a["administrator"] != nil || missing(a)["administrator"] == "" {
		t.Errorf("%v, missing %v", a["administrator"], missing(a))
	}
}

// What a person may call themselves is a value, wherever it goes.
func TestWhatAnObjectIsCalledBreaksOutOfNoArgument(t *testing.T) {
	for _, name := range []string{`a"b`, `a","limit":1,"x":"`, "{id}", `\u0022`, "a\nb", strings.Repeat("ä", 300)} {
		args, ok := filled(`{"filter":["email:$eq:{email}"],"search_term":{"and":[{"initiated_by.username":"{username}"}]}}`, map[string]string{"email": name, "username": name})
		m := decoded(t, args)
		if !ok || len(m) != 2 || m["filter"].([]any)[0] != "email:$eq:"+name || m["search_term"].(map[string]any)["and"].([]any)[0].(map[string]any)["initiated_by.username"] != name {
			t.Errorf("%q: %s", name, args)
		}
	}
	if _, ok := filled(`{"filter":["email:$eq:{email}"]}`, nil); ok {
		t.Error("what is not known was asked for")
	}
}
