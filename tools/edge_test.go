package tools

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// anEdge is a call that adds an edge, or removes it.
type anEdge struct{ tool, args string }

func (e anEdge) with(op string) string { return fmt.Sprintf(e.args, op) }

// edgesOf are an edge of each kind in the sandbox, none of which is there.
func edgesOf(r *rig) []anEdge {
	user := newUser(r, "edge.one")
	group := r.call("full", "user_groups_create", `{"name":"Edges"}`)["id"]
	devices := r.call("full", "device_groups_create", `{"name":"Edges"}`)["id"]
	device := items(r.call("full", "devices_list", `{"limit":1}`))[0]["_id"]
	app := items(r.call("full", "applications_list", `{"limit":1}`))[0]["_id"]
	radius := items(r.call("full", "radius_servers_list", `{"limit":1}`))[0]["_id"]
	return []anEdge{
		{"user_group_members_change", fmt.Sprintf(`{"group_id":%q,"op":%%q,"type":"user","id":%q}`, group, user)},
		{"device_group_members_change", fmt.Sprintf(`{"group_id":%q,"op":%%q,"type":"system","id":%q}`, devices, device)},
		{"application_associations_change", fmt.Sprintf(`{"application_id":%q,"op":%%q,"type":"user","id":%q}`, app, user)},
		{"application_associations_change", fmt.Sprintf(`{"application_id":%q,"op":%%q,"type":"user_group","id":%q}`, app, group)},
		{"radius_associations_change", fmt.Sprintf(`{"radiusserver_id":%q,"op":%%q,"type":"user_group","id":%q}`, radius, group)},
	}
}

var changesEdges = fullAccess + `
  binder:
    name: Binder
    owner: owner@example.com
    identify: [{local: true}]
    allow: [{id: edges, tools: [user_group_members_change, device_group_members_change, application_associations_change, radius_associations_change]}]
`

func TestAnEdgeThatIsAsWantedAlreadyIsASuccessAndSaidSo(t *testing.T) {
	r := newRig(t, changesEdges)
	for _, e := range edgesOf(r) {
		for _, op := range []string{"add", "remove"} {
			if a := r.call("binder", e.tool, e.with(op)); op == "add" && (a["done"] != true || a["note"] != nil) {
				t.Errorf("%s %s: %v", e.tool, op, a)
			}
			sent := r.directory.Requests()
			a := r.call("binder", e.tool, e.with(op))
			if note := fmt.Sprint(a["note"]); a["done"] != true || note != "It was so already: nothing was changed." {
				t.Errorf("%s %s again: %v", e.tool, op, a)
			}
			last := r.last()
			if last.Outcome.Result != "ok" || !last.Outcome.Already || last.Outcome.Attempts != r.directory.Requests()-sent || last.Outcome.Attempts < 2 ||
				!strings.HasSuffix(last.Message, "attempts: it was so already, which a look confirmed; nothing was changed.") {
				t.Errorf("%s %s again: %s %+v", e.tool, op, last.Message, last.Outcome)
			}
		}
	}
}

func TestAnEdgeWhoseEndsAreUnknownIsNotFound(t *testing.T) {
	r := newRig(t, changesEdges)
	group := r.call("full", "user_groups_create", `{"name":"Edges"}`)["id"].(string)
	user := newUser(r, "edge.one")
	for _, args := range []string{
		`{"group_id":"` + someone + `","op":"remove","type":"user","id":"` + user + `"}`,
		`{"group_id":"` + group + `","op":"remove","type":"user","id":"` + someone + `"}`,
		`{"group_id":"` + someone + `","op":"add","type":"user","id":"` + user + `"}`,
		`{"group_id":"` + group + `","op":"add","type":"user","id":"` + someone + `"}`,
	} {
		sent := r.directory.Requests()
		if f := r.fails("binder", "user_group_members_change", args); f.Code != "not_found" {
			t.Errorf("%s: %+v", args, f)
		}
		if last := r.last(); last.Outcome.Already || last.Outcome.Attempts != r.directory.Requests()-sent || !strings.HasSuffix(last.Message, "there is no such object; nothing was changed.") {
			t.Errorf("%s: %s", args, last.Message)
		}
	}
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 409, `{"message":"the group is full"}`, q.Method == "POST"
	})
	if f := r.fails("binder", "user_group_members_change", `{"group_id":"`+group+`","op":"add","type":"user","id":"`+user+`"}`); f.Code != "conflict" || !strings.Contains(f.Message, "the group is full") {
		t.Errorf("%+v", f)
	}
}

// What confirms an edge may be read for its change, and for nothing else.
func TestAPassCoversTheReadsOfItsOperationAlone(t *testing.T) {
	edge, get := table["user_group_members_change"].endpoint, jcclient.GetUser.Route()
	ctx := withPass(t.Context(), edge.Route(), edge.Reads()...)
	for _, route := range append(edge.Reads(), edge.Route(), get) {
		if err := Authorize(ctx, route); err != nil {
			t.Error(err)
		}
	}
	if Authorize(ctx, jcclient.ListUsers.Route()) == nil || Authorize(ctx, jcclient.UpdateUser.Route()) == nil || Authorize(ctx, jcclient.DeleteUser.Route()) == nil {
		t.Error("the pass of a membership let something else out")
	}
	if Authorize(withPass(t.Context(), jcclient.DeleteUser.Route()), jcclient.GetUserGroup.Route()) == nil {
		t.Error("the pass of a deletion let a read of a group out")
	}
	// A list of reads is no way to a write.
	if Authorize(withPass(t.Context(), edge.Route(), jcclient.DeleteUser.Route()), jcclient.DeleteUser.Route()) == nil {
		t.Error("a write was let out as a read")
	}
}
