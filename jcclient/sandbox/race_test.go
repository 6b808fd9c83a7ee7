package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// The race detector watches: answers are written out while others write.
func TestManyAskAndWriteAtOnce(t *testing.T) {
	r := newRig(t, Options{Users: 30, Devices: 10, Faults: mustParse(t, "shuffle,lag=1ns,unknown-keys")})
	sales, aws, device := r.id(userGroups, "Sales"), r.id(applications, "aws-sso"), r.server.store.all(systems)[0].id()
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			name := fmt.Sprintf("worker%d", worker)
			for range 5 {
				user := r.post("/api/systemusers", fmt.Sprintf(`{"username":%q,"email":"%s@example.com"}`, name, name))
				id := user.object().id()
				asked := []said{
					user, r.put("/api/systemusers/"+id, `{"department":"IT"}`),
					r.post("/api/v2/usergroups/"+sales+"/members", `{"op":"add","type":"user","id":"`+id+`"}`),
					r.put("/api/systems/"+device, `{"displayName":"`+name+`"}`),
					r.send("GET", "/api/systemusers?limit=100", ""), r.send("GET", "/api/v2/applications/"+aws+"/users", ""),
					r.send("GET", "/api/v2/usergroups/"+sales+"/members", ""), r.events(`{` + window + `}`), r.delete("/api/systemusers/" + id),
				}
				for _, a := range asked {
					if a.status >= 300 || a.text != "" && !json.Valid([]byte(a.text)) {
						t.Errorf("%s: %d %.200s", a.asked, a.status, a.text)
					}
				}
				r.server.Log()
			}
		})
	}
	wait.Wait()
	if n := r.server.Requests(); n != 8*5*9 {
		t.Errorf("%d requests", n)
	}
}

func TestAnAnswerIsNotWhatIsStored(t *testing.T) {
	r := newRig(t, Options{})
	id := r.id(users, "ana.ruiz")
	before, clone := r.server.store.get(users, id), r.server.store.clone()
	was := before.copy()
	r.put("/api/systemusers/"+id, `{"mfa":{"exclusion":true},"phoneNumbers":[],"department":"IT"}`).is(200)
	if plain(before) != plain(was) || clone.get(users, id)["department"] != "Engineering" {
		t.Error("a change reaches into an object that was there before")
	}
	r.delete("/api/systemusers/" + r.id(users, "ruth.okonjo") + "?cascade_manager=null").is(200)
	if all := clone.all(users); len(all) != 150 || slices.ContainsFunc(all, func(o object) bool { return o == nil }) {
		t.Error("a delete reaches into a copy from before")
	}
}
