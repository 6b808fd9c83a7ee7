package sandbox

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A crowd must not be told from people and devices that are stored: its twin
// is the same company with all of them written out.
func withTwin(t *testing.T, people, devices int) (r, twin *rig) {
	t.Helper()
	o := Options{Users: people, Devices: devices}
	r, twin = newRig(t, o), newRig(t, o)
	from, to := r.server.store, newStore()
	for _, k := range everyKind {
		for _, o := range from.all(k) {
			to.add(k, o)
		}
	}
	to.edges, to.events = slices.Clone(from.edges), slices.Clone(from.events)
	for _, kind := range []string{"user_group", "system_group"} {
		for _, group := range from.all(graphKinds[kind]) {
			for n := range from.crew(group.id()).from(0) {
				to.edges = append(to.edges, from.hand(end{kind, group.id()}, n))
			}
		}
	}
	twin.server.store = to
	return r, twin
}

// bothSay wants the same answer of a crowd and its twin.
func bothSay(r, twin *rig, method, path, body string) said {
	r.Helper()
	a, b := r.send(method, path, body), twin.send(method, path, body)
	if a.status != b.status || a.text != b.text || a.header.Get("X-Total-Count") != b.header.Get("X-Total-Count") {
		r.Errorf("%s: %d %s %.300s\nand its twin: %d %s %.300s", a.asked, a.status, a.header.Get("X-Total-Count"), a.text,
			b.status, b.header.Get("X-Total-Count"), b.text)
	}
	return a
}

// bothList compares lists in many orders and cuts.
func bothList(r, twin *rig) {
	r.Helper()
	for _, path := range []string{"systemusers", "systems"} {
		for _, query := range []string{
			"", "sort=_id", "sort=-_id", "sort=id", "sort=-created", "sort=department+-lastname", "sort=osFamily+-version", "filter=department:$eq:Sales",
			"filter=employeeType:$ne:Contractor", "filter=username:$sw:a", "filter=osFamily:$eq:darwin&sort=-hostname", "search=an",
			"filter=fde.active:$eq:false", "filter=phoneNumbers.type:$eq:work", "filter=state:$in:STAGED|SUSPENDED&fields=username+state",
			"filter[or][0]=location:$eq:Lisbon&filter[or][1]=mfa.configured:$eq:false", "filter=manager:$eq:", "filter=active:$eq:true&sort=lastContact",
		} {
			for _, cut := range []string{"limit=40&skip=130", "limit=100&skip=100000"} {
				bothSay(r, twin, "GET", "/api/"+path+"?"+cut+"&"+query, "")
			}
		}
	}
}

func bothReach(r, twin *rig) {
	r.Helper()
	for kind, path := range map[string]string{"user_group": "usergroups", "system_group": "systemgroups"} {
		for _, group := range r.server.store.all(graphKinds[kind]) {
			for _, cut := range []string{"limit=100", "limit=7&skip=20", "limit=50&skip=99999"} {
				bothSay(r, twin, "GET", "/api/v2/"+path+"/"+group.id()+"/members?"+cut, "")
			}
		}
	}
	for _, app := range r.server.store.all(applications) {
		for _, cut := range []string{"limit=100", "limit=7&skip=20", "limit=9&skip=170&filter=id:ge:6"} {
			bothSay(r, twin, "GET", "/api/v2/applications/"+app.id()+"/users?"+cut, "")
		}
	}
	for kind, path := range map[string]string{"user": "users/%/systems", "system": "systems/%/users", "command": "commands/%/systems"} {
		all := r.server.store.order[graphKinds[kind]]
		if c := r.server.store.crowds[graphKinds[kind]]; c != nil {
			for n := range r.server.store.staying(graphKinds[kind]).from(0) {
				all = append(all[:len(all):len(all)], c.id(n))
			}
		}
		for i := 0; i < len(all); i += 1 + len(all)/5 {
			bothSay(r, twin, "GET", "/api/v2/"+strings.ReplaceAll(path, "%", all[i])+"?limit=5&skip=3", "")
		}
	}
}

