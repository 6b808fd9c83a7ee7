package sandbox

import (
	"encoding/base64"
	"strings"
	"testing"
)

// lastEvent is the type of the latest event, and the name of what it is about.
func (r *rig) lastEvent() string {
	e := r.server.store.events[len(r.server.store.events)-1]
	resource := e["resource"].(object)
	return e.text("event_type") + " " + resource.text("email") + resource.text("name")
}

func TestAdministratorsAreMadeChangedAndDeleted(t *testing.T) {
	r := newRig(t, Options{})
	made := r.post("/api/users", `{"email":"eve@example.com","roleName":"Help Desk","password":"x"}`).is(200).object()
	if made.text("roleName") != "Help Desk" || made["password"] != nil || made.text("role") != r.server.store.named(adminRoles, "name", "Help Desk").id() {
		t.Errorf("%v", made)
	}
	if e := r.lastEvent(); e != "admin_create eve@example.com" {
		t.Error(e)
	}
	path := "/api/users/" + made.id()
	changed := r.put(path, `{"roleName":"Read Only","apiKeyAllowed":true}`).is(200).object()
	if changed.text("roleName") != "Read Only" || changed["apiKeyAllowed"] != true || changed.text("email") != "eve@example.com" || changed["role"] == made["role"] {
		t.Errorf("%v", changed)
	}
	if rows := r.get("/api/users?filter=email:$eq:eve@example.com").results(); len(rows) != 1 || rows[0].id() != made.id() {
		t.Errorf("%v", rows)
	}
	r.put(path, `{"roleName":"Emperor"}`).is(400)
	r.put(path, `{"email":"ADMIN@example.com"}`).is(409)
	r.post("/api/users", `{"roleName":"Help Desk"}`).is(400)
	r.post("/api/users", `{"email":"nobody"}`).is(400)
	r.delete(path).is(200)
	r.send("GET", path, "").is(404)
	if e := r.lastEvent(); e != "admin_delete eve@example.com" {
		t.Error(e)
	}
}

func TestARadiusServerIsReplacedWhole(t *testing.T) {
	r := newRig(t, Options{})
	r.post("/api/radiusservers", `{"name":"Yard","networkSourceIp":"203.0.113.9"}`).is(400)
	made := r.post("/api/radiusservers", `{"name":"Yard","networkSourceIp":"203.0.113.9","sharedSecret":"s","mfa":"ALWAYS"}`).is(200).object()
	path := "/api/radiusservers/" + made.id()
	r.put(path, `{"name":"Yard","networkSourceIp":"203.0.113.9"}`).is(400)
	changed := r.put(path, `{"name":"Gate","networkSourceIp":"203.0.113.9","sharedSecret":"t"}`).is(200)
	if strings.Contains(changed.text, "sharedSecret") {
		t.Error(changed.text)
	}
	if o := r.get(path).object(); o.text("name") != "Gate" || o.text("sharedSecret") != "t" || o.text("mfa") != "DISABLED" {
		t.Errorf("%v", o)
	}
	if e := r.server.store.events[len(r.server.store.events)-1]; strings.Contains(plain(e["changes"]), "sharedSecret") || e.text("event_type") != "radius_server_update" {
		t.Errorf("%v", e)
	}
	r.delete(path).is(200)
	r.send("GET", path, "").is(404)
}

func TestAnAccessRequestIsGrantedAndRevoked(t *testing.T) {
	r := newRig(t, Options{})
	body := `{"requestorId":"` + r.id(users, "ana.ruiz") + `","resourceType":"device","resourceId":"` + r.server.store.all(systems)[0].id() +
		`","expiry":"2030-01-01T00:00:00Z","additionalAttributes":{"sudo":{"enabled":true,"withoutPassword":false}}}`
	path := "/api/v2/accessrequests/" + r.post("/api/v2/accessrequests", body).is(200).object().id()
	o := r.get(path).is(200).object()
	sudo, err := base64.StdEncoding.DecodeString(o.text("additionalAttributes"))
	if err != nil || !strings.Contains(string(sudo), `"enabled":true`) || o.text("accessState") != "granted" {
		t.Errorf("%v, %s, %v", o, sudo, err)
	}
	r.post(path+"/revoke", `{}`).is(200)
	if o := r.get(path).object(); o.text("accessState") != "revoked" || o["version"] != float64(2) {
		t.Errorf("%v", o)
	}
	r.post("/api/v2/accessrequests", strings.Replace(body, "device", "door", 1)).is(400)
	r.post("/api/v2/accessrequests", strings.Replace(body, "2030", "soon", 1)).is(400)
	r.send("GET", "/api/v2/accessrequests/none", "").is(404)
	r.get("/api/v2/accessrequests/" + accessRequestID).is(200)
}

func TestASummaryIsOfNinetyDaysAtMost(t *testing.T) {
	r := newRig(t, Options{})
	ask := func(start, end string) said {
		return r.post("/api/v2/authn/policy-evaluations/summary", `{"timeRange":{"start":"`+start+`","end":"`+end+`"},"filters":{"policyName":"Second factor outside"}}`)
	}
	if o := ask("2026-08-01T00:00:00Z", "2026-10-01T00:00:00Z").is(200).object(); len(o["availablePolicies"].([]any)) != 1 {
		t.Errorf("%v", o)
	}
	ask("2026-01-01T00:00:00Z", "2026-10-01T00:00:00Z").is(400)
	ask("2026-10-01T00:00:00Z", "2026-01-01T00:00:00Z").is(400)
	r.post("/api/v2/authn/policy-evaluations/summary", `{}`).is(400)
}
