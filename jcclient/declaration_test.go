package jcclient

import (
	"strings"
	"testing"
)

func TestAWrongDeclarationPanicsAtStart(t *testing.T) {
	type odd struct {
		ID string `json:"id" data:"id"`
	}
	type optional struct {
		ID ID `json:"id,omitzero"`
	}
	type worded struct {
		ID AccountType `json:"id"` // some of its words have spaces
	}
	type bodied struct {
		Name string `json:"name" in:"body"`
	}
	type nameless struct{ ID ID }
	type paged struct {
		Limit int `json:"limit"`
	}
	type nested struct {
		Query ListQuery `json:"query"`
	}
	for want, declare := range map[string]func(){
		"{group_id} is no field":           func() { v2[UserGroupID, Empty]("GET /usergroups/{group_id}") },
		"no JSON name":                     func() { v1[nameless, Empty]("GET /systems") },
		"goes into the path, but is no ID": func() { v1[odd, Empty]("GET /systems/{id}") },
		"path, but is no ID, no OpaqueID":  func() { v1[worded, Empty]("GET /systems/{id}") },
		"and cannot be left out":           func() { v1[optional, Empty]("GET /systems/{id}") },
		"and a GET has none":               func() { v1[bodied, Empty]("GET /systems") },
		"belongs to Page":                  func() { v1List[paged, Empty]("GET /systems") },
		"goes into the query, but is":      func() { v1[nested, Empty]("GET /systems") },
		"does not read like":               func() { v1[Empty, Empty]("HEAD /systems") },
		"does not read like \"GET":         func() { v1[Empty, Empty]("GET systems") },
		"has a brace that holds no name":   func() { v1[Empty, Empty]("GET /systems/{}") },
		`systems/{id" has a brace that`:    func() { v1[Empty, Empty]("GET /systems/{id") },
		`systems/id}" has a brace that`:    func() { v1[Empty, Empty]("GET /systems/id}") },
		`{a-b}" has a brace that`:          func() { v1[Empty, Empty]("GET /systems/{a-b}") },
		`systems/ö" does not read like`:    func() { v1[Empty, Empty]("GET /systems/ö") },
		"declare it with v2Edge":           func() { v2[ChangeUserGroupMembersInput, Empty]("POST /usergroups/{group_id}/members") },
		"the input is no struct":           func() { v1[string, Empty]("GET /systems") },
	} {
		t.Run(want, func(t *testing.T) {
			defer func() {
				said, _ := recover().(string)
				if !strings.Contains(said, want) {
					t.Errorf("panicked with %q", said)
				}
			}()
			declare()
		})
	}
}

// Paths have hyphens, braces have digits and capitals, and some changes are PATCH.
func TestARouteIsDeclaredAsItIsPublished(t *testing.T) {
	for _, c := range []struct {
		api      API
		declared string
		reads    bool
		braces   string
	}{
		{V1, "GET /application-templates/{id}", true, "id"},
		{V1, "POST /search/systemusers", true, ""},
		{V1, "POST /systemusers/{id}/unlock", false, "id"},
		{V2, "PATCH /iplists/{id}", false, "id"},
		{V1, "GET /users/reactivate/{id}", false, "id"},
		{V2, "POST /search/systemusers", false, ""},
		{V2, "POST /authn/policy-evaluations/details", true, ""},
		{Insights, "POST /events/count", true, ""},
		{Insights, "POST /reports/{report_type}", false, "report_type"},
		{V2, "GET /office365s/{office365_id}/domains/{domainId}", true, "office365_id domainId"},
	} {
		r := newRoute(c.api, c.declared)
		if r.Read != c.reads || strings.Join(r.parameters(), " ") != c.braces {
			t.Errorf("%s: reads %v, braces %v", r, r.Read, r.parameters())
		}
	}
}

// Without x-org-id a request acts on the organization of the key: it is left
// out only where JumpCloud refuses it.
func TestTheOrganizationIsNamedWhereverItIsNotRefused(t *testing.T) {
	for _, c := range []struct {
		api      API
		declared string
		takes    bool
	}{
		{V1, "POST /runCommand", true}, {V1, "POST /systemusers/{id}/state/suspend", true}, {V2, "GET /password-vault/groups", true},
		{V2, "GET /users/{user_id}/organizations", true}, {V1, "GET /organizationsettings", true}, {Insights, "POST /events", true},
		{V1, "GET /organizations", false}, {V1, "PUT /organizations/{id}", false}, {V1, "POST /search/organizations", false},
		{V1, "PUT /users/{id}", true}, {V2, "GET /organizations/cases", false}, {V2, "GET /administrators/{id}/organizationlinks", false},
		{V2, "GET /providers/{provider_id}", false}, {V2, "GET /integrations/{integration_type}/{UUID}/errors", false},
	} {
		if r := newRoute(c.api, c.declared); r.TakesOrgID() != c.takes {
			t.Errorf("%s takes x-org-id: %v", r, r.TakesOrgID())
		}
	}
}

