package sandbox

import (
	"reflect"
	"strings"
	"testing"
)

func TestANewGroupHasWhatWasGivenAndDefaults(t *testing.T) {
	r := newRig(t, Options{})
	a := r.post("/api/v2/usergroups", `{"name":"Night Shift","id":"x","type":"y","nonsense":1}`).is(201)
	id := a.object().id()
	want := `{"attributes":null,"description":"","email":"","id":"` + id + `","memberQueryErrorFlags":[],"memberQueryExemptions":[],"memberSuggestionsNotify":false,` +
		`"membershipMethod":"STATIC","name":"Night Shift","organizationObjectId":"` + organizationID + `","suggestionCounts":{"add":0,"remove":0,"total":0},"type":"user_group"}`
	if a.text != want || !isID(id) || r.get("/api/v2/usergroups/"+id).text != want {
		t.Errorf("created %s", a.text)
	}
	o := r.post("/api/v2/systemgroups", `{"name":"Night Shift","description":"d","email":"n@example.com","attributes":{},"membershipMethod":"DYNAMIC_AUTOMATED",
		"memberQuery":{"queryType":"FilterQuery","filters":[{"field":"os","operator":"eq","value":"Windows"}]},"memberQueryExemptions":[{"id":"x","type":"system"}]}`).is(201).object()
	if _, has := o["suggestionCounts"]; has || o["type"] != "system_group" || o["attributes"] != nil || o["description"] != "d" || o["membershipMethod"] != "DYNAMIC_AUTOMATED" {
		t.Errorf("device group %v", o)
	}
	if query, _ := o["memberQuery"].(map[string]any); query["queryType"] != "FilterQuery" {
		t.Errorf("memberQuery %v", o["memberQuery"])
	}
}

func TestAGroupKeepsAttributesThatNobodyKnows(t *testing.T) {
	r := newRig(t, Options{})
	const attributes = `{"hello":"world","ldapGroups":[{"name":"night"}],"posixGroups":[{"id":7001,"name":"night"}],"radius":{"reply":[{"name":"A","value":"B"}]},"sudo":{"enabled":true,"withoutPassword":false}}`
	a := r.post("/api/v2/usergroups", `{"name":"Night Shift","attributes":`+attributes+`}`).is(201)
	if !strings.Contains(a.text, `"attributes":`+attributes) {
		t.Errorf("created %s", a.text)
	}
}

func TestAGroupThatCannotBeIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{"/api/v2/usergroups", "/api/v2/systemgroups"} {
		r.post(path, `{}`).says(400, `{"code":400,"message":"name is missing","status":"nullName"}`)
		r.post(path, `{"name":""}`).says(400, `{"code":400,"message":"name is missing","status":"nullName"}`)
		r.post(path, `{"name":7}`).says(400, `{"code":400,"message":"name is not a string","status":"invalidName"}`)
		r.post(path, `{"name":"x","attributes":[]}`).says(400, `{"code":400,"message":"attributes is not an object","status":"invalidAttributes"}`)
		r.post(path, `{"name":"x","membershipMethod":"MAGIC"}`).is(400)
		r.post(path, `{"name":"x","memberQuery":{"filters":[{}]}}`).says(400, `{"code":400,"message":"memberQuery.filters[0].field is missing","status":"invalidMemberQuery"}`)
	}
	r.post("/api/v2/usergroups", `{"name":"x","attributes":{"sudo":{"enabled":true}}}`).says(400, `{"code":400,"message":"attributes.sudo.withoutPassword is missing","status":"invalidAttributes"}`)
	r.post("/api/v2/usergroups", `{"name":"x","attributes":{"posixGroups":[{"id":"7","name":"x"}]}}`).is(400)
	r.post("/api/v2/usergroups", `{"name":"Sales"}`).says(409, `{"code":409,"message":"Already Exists","status":"duplicateName"}`)
	r.post("/api/v2/systemgroups", `{"name":"Macs"}`).is(409)
	r.post("/api/v2/systemgroups", `{"name":"Sales"}`).is(201)
}