func TestACrowdIsNotToldFromWhoIsStored(t *testing.T) {
	for _, size := range [][2]int{{200, 140}, {151, 91}, {30, 110}} {
		r, twin := withTwin(t, size[0], size[1])
		bothList(r, twin)
		bothReach(r, twin)
	}
}

func TestACrowdIsChangedAsWhoIsStored(t *testing.T) {
	r, twin := withTwin(t, 240, 170)
	person := func(i int) string { return twin.server.store.order[users][i] }
	device := func(i int) string { return twin.server.store.order[systems][i] }
	leader, gone := person(writtenPeople+2*teamSize), person(230)
	for _, write := range [][3]string{
		{"PUT", "/api/systemusers/" + person(200), `{"department":"IT","username":"moved","employeeIdentifier":"E-X"}`},
		{"PUT", "/api/systemusers/" + person(201), `{"username":"moved"}`},
		{"POST", "/api/systemusers", `{"username":"` + r.server.store.all(users)[220].text("username") + `","email":"new@example.com"}`},
		{"POST", "/api/systemusers", `{"username":"newcomer","email":"` + r.server.store.all(users)[221].text("email") + `"}`},
		{"POST", "/api/systemusers", eve},
		{"PUT", "/api/systems/" + device(160), `{"displayName":"Mine","primarySystemUser.id":"` + person(202) + `"}`},
		{"DELETE", "/api/systems/" + device(161), ""},
		{"DELETE", "/api/systems/" + device(3), ""},
		{"DELETE", "/api/systemusers/" + leader, ""},
		{"DELETE", "/api/systemusers/" + leader + "?cascade_manager=" + person(0), ""},
		{"DELETE", "/api/systemusers/" + person(firstHead) + "?cascade_manager=null", ""},
		{"DELETE", "/api/systemusers/" + person(202), ""},
		{"DELETE", "/api/systemusers/" + gone, ""},
		{"DELETE", "/api/systemusers/" + gone, ""},
		{"GET", "/api/systemusers/" + gone, ""},
		{"GET", "/api/systemusers/" + person(200), ""},
		{"GET", "/api/systems/" + device(160), ""},
	} {
		bothSay(r, twin, write[0], write[1], write[2])
	}
	bothList(r, twin)
	bothReach(r, twin)
	for k, path := range map[kind]string{users: "/api/systemusers/", systems: "/api/systems/"} {
		for _, id := range slices.Clone(twin.server.store.order[k]) {
			bothSay(r, twin, "GET", path+id, "")
		}
	}
}

func TestACrowdsMembershipsAreChangedAsThoseThatAreStored(t *testing.T) {
	r, twin := withTwin(t, 240, 170)
	group := r.id(userGroups, "Engineering")
	path := "/api/v2/usergroups/" + group + "/members"
	members := slices.Collect(r.server.store.crew(group).from(0))
	mate := func(i int) string { return r.server.store.crowds[users].id(members[i]) }
	for _, c := range []struct {
		op     string
		i      int
		status int
	}{
		{"add", 0, 409}, {"remove", 0, 204}, {"remove", 0, 404}, {"update", 0, 404}, {"add", 0, 204}, {"add", 0, 409}, {"remove", 0, 204},
		{"remove", 3, 204}, {"update", 5, 204}, {"update", 5, 204}, {"remove", 5, 204}, {"add", 3, 204}, {"update", 4, 204},
	} {
		bothSay(r, twin, "POST", path, `{"op":"`+c.op+`","type":"user","id":"`+mate(c.i)+`","attributes":{"x":1}}`).is(c.status)
	}
	list := func(r *rig) (all []string) {
		for skip := 0; skip < 300; skip += 50 {
			for _, o := range r.get(fmt.Sprint(path, "?limit=50&skip=", skip)).rows() {
				all = append(all, plain(o))
			}
		}
		slices.Sort(all)
		return all
	}
	if a, b := list(r), list(twin); !slices.Equal(a, b) || len(a) < 60 {
		t.Errorf("%d members, and %d of its twin", len(a), len(b))
	}
	r.post(path, `{"op":"remove","type":"system","id":"`+r.server.store.crowds[systems].id(1)+`"}`).is(400)
}

