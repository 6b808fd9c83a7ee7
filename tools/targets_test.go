package tools

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// rowOfLists is a row that takes a list of devices and the id of another service.
func rowOfLists() *Tool {
	type input struct {
		UUID    jcclient.OpaqueID `json:"UUID,omitzero" of:"integrations"`
		Systems []jcclient.ID     `json:"systems,omitzero" of:"devices"`
	}
	row := list(listing{otherInput{jcclient.ListUsers.Listing, reflect.TypeFor[input]()}},
		Spec{Name: "integration_devices_list", On: "devices", Shows: userColumns, Says: "list {systems} of integration {UUID}"})
	return &row
}

func TestEveryIDOfAListIsATarget(t *testing.T) {
	const uuid = "0191d6b2-7c1e-7a63-9f0e-5b1d2c3a4f50"
	r, row := newRig(t, fullAccess), rowOfLists()
	device := items(r.call("full", "devices_list", `{"limit":1}`))[0]
	id, hostname := device["_id"].(string), device["hostname"].(string)
	a, err := row.decode(jsontext.Value(`{"systems":["` + someone + `","` + hostname + `"],"UUID":"` + uuid + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	targets := row.targets(a)
	want := []audit.Target{{Kind: "integrations", ID: uuid, Arg: "UUID"},
		{Kind: "devices", ID: someone, Arg: "systems[0]"}, {Kind: "devices", Name: hostname, Arg: "systems[1]"}}
	if !reflect.DeepEqual(targets, want) {
		t.Fatalf("%+v", targets)
	}
	if _, err := mayResolve(r.gate.Policy(), r.as("full"), targets, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := row.resolve(t.Context(), r.gate.client, a, targets, func(string) policy.Redaction { return policy.Redaction{} }); err != nil {
		t.Fatal(err)
	}
	if got := a.in.FieldByName("Systems").Interface(); !reflect.DeepEqual(got, []jcclient.ID{someone, jcclient.ID(id)}) {
		t.Errorf("%s became %v", hostname, got)
	}
	says := fmt.Sprintf("list %s, %q (%s) of integration 0191…4f50", audit.ShortID(someone), hostname, audit.ShortID(id))
	if got := row.phrase(a, targets, concealment{}); got != says {
		t.Errorf("it says %s", got)
	}
}

func TestAListOfNamesIsLookedUpOnlyWithinReason(t *testing.T) {
	r, row := newRig(t, fullAccess), rowOfLists()
	for args, want := range map[string]string{
		`{"systems":[` + strings.Repeat(`"kiosk",`, mostNames) + `"kiosk"]}`: "10 names at most",
		`{"systems":[""]}`: "give the id",
		`{"UUID":"a/b"}`:   "integrations are not looked up by name",
	} {
		a, err := row.decode(jsontext.Value(args))
		if err != nil {
			t.Fatal(err)
		}
		_, err = mayResolve(r.gate.Policy(), r.as("full"), row.targets(a), time.Now())
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", args, err)
		}
	}
}

func TestTheFilesOfACommandAreOnRecord(t *testing.T) {
	r := newRig(t, fullAccess)
	r.call("full", "commands_create", `{"name":"n","command":"c","commandType":"linux","user":"000000000000000000000000","files":["`+someone+`","`+another+`"]}`)
	want := []audit.Target{{Kind: "files", ID: someone, Arg: "files[0]"}, {Kind: "files", ID: another, Arg: "files[1]"}}
	if got := r.last().What.Targets[1:]; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
