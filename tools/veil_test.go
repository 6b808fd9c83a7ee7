package tools

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// A list that is sent as an object with numbers for names hides what the list
// would have hidden.
func TestAPlaceInAListMayBeTheNameOfAMember(t *testing.T) {
	p := load(t, `
version: 1
agents: {one: {owner: o@example.com, identify: [{local: true}], access: {users: full}}}
require: [{id: hide, tools: ["users_*"], redact: ["attributes[*].value"]}]
`)
	hides := p.Hides("one", "users_get")
	for answer, want := range map[string]string{
		`{"attributes":[{"name":"a","value":"x"}]}`:          `{"attributes":[{"name":"a"}]}`,
		`{"attributes":{"0":{"name":"a","value":"x"}}}`:      `{"attributes":{"0":{"name":"a"}}}`,
		`{"attributes.0.value":"x","attributes.0.name":"a"}`: `{"attributes.0.name":"a"}`,
	} {
		if got := without(jsontext.Value(answer), nil, hides); string(got) != want {
			t.Errorf("%s becomes %s", answer, got)
		}
	}
}
