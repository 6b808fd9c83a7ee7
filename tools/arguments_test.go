package tools

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A change that changes nothing is a mistake of the agent's, by whatever
// method the object is changed.
func TestAChangeOfNothingIsRefused(t *testing.T) {
	for _, method := range []string{"PUT", "PATCH"} {
		row := write(operation{otherMethod{jcclient.UpdateUser.Operation, method}}, Spec{Name: "users_update", On: "users", Shows: userColumns})
		if _, err := row.decode(jsontext.Value(`{"id":"` + someone + `","department":"Sales"}`)); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if _, err := row.decode(jsontext.Value(`{"id":"` + someone + `"}`)); err == nil || !strings.Contains(err.Error(), "nothing to change") {
			t.Errorf("%s: %v", method, err)
		}
	}
}

// What would be dropped on its way, though the record says that it was changed,
// is refused: an empty text that clears nothing, and parts of which none is named.
func TestAChangeThatWouldChangeNothingIsRefused(t *testing.T) {
	tried := 0
	for _, row := range All() {
		r := row.endpoint.Route()
		if row.parts != nil || r.Method != "PUT" && r.Method != "PATCH" {
			continue
		}
		args := `{`
		for _, name := range row.advertised().input.Required {
			args += `"` + name + `":"` + someone + `",`
		}
		for _, name := range row.takes.names[strings.Count(r.Template, "{"):] {
			for _, value := range []string{`""`, `{}`, `[]`} {
				a, err := row.decode(jsontext.Value(args + `"` + name + `":` + value + `}`))
				if err != nil {
					continue
				}
				if tried++; memberOf(a.encode(), name) == nil {
					t.Errorf("%s: %s %s is dropped: %s", row.Name, name, value, a.encode())
				}
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d were tried", tried)
	}
	for _, c := range [][3]string{
		{"admins_update", `"roleName":""`, "argument roleName: an empty one would change nothing"},
		{"users_update", `"password":""`, "argument password: an empty one would change nothing"},
		{"user_groups_update", `"attributes":{}`, "argument attributes: an empty one would change nothing"},
		{"policies_update", `"values":[]`, "argument values: an empty one would change nothing"},
		{"users_update", `"department":""`, ""},
		{"radius_servers_update", `"tags":[]`, ""},
	} {
		if _, err := table[c[0]].decode(jsontext.Value(`{"id":"` + someone + `",` + c[1] + `}`)); (err == nil) != (c[2] == "") || err != nil && !strings.HasPrefix(err.Error(), c[2]) {
			t.Errorf("%s %s: %v", c[0], c[1], err)
		}
	}
}

// An agent that wrote a member that there is not is told which.
func TestAnUnknownMemberInsideAnArgumentIsNamed(t *testing.T) {
	_, err := table["authn_evaluations_get"].decode(jsontext.Value(`{"timeRange":{"startTime":"2026-09-01T00:00:00Z"}}`))
	if err == nil || !strings.Contains(err.Error(), `argument timeRange takes no "startTime"`) {
		t.Error(err)
	}
}

// An otherMethod is an operation that is asked by another method.
type otherMethod struct {
	jcclient.Operation
	method string
}

func (o otherMethod) Route() jcclient.Route {
	r := o.Operation.Route()
	r.Method = o.method
	return r
}