// Whatever is published can be declared.
func TestEveryPublishedRouteCanBeDeclared(t *testing.T) {
	for api, doc := range specs(t) {
		for path := range doc.root.at("paths") {
			for _, method := range []string{"get", "post", "put", "patch", "delete"} {
				if doc.root.at("paths").at(path).at(method) != nil {
					newRoute(api, strings.ToUpper(method)+" "+path)
				}
			}
		}
	}
}

// Services beside the directory have ids of their own, and some paths a word.
func TestAPathTakesOpaqueIDsAndPublishedWords(t *testing.T) {
	type input struct {
		Service service  `json:"service"`
		UUID    OpaqueID `json:"UUID" of:"integrations"`
	}
	c, s := serve(t, says(200, `{}`))
	get := v2[input, Empty]("GET /integrations/{service}/{UUID}/errors")
	for _, id := range []OpaqueID{"0191d6b2-7c1e-7a63-9f0e-5b1d2c3a4f50", "42", "AB_cd-9", OpaqueID(strings.Repeat("x", 128))} {
		if _, err := get.Call(t.Context(), c, input{"syncro", id}); err != nil {
			t.Fatal(err)
		}
		if sent := s.requests()[len(s.requests())-1]; sent.path != "/api/v2/integrations/syncro/"+string(id)+"/errors" {
			t.Errorf("sent %s", sent.path)
		}
	}
	left := len(s.requests())
	for _, id := range []OpaqueID{"", ".", "..", "../users", "a/b", "%2e%2e", "x?y", "x#y", "42\n", "a\r\nX: y", "a b", "a=b", "é", OpaqueID(strings.Repeat("x", 129))} {
		_, err := get.Call(t.Context(), c, input{"syncro", id})
		wantArgument(t, err, "UUID")
	}
	_, err := get.Call(t.Context(), c, input{"../..", "42"})
	wantArgument(t, err, "service")
	if len(s.requests()) != left {
		t.Errorf("%d requests left", len(s.requests())-left)
	}
}

func TestEveryMisleadingRouteIsPublished(t *testing.T) {
	published := map[string]bool{}
	for api, doc := range specs(t) {
		for path := range doc.root.at("paths") {
			for _, method := range []string{"GET", "POST"} {
				published[method+" "+api.root()+path] = doc.root.at("paths").at(path).at(strings.ToLower(method)) != nil
			}
		}
	}
	for route := range misleading {
		if !published[route] {
			t.Errorf("%s is not published", route)
		}
	}
}

// Some DELETEs say in a body what they delete; the others have none.
func TestADeleteHasABodyWhereItIsDeclared(t *testing.T) {
	type some struct {
		ID      ID       `json:"id" of:"folders"`
		ItemIDs []string `json:"itemIds,omitzero" in:"body" data:"id"`
		Force   bool     `json:"force,omitzero"`
	}
	c, s := serve(t, says(204, ""))
	remove := v2[some, Empty]("DELETE /password-vault/folders/{id}/items")
	for _, in := range []some{{testID, []string{"1", "2"}, true}, {testID, nil, true}} {
		if _, err := remove.Call(t.Context(), c, in); err != nil {
			t.Fatal(err)
		}
	}
	with, without := s.requests()[0], s.requests()[1]
	if with.body != `{"itemIds":["1","2"]}` || with.query != "force=true" || with.header.Get("Content-Type") != "application/json" {
		t.Errorf("sent %s?%s with %s", with.path, with.query, with.body)
	}
	if without.body != "" || without.query != "force=true" || without.header.Get("Content-Type") != "" {
		t.Errorf("sent %s?%s with %s", without.path, without.query, without.body)
	}
}

func TestAPatchHasABody(t *testing.T) {
	type change struct {
		ID   ID     `json:"id" of:"devices"`
		Name string `json:"name" data:"public"`
	}
	c, s := serve(t, says(200, `{}`))
	if _, err := v2[change, Empty]("PATCH /iplists/{id}").Call(t.Context(), c, change{testID, "x"}); err != nil {
		t.Fatal(err)
	}
	if sent := s.requests()[0]; sent.method != "PATCH" || sent.body != `{"name":"x"}` {
		t.Errorf("sent %s %s", sent.method, sent.body)
	}
}

type service string

func (service) Values() []string { return []string{"syncro", "autotask"} }
