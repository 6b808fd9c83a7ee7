package sandbox

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"testing"
)

// A digest is over answers: status, the headers that carry facts, and body.
type digest struct {
	*rig
	hash.Hash
}

func (d digest) note(a said) said {
	fmt.Fprintf(d, "%s %d %q %q\n%s\n", a.asked, a.status, a.header["X-Total-Count"], a.header["X-Search_after"], a.text)
	return a
}

func (d digest) get(paths ...string) {
	for _, path := range paths {
		d.note(d.send("GET", path, ""))
	}
}

// lists asks for all pages of a list, in some orders, and under a filter.
func (d digest) lists(path string, queries ...string) {
	for _, query := range append(queries, "") {
		for _, page := range []string{"limit=100", "limit=100&skip=100", "limit=7&skip=13"} {
			d.get(path + "?" + page + "&" + query)
		}
	}
}

// Documentation, the README's demo and tests of other packages are written
// about this company: nobody in it may become somebody else unnoticed.
func TestTheCompanyAnswersAsItAlwaysHas(t *testing.T) {
	for _, c := range []struct {
		name string
		ask  func(digest)
		want string
	}{
		{"users", digest.users, "ed185547fa38835d"},
		{"devices", digest.devices, "14441f3822c7a717"},
		{"groups", digest.groups, "84a26a5921ce3c65"},
		{"applications", digest.applications, "e1bf516264c6bc47"},
		{"commands", digest.commands, "caf05f1ea716cb6d"},
		{"policies", digest.policies, "5e0065c0677d2d53"},
		{"events", digest.events, "199e9ab13df7febb"},
		{"writes", digest.writes, "0d20433c61acd63e"},
	} {
		d := digest{newRig(t, Options{}), sha256.New()}
		c.ask(d)
		if got := fmt.Sprintf("%x", d.Sum(nil)[:8]); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func (d digest) users() {
	d.lists("/api/systemusers", "sort=_id", "sort=lastname+-username", "filter=department:$eq:Engineering", "search=ana", "fields=username+email")
	for _, o := range d.server.store.all(users) {
		d.get("/api/systemusers/" + o.id())
	}
}

func (d digest) devices() {
	d.lists("/api/systems", "sort=_id", "sort=-lastContact", "filter=osFamily:$eq:darwin", "search=ana", "fields=hostname")
	for _, o := range d.server.store.all(systems) {
		d.get("/api/systems/" + o.id())
	}
}

func (d digest) groups() {
	d.everyGroup(userGroups, "/api/v2/usergroups")
	d.everyGroup(systemGroups, "/api/v2/systemgroups")
}

func (d digest) applications() {
	d.lists("/api/applications", "sort=name")
	for _, o := range d.server.store.all(applications) {
		at := "/api/v2/applications/" + o.id()
		d.lists(at+"/associations", "targets=user", "targets=user_group", "targets=user,user_group")
		d.lists(at+"/users", "filter=id:gt:6")
		d.lists(at + "/usergroups")
	}
	d.lists("/api/radiusservers", "sort=name")
	for _, o := range d.server.store.all(radiusServers) {
		d.lists("/api/v2/radiusservers/"+o.id()+"/associations", "targets=user_group,system_group", "targets=user")
	}
}

func (d digest) commands() {
	d.lists("/api/commands", "sort=-name")
	for _, o := range d.server.store.all(commands) {
		d.get("/api/commands/" + o.id())
	}
	d.get("/api/organizations", "/api/organizations/"+organizationID)
}

func (d digest) policies() {
	d.lists("/api/v2/policies", "sort=name")
	d.lists("/api/v2/policytemplates", "sort=name")
	for _, o := range d.server.store.all(policies) {
		d.get("/api/v2/policies/" + o.id())
	}
	for _, o := range d.server.store.all(templates) {
		d.get("/api/v2/policytemplates/" + o.id())
	}
}

func (d digest) events() {
	const month = `{"service":["all"],"start_time":"2026-10-20T10:00:00Z"`
	d.note(d.rig.events(month + `,"limit":10000}`))
	d.note(d.rig.events(month + `,"limit":50,"sort":"DESC","search_term":{"and":[{"success":false}]}}`))
	for _, body := range []string{"count", `distinct`, `interval`} {
		d.note(d.post("/insights/directory/v1/events/"+body, month+`,"field":"event_type","interval_unit":"d"}`))
	}
}

func (d digest) writes() {
	ana, sales := d.id(users, "ana.ruiz"), d.id(userGroups, "Sales")
	eve := d.note(d.post("/api/systemusers", eve)).object().id()
	d.note(d.put("/api/systemusers/"+ana, `{"department":"IT","phoneNumbers":[{"type":"home","number":"+15550001"}]}`))
	for _, op := range []string{"add", "update", "remove", "add"} {
		d.note(d.post("/api/v2/usergroups/"+sales+"/members", `{"op":"`+op+`","type":"user","id":"`+eve+`"}`))
	}
	d.note(d.delete("/api/systemusers/" + d.server.store.all(users)[firstHead].id()))
	d.note(d.delete("/api/systemusers/" + d.server.store.all(users)[firstHead].id() + "?cascade_manager=" + ana))
	d.note(d.delete("/api/systems/" + d.server.store.all(systems)[3].id()))
	d.note(d.post("/api/systemusers", `{"username":"ana.ruiz","email":"x@example.com"}`))
	for _, ask := range []func(digest){digest.users, digest.devices, digest.groups, digest.applications, digest.events} {
		ask(d)
	}
}

func (d digest) everyGroup(k kind, path string) {
	d.lists(path, "sort=name", "filter=membershipMethod:eq:STATIC", "fields=name")
	for _, o := range d.server.store.all(k) {
		d.get(path + "/" + o.id())
		d.lists(path + "/" + o.id() + "/members")
	}
}
