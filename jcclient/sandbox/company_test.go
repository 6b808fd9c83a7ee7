package sandbox

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2026, time.November, 25, 10, 30, 15, 123_456_789, time.UTC)

func newDay() *Server { return New(Options{Now: func() time.Time { return day }}) }

func companyOf(people, devices int, now time.Time) *store {
	return foundOnce(size{cmp.Or(people, writtenPeople), cmp.Or(devices, writtenDevices), now})
}

var everyKind = []kind{users, systems, userGroups, systemGroups, commands, applications, policies, templates, radiusServers}

func TestTheCompanyHasTheSizesThatAreDocumented(t *testing.T) {
	c := companyOf(0, 0, day)
	for k, want := range map[kind]int{
		users: 150, systems: 90, userGroups: 14, systemGroups: 8, commands: 12, applications: 6, policies: 10, templates: 8, radiusServers: 3,
	} {
		if got := len(c.all(k)); got != want {
			t.Errorf("kind %d: %d objects, not %d", k, got, want)
		}
	}
	if n := len(c.events); n < 1000 || n > 4000 {
		t.Errorf("%d events", n)
	}
}

func TestTheSameCompanyIsFoundEveryTime(t *testing.T) {
	a, b := newDay().store, newDay().store
	if !reflect.DeepEqual(a, b) {
		t.Error("two companies of one moment differ")
	}
	later := companyOf(0, 0, day.AddDate(1, 2, 3))
	for _, k := range everyKind {
		if !slices.Equal(a.order[k], later.order[k]) {
			t.Errorf("kind %d has other ids on another day", k)
		}
	}
	if !reflect.DeepEqual(a.edges, later.edges) {
		t.Error("other edges on another day")
	}
	for i, o := range a.all(users) {
		if !reflect.DeepEqual(o, later.all(users)[i]) {
			t.Errorf("%s is another person on another day", o["username"])
		}
	}
}

func TestNoTwoObjectsShareWhatIsTheirOwn(t *testing.T) {
	c := companyOf(500, 900, day)
	own := map[kind][]string{users: {"username", "email", "employeeIdentifier", "unix_uid"}, systems: {"hostname", "serialNumber"}}
	for k, members := range own {
		for _, member := range members {
			seen := map[any]bool{}
			for _, o := range c.all(k) {
				if v := o[member]; v != nil && seen[v] {
					t.Errorf("kind %d: %s %v twice", k, member, v)
				}
				seen[o[member]] = true
			}
		}
	}
	ids := map[string]bool{}
	for _, k := range everyKind {
		for _, id := range c.order[k] {
			if !isID(id) || ids[id] {
				t.Errorf("id %q is malformed, or there twice", id)
			}
			ids[id] = true
		}
	}
}

func TestEveryEdgeHasTwoEndsAndStandsThereOnce(t *testing.T) {
	allowed := map[string][]string{
		"user_group": {"user"}, "system_group": {"system", "user_group"}, "application": {"user", "user_group"},
		"radius_server": {"user", "user_group", "system_group"}, "policy": {"system", "system_group", "user", "user_group"}, "command": {"system", "system_group"},
	}
	for _, size := range []int{0, 1, 12} {
		c := companyOf(size, size, day)
		seen := map[[2]end]bool{}
		for _, e := range c.edges {
			if c.get(graphKinds[e.from.kind], e.from.id) == nil || c.get(graphKinds[e.to.kind], e.to.id) == nil {
				t.Errorf("%+v leads nowhere", e)
			}
			if !slices.Contains(allowed[e.from.kind], e.to.kind) {
				t.Errorf("%+v is not a kind of edge", e)
			}
			if pair := [2]end{e.from, e.to}; seen[pair] {
				t.Errorf("%+v is there twice", e)
			} else {
				seen[pair] = true
			}
		}
		for kind, k := range graphKinds {
			if size == 0 && len(allowed[kind]) > 0 && !slices.ContainsFunc(c.edges, func(e edge) bool { return e.from.kind == kind }) {
				t.Errorf("no %s (kind %d) is bound to anything", kind, k)
			}
		}
	}
}

func TestWhatThePackagePromisesIsThere(t *testing.T) {
	c := companyOf(0, 0, day)
	ana := c.named(users, "username", "ana.ruiz")
	if ana["firstname"] != "Ana" || ana["lastname"] != "Ruiz" || ana["displayname"] != "Ana Ruiz" || ana["department"] != "Engineering" {
		t.Fatalf("ana.ruiz is %v", ana)
	}
	if ana["jobTitle"] == "Staff Engineer" || ana["state"] != "ACTIVATED" {
		t.Errorf("ana.ruiz is %v, %v", ana["jobTitle"], ana["state"])
	}
	for _, name := range []string{"Engineering", "Sales", "Admins"} {
		group := c.named(userGroups, "name", name)
		if group == nil || len(c.edgesFrom(end{"user_group", group.id()}, "user")) < 3 {
			t.Errorf("user group %s is %v, or nearly empty", name, group)
		}
	}
	if c.edge(end{"user_group", c.named(userGroups, "name", "Engineering").id()}, end{"user", ana.id()}) < 0 {
		t.Error("ana.ruiz is not in the group Engineering")
	}
	for name, family := range map[string]string{"Macs": "darwin", "Windows PCs": "windows"} {
		group := c.named(systemGroups, "name", name)
		members := c.edgesFrom(end{"system_group", group.id()}, "system")
		if len(members) < 10 {
			t.Errorf("device group %s has %d members", name, len(members))
		}
		for _, e := range members {
			if o := c.get(systems, e.to.id); o["osFamily"] != family {
				t.Errorf("%s is in %s", o["hostname"], name)
			}
		}
	}
	if c.named(applications, "name", "aws-sso") == nil {
		t.Error("there is no application aws-sso")
	}
	if wifi := c.named(radiusServers, "name", "Office Wi-Fi"); wifi.text("sharedSecret") == "" {
		t.Errorf("Office Wi-Fi is %v", wifi)
	}
}

