package sandbox

import "testing"

func TestWhatIsDoneToAUserShowsAndIsAnEvent(t *testing.T) {
	for _, c := range []struct {
		action, body, says, member string
		was, is                    any
		event                      string
	}{
		{"state/suspend", "", "", "state", "ACTIVATED", "SUSPENDED", "user_suspended"},
		{"state/activate", "{}", "OK", "state", "SUSPENDED", "ACTIVATED", "user_activated"},
		{"unlock", "", "OK", "account_locked", true, false, "user_unlocked"},
		{"expire", "", "OK", "password_expired", false, true, "user_password_expired"},
		{"reactivate", "{}", "", "state", "ACTIVATED", "ACTIVATED", "user_activation_email"},
		{"resetmfa", `{"exclusion":true,"exclusionDays":2}`, "OK", "mfa.exclusionDays", nil, float64(2), "user_mfa_reset"},
		{"mfa/enforce", `{"enable_user_portal_multifactor":true}`, "", "enable_user_portal_multifactor", false, true, "user_update"},
	} {
		r := newRig(t, Options{})
		ana := "/api/systemusers/" + r.id(users, "ana.ruiz")
		switch c.member {
		case "account_locked":
			r.put(ana, `{"account_locked":true}`).is(200)
		case "state":
			r.put(ana, `{"state":"`+c.was.(string)+`"}`).is(200)
		}
		if was := at(r.get(ana).object().copy(), c.member); was != c.was {
			t.Errorf("%s: %s was %v", c.action, c.member, was)
		}
		body := c.body
		if body == "" {
			body = "{}"
		}
		r.post(ana+"/"+c.action, body).says(200, c.says)
		if is := at(r.get(ana).object().copy(), c.member); is != c.is {
			t.Errorf("%s: %s is %v", c.action, c.member, is)
		}
		if events := r.server.store.events; events[len(events)-1]["event_type"] != c.event {
			t.Errorf("%s: the last event is %v", c.action, events[len(events)-1])
		}
		r.post("/api/systemusers/"+organizationID+"/"+c.action, body).is(404)
	}
}

func TestAUsersKeysAreListedAddedAndDeleted(t *testing.T) {
	r := newRig(t, Options{})
	keys := "/api/systemusers/" + r.id(users, "ana.ruiz") + "/sshkeys"
	before := len(r.get(keys).rows())
	key := r.post(keys, `{"name":"laptop","public_key":"ssh-ed25519 AAAA"}`).is(200).object()
	if rows := r.get(keys).rows(); len(rows) != before+1 || rows[before].id() != key.id() || key["create_date"] == nil {
		t.Errorf("%v", rows)
	}
	r.post(keys, `{"name":"laptop"}`).is(400)
	r.delete(keys+"/"+key.id()).says(200, "OK")
	r.delete(keys + "/" + key.id()).is(404)
	if rows := r.get(keys).rows(); len(rows) != before {
		t.Errorf("%v", rows)
	}
}

// An edge is one and the same from both its ends.
func TestAnEdgeIsSeenAndChangedFromBothEnds(t *testing.T) {
	r := newRig(t, Options{})
	ana, app := r.id(users, "ana.ruiz"), r.id(applications, "payroll")
	device := r.get("/api/v2/users/" + ana + "/associations?targets=system").rows()
	if len(device) != 1 || at(device[0].copy(), "to.type") != "system" {
		t.Fatalf("her own device: %v", device)
	}
	bound := func(path string) int { return len(r.get(path).rows()) }
	from, to := "/api/v2/users/"+ana+"/associations", "/api/v2/applications/"+app+"/associations"
	before, apps := bound(to+"?targets=user"), bound(from+"?targets=application")
	r.post(from, `{"op":"add","type":"application","id":"`+app+`"}`).is(204)
	if bound(from+"?targets=application") != apps+1 || bound(to+"?targets=user") != before+1 {
		t.Error("the edge is not at both ends")
	}
	r.post(to, `{"op":"add","type":"user","id":"`+ana+`"}`).is(409)
	r.post(to, `{"op":"remove","type":"user","id":"`+ana+`"}`).is(204)
	if bound(from+"?targets=application") != apps {
		t.Error("the edge is there still")
	}
	mine := at(device[0].copy(), "to.id").(string)
	r.post(from, `{"op":"add","type":"system","id":"`+mine+`"}`).is(409)
	r.post(from, `{"op":"remove","type":"system","id":"`+mine+`"}`).is(204)
	if bound(from+"?targets=system") != 0 {
		t.Error("her device is bound to her still")
	}
	r.post(from, `{"op":"add","type":"system","id":"`+mine+`","attributes":{"sudo":{"enabled":true,"withoutPassword":false}}}`).is(204)
	if rows := r.get(from + "?targets=system").rows(); len(rows) != 1 || at(rows[0].copy(), "attributes.sudo.enabled") != true {
		t.Errorf("%v", rows)
	}
	r.post(from, `{"op":"add","type":"user_group","id":"`+app+`"}`).is(400)
}