func TestWhatIsToldOfACrowdWithoutTheWholeIsTrue(t *testing.T) {
	for _, size := range [][2]int{{3000, 4000}, {20, 400}} {
		s := companyOf(size[0], size[1], day)
		for k, c := range s.crowds {
			for n := 0; n < c.size(); n += 13 {
				o, r := c.object(n), row{of: c, n: n}
				for _, path := range append(paths(o), "nothing", "mfa.nothing", "addresses.id", "phoneNumbers.type", "userMetrics.admin", "sshdParams.value") {
					if v, values := r.value(path), r.values(path); !reflect.DeepEqual(v, at(o, path)) || !reflect.DeepEqual(values, valuesAt(o, path)) {
						t.Fatalf("kind %d, %d: %s is told as %v, %v, and is %v", k, n, path, v, values, valuesAt(o, path))
					}
					v := at(o, path)
					if numbers, canTell := c.holding(path, plain(v)); canTell && v != nil && !slices.Contains(numbers, n) {
						t.Fatalf("kind %d: %s %v is said to be held by %v, not %d", k, path, v, numbers, n)
					}
				}
			}
		}
	}
}

// paths are the members of an object, and theirs.
func paths(o object) (all []string) {
	for name, v := range o {
		all = append(all, name)
		if inner, ok := v.(object); ok {
			for _, rest := range paths(inner) {
				all = append(all, name+"."+rest)
			}
		}
	}
	return all
}

func TestALargeCompanyBeginsWithTheSmallOne(t *testing.T) {
	large, small := companyOf(1000, 1000, day), companyOf(0, 0, day)
	for _, k := range []kind{users, userGroups, systemGroups, commands, applications, policies, radiusServers} {
		for i, o := range small.all(k) {
			if !reflect.DeepEqual(large.get(k, o.id()), o) || large.order[k][i] != o.id() {
				t.Errorf("%s is another one", nameOf(o))
			}
		}
	}
}

func TestAReadThatLagsSeesACrowdAsItWas(t *testing.T) {
	r := newRig(t, Options{Users: 400, Faults: mustParse(t, "lag=1s")})
	group := r.id(userGroups, "Engineering")
	path, n := "/api/v2/usergroups/"+group+"/members", slices.Collect(r.server.store.crew(group).from(0))
	total := r.get(path).header.Get("X-Total-Count")
	c := r.server.store.crowds[users]
	r.post(path, `{"op":"remove","type":"user","id":"`+c.id(n[0])+`"}`).is(204)
	r.delete("/api/systemusers/" + c.id(n[1]) + "?cascade_manager=null").is(200)
	r.put("/api/systemusers/"+c.id(n[2]), `{"department":"Nowhere"}`).is(200)
	if got := r.get(path).header.Get("X-Total-Count"); got != total || r.get("/api/systemusers").total() != 400 {
		t.Errorf("%s members, not %s", got, total)
	}
	if o := r.get("/api/systemusers/" + c.id(n[2])).object(); o["department"] != "Engineering" {
		t.Errorf("department %v", o["department"])
	}
	r.send("GET", "/api/systemusers/"+c.id(n[1]), "").is(200)
}

func TestWhoHasNotBegunHasNoDevice(t *testing.T) {
	s := companyOf(400, 600, day)
	owned := 0
	for _, device := range s.all(systems)[writtenDevices:] {
		if id, isOwned := at(device, "primarySystemUser.id").(string); isOwned {
			owned++
			if owner := s.get(users, id); owner == nil || owner["state"] == "STAGED" {
				t.Errorf("%s belongs to %v", device["hostname"], owner["username"])
			}
		}
	}
	if servers := 600/9 - writtenDevices/9; owned != 600-writtenDevices-servers {
		t.Errorf("%d devices have an owner", owned)
	}
}