func TestTheCompanyIsLifelike(t *testing.T) {
	c := companyOf(0, 0, day)
	states, departments, families := map[string]int{}, map[string]int{}, map[string]int{}
	managed := 0
	for _, o := range c.all(users) {
		states[o.text("state")]++
		departments[o.text("department")]++
		if (o["state"] == "SUSPENDED") != (o["suspended"] == true) || o["state"] == "STAGED" && o["activated"] == true {
			t.Errorf("%s is %v, suspended %v, activated %v", o["username"], o["state"], o["suspended"], o["activated"])
		}
		if manager := o.text("manager"); manager != "" {
			managed++
			if c.get(users, manager) == nil || manager == o.id() {
				t.Errorf("%s reports to %q", o["username"], manager)
			}
		}
		for _, address := range []string{o.text("email"), o.text("alternateEmail")} {
			if address != "" && !strings.HasSuffix(address, "@example.com") && !strings.HasSuffix(address, "@example.org") {
				t.Errorf("%s may be someone's address", address)
			}
		}
		for _, phone := range o["phoneNumbers"].([]any) {
			if number := phone.(object).text("number"); !strings.HasPrefix(number, "+1555") || len(number) != 12 {
				t.Errorf("%s may be someone's number", number)
			}
		}
	}
	if states["SUSPENDED"] < 3 || states["STAGED"] < 3 || managed != 149 {
		t.Errorf("states %v, %d have a manager", states, managed)
	}
	for _, name := range []string{"Engineering", "Sales", "Finance", "IT", "People", "Marketing", "Support", "Operations"} {
		if departments[name] < 3 {
			t.Errorf("%d people in %s", departments[name], name)
		}
	}
	for _, o := range c.all(systems) {
		families[o.text("osFamily")]++
		owner, owned := at(o, "primarySystemUser.id").(string)
		if !owned {
			continue
		}
		name := strings.ReplaceAll(c.get(users, owner).text("username"), ".", "-")
		if !strings.HasPrefix(strings.ToLower(o.text("hostname")), name) {
			t.Errorf("%s belongs to %s", o["hostname"], name)
		}
	}
	if families["darwin"] < 15 || families["windows"] < 15 || families["linux"] < 10 {
		t.Errorf("families %v", families)
	}
}

func TestTheCompanyHasWhatMustNotBeShown(t *testing.T) {
	c := companyOf(0, 0, day)
	long, keys, secrets := 0, 0, 0
	for _, o := range c.all(commands) {
		if len(o.text("command")) > 10_000 {
			long++
		}
	}
	for _, o := range c.all(applications) {
		if v, ok := at(o, "config.idpPrivateKey.value").(string); ok && v != "" {
			keys++
		}
	}
	for _, o := range c.all(policies) {
		for _, v := range o["values"].([]any) {
			if v.(object)["sensitive"] == true && v.(object).text("value") != "" {
				secrets++
			}
		}
	}
	if long == 0 || keys == 0 || secrets == 0 {
		t.Errorf("%d long scripts, %d private keys, %d sensitive values", long, keys, secrets)
	}
	names := ""
	for _, o := range c.all(users) {
		names += o.text("displayname") + "|"
	}
	for _, attack := range []string{"users_delete", "\u202e", "\u200b", "\x1b[", `"seq":`, "\n", "=HYPERLINK(", "<img"} {
		if !strings.Contains(names, attack) {
			t.Errorf("nobody is called anything with %q", attack)
		}
	}
}

func TestACompanyCanBeOfAnySize(t *testing.T) {
	for _, size := range []int{1, 2, 3, 9, 11, 1500} {
		c := companyOf(size, size, day)
		if len(c.all(users)) != size || len(c.all(systems)) != size {
			t.Errorf("%d: %d people, %d devices", size, len(c.all(users)), len(c.all(systems)))
		}
		if c.named(users, "username", "ana.ruiz") == nil || c.named(systemGroups, "name", "Macs") == nil || len(c.events) == 0 {
			t.Errorf("%d: something is missing", size)
		}
		if _, err := json.Marshal(c.events); err != nil {
			t.Error(err)
		}
	}
	if c := companyOf(-1, -1, day); len(c.all(users)) != 1 || len(c.all(systems)) != 1 {
		t.Error("a company of less than one has someone")
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(Options{})
	}
}