func TestAPolicyIsMadeFromATemplate(t *testing.T) {
	r := newRig(t, Options{})
	template := r.server.store.all(templates)[0]
	fields := template["configFields"].([]any)
	field := fields[0].(object)
	a := r.post("/api/v2/policies", `{"name":"Mine","notes":"n","template":{"id":"`+template.id()+`"},"values":[{"configFieldID":"`+field.id()+`","value":[1,"x"]}]}`).is(201)
	o := a.object()
	if len(o["configFields"].([]any)) != len(fields) || o["notes"] != "n" || r.get("/api/v2/policies/"+o.id()).text != a.text {
		t.Errorf("created %s", a.text)
	}
	value := o["values"].([]any)[0].(map[string]any)
	if !reflect.DeepEqual(value["value"], []any{1.0, "x"}) || value["sensitive"] != (field["sensitive"] == true) {
		t.Errorf("value %v", value)
	}
	row := r.get("/api/v2/policies?filter=name:eq:Mine").rows()[0]
	if len(row) != 3 || row["template"].(map[string]any)["deliveryTypes"] == nil {
		t.Errorf("row %v", row)
	}
	if o := r.post("/api/v2/policies", `{"name":"Bare","template":{"id":"`+template.id()+`"}}`).is(201).object(); len(o["values"].([]any)) != 0 || o["notes"] != "" {
		t.Errorf("bare %v", o)
	}
}

func TestAPolicyThatCannotBeIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	template := r.server.store.all(templates)[0]
	made := `"name":"Mine","template":{"id":"` + template.id() + `"}`
	for body, want := range map[string]string{
		`{"template":{"id":"x"}}`:                                    `{"code":400,"message":"name is missing","status":"nullName"}`,
		`{"name":"Mine"}`:                                            `{"code":400,"message":"template is missing","status":"nullTemplate"}`,
		`{"name":"Mine","template":{}}`:                              `{"code":400,"message":"template.id is missing","status":"invalidTemplate"}`,
		`{"name":"Mine","template":{"id":"x"}}`:                      `{"code":400,"message":"there is no policy template x","status":"invalidTemplate"}`,
		`{` + made + `,"values":[{"value":1}]}`:                      `{"code":400,"message":"values[0].configFieldID is missing","status":"invalidValues"}`,
		`{` + made + `,"values":[{"configFieldID":"x","value":1}]}`:  `{"code":400,"message":"values[0].configFieldID is no field of the template","status":"invalidConfigFieldID"}`,
		`{` + made + `,"values":[{"configFieldID":"x","value":{}}]}`: `{"code":400,"message":"values[0].value is not a string, a number, a boolean or a list","status":"invalidValues"}`,
	} {
		r.post("/api/v2/policies", body).says(400, want)
	}
}

func TestAListOfTemplatesLeavesTheirFieldsOut(t *testing.T) {
	r := newRig(t, Options{})
	for _, row := range r.get("/api/v2/policytemplates?limit=100").rows() {
		one := r.get("/api/v2/policytemplates/" + row.id()).object()
		for _, member := range []string{"deliveryTypes", "state", "alert", "reference"} {
			if _, has := row[member]; !has {
				t.Errorf("the list lacks %s", member)
			}
			if _, has := one[member]; has {
				t.Errorf("the template has %s", member)
			}
		}
		if _, has := row["configFields"]; has || len(one["configFields"].([]any)) == 0 || one["name"] != row["name"] {
			t.Errorf("row %v, template %v", row, one)
		}
	}
}

func TestTheOrganizationHasSettingsOnlyAlone(t *testing.T) {
	r := newRig(t, Options{})
	r.send("GET", "/api/organizations", "").says(200,
		`{"totalCount":1,"results":[{"_id":"`+organizationID+`","created":"2021-02-11T20:57:14.830Z","displayName":null,"id":"`+organizationID+`","logoUrl":null}]}`)
	path := "/api/organizations/" + organizationID
	o := r.get(path).object()
	if _, has := o["accountType"]; has || at(o.copy(), "settings.passwordPolicy.minLength") != 8.0 || o["displayName"] != "Example Inc" {
		t.Errorf("organization %v", o)
	}
	if o := r.get(path + "?fields=accountType+displayName").object(); o["accountType"] != "Direct" || len(o) != 4 {
		t.Errorf("asked for two: %v", o)
	}
}
