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
		row := write(otherMethod{jcclient.UpdateUser, method}, Spec{Name: "users_update", On: "users", Shows: userColumns})
		if _, err := row.decode(jsontext.Value(`{"id":"` + someone + `","department":"Sales"}`)); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if _, err := row.decode(jsontext.Value(`{"id":"` + someone + `"}`)); err == nil || !strings.Contains(err.Error(), "nothing to change") {
			t.Errorf("%s: %v", method, err)
		}
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
