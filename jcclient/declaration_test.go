package jcclient

import (
	"strings"
	"testing"
)

func TestAWrongDeclarationPanicsAtStart(t *testing.T) {
	type odd struct {
		ID string `json:"id" data:"id"`
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
		"belongs to Page":                  func() { v1List[paged, Empty]("GET /systems") },
		"goes into the query, but is":      func() { v1[nested, Empty]("GET /systems") },
		"does not read like":               func() { v1[Empty, Empty]("PATCH /systems") },
		"does not read like \"GET":         func() { v1[Empty, Empty]("GET systems") },
		"has a brace that holds no name":   func() { v1[Empty, Empty]("GET /systems/{}") },
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
