package jcclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// An edges is a server on which a change of an edge is refused, and what its
// reads answer by the end of their path.
type edges struct {
	refusal int
	reads   map[string]http.HandlerFunc
}

func (e edges) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == "POST" {
		says(e.refusal, `{"message":"refused"}`)(w, r)
		return
	}
	for end, h := range e.reads {
		if strings.HasSuffix(r.URL.Path, end) {
			h(w, r)
			return
		}
	}
	says(404, "")(w, r)
}

// edgesOf are rows of edges that lead to these ids.
func edgesOf(kind string, ids ...ID) http.HandlerFunc {
	rows := []string{}
	for _, id := range ids {
		rows = append(rows, fmt.Sprintf(`{"to":{"id":%q,"type":%q}}`, id, kind))
	}
	return says(200, "["+strings.Join(rows, ",")+"]", "x-total-count", fmt.Sprint(len(rows)))
}

func an(id ID) http.HandlerFunc { return says(200, `{"_id":"`+string(id)+`"}`) }

const thirdID = ID("66c0a1b2c3d4e5f604000001")

func TestAnEdgeThatIsAsWantedAlreadyIsNoError(t *testing.T) {
	for name, test := range map[string]struct {
		op      Op
		refusal int
		reads   map[string]http.HandlerFunc
		already bool
	}{
		"a member added again":           {"add", 409, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID, otherID)}, true},
		"a conflict over something else": {"add", 409, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID)}, false},
		"a member of another type":       {"add", 409, map[string]http.HandlerFunc{"/members": edgesOf("system", otherID)}, false},
		"a list that cannot be read":     {"add", 409, map[string]http.HandlerFunc{"/members": says(403, "")}, false},
		"a list that is HTML":            {"add", 409, map[string]http.HandlerFunc{"/members": says(200, "<html>")}, false},
		"an addition to no group":        {"add", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", otherID)}, false},

		"a member removed again": {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID), "/" + string(otherID): an(otherID)}, true},
		"the last one removed again": {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user"),
			"/usergroups/" + string(testID): an(testID), "/" + string(otherID): an(otherID)}, true},
		"a group that is gone":                {"remove", 404, map[string]http.HandlerFunc{"/" + string(otherID): an(otherID)}, false},
		"a gone group that lists nobody":      {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user"), "/" + string(otherID): an(otherID)}, false},
		"a user who is gone":                  {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID)}, false},
		"a user who is answered with another": {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID), "/" + string(otherID): an(thirdID)}, false},
		"a member who is there all the same":  {"remove", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", otherID), "/" + string(otherID): an(otherID)}, false},
		"a conflict of a removal":             {"remove", 409, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID), "/" + string(otherID): an(otherID)}, false},
		"an update of what is there":          {"update", 409, map[string]http.HandlerFunc{"/members": edgesOf("user", otherID)}, false},
		"an update of what is not":            {"update", 404, map[string]http.HandlerFunc{"/members": edgesOf("user", thirdID), "/" + string(otherID): an(otherID)}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, edges{test.refusal, test.reads}.serve)
			reply, err := ChangeUserGroupMembers.Do(t.Context(), c, ChangeUserGroupMembersInput{GroupID: testID, Op: test.op, Type: "user", ID: otherID})
			if reply.Already != test.already || (err == nil) != test.already || reply.Status != test.refusal {
				t.Errorf("got %+v, %v", reply, err)
			}
			var failed *Error
			if err != nil && (!errors.As(err, &failed) || failed.Status != test.refusal || failed.MayHaveHappened) {
				t.Errorf("got %v", err)
			}
			if n := len(s.requests()); reply.Attempts != n || len(s.changes()) != 1 {
				t.Errorf("%d attempts of %d requests, %d of them changes", reply.Attempts, n, len(s.changes()))
			}
		})
	}
}

func TestAnEdgeWithOtherAttributesIsNotAsWanted(t *testing.T) {
	for given, already := range map[string]bool{
		`{"sudo": {"enabled": true}}`: true, `{"sudo":{"enabled":false}}`: false, `{}`: true, `null`: true,
	} {
		c, _ := serve(t, edges{409, map[string]http.HandlerFunc{
			"/associations": says(200, `[{"attributes":{"sudo":{"enabled":true}},"to":{"id":"`+string(otherID)+`","type":"user"}}]`)}}.serve)
		in := ChangeApplicationAssociationsInput{ApplicationID: testID, Op: "add", Type: "user", ID: otherID, Attributes: []byte(given)}
		if reply, err := ChangeApplicationAssociations.Do(t.Context(), c, in); reply.Already != already || (err == nil) != already {
			t.Errorf("%s: got %+v, %v", given, reply, err)
		}
	}
}

func TestALookForAnEdgeAsksForItsTypeAndReadsToTheEnd(t *testing.T) {
	c, s := serve(t, says(409, ""),
		says(200, `[{"to":{"id":"`+string(thirdID)+`","type":"user_group"}}]`, "x-total-count", "101"),
		says(200, `[{"to":{"id":"`+string(otherID)+`","type":"user_group"}}]`, "x-total-count", "101"))
	in := ChangeRadiusAssociationsInput{RadiusServerID: testID, Op: "add", Type: "user_group", ID: otherID}
	if reply, err := ChangeRadiusAssociations.Do(t.Context(), c, in); err != nil || !reply.Already || reply.Attempts != 3 {
		t.Errorf("got %+v, %v", reply, err)
	}
	for i, want := range []string{"limit=100&skip=0&targets=user_group", "limit=100&skip=100&targets=user_group"} {
		if got := s.requests()[i+1]; got.query != want || got.method != "GET" || got.path != s.requests()[0].path {
			t.Errorf("sent %s %s?%s", got.method, got.path, got.query)
		}
	}
}

// A list in which the edge may stand after all, unread, confirms no removal.
func TestAListOfEdgesThatIsNoneConfirmsNothing(t *testing.T) {
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, fmt.Sprintf(`{"to":{"id":"%024x","type":"user"}}`, i+1))
	}
	for name, list := range map[string]http.HandlerFunc{
		"pages that ignore skip":   says(200, "["+strings.Join(hundred, ",")+"]", "x-total-count", "200"),
		"edges in another form":    says(200, `[{"id":"`+string(otherID)+`","type":"user"}]`, "x-total-count", "1"),
		"an object for each error": says(200, `[{"error":"internal"}]`, "x-total-count", "1"),
	} {
		c, s := serve(t, edges{404, map[string]http.HandlerFunc{"/members": list, "/usergroups/" + string(testID): an(testID), "/" + string(otherID): an(otherID)}}.serve)
		reply, err := ChangeUserGroupMembers.Do(t.Context(), c, ChangeUserGroupMembersInput{GroupID: testID, Op: "remove", Type: "user", ID: otherID})
		if err == nil || reply.Already || len(s.requests()) > 3 {
			t.Errorf("%s: got %+v, %v after %d requests", name, reply, err, len(s.requests()))
		}
	}
}

// Who comes or goes while the pages are read may be passed over.
func TestAListOfEdgesThatChangesMeanwhileConfirmsNothing(t *testing.T) {
	c, _ := serve(t, says(404, ""),
		says(200, `[{"to":{"id":"`+string(thirdID)+`","type":"user"}}]`, "x-total-count", "102"),
		says(200, `[]`, "x-total-count", "101"), an(otherID))
	in := ChangeUserGroupMembersInput{GroupID: testID, Op: "remove", Type: "user", ID: otherID}
	if reply, err := ChangeUserGroupMembers.Do(t.Context(), c, in); err == nil || reply.Already {
		t.Errorf("got %+v", reply)
	}
}

// Whatever changes an edge is declared as one: it cannot be forgotten.
func TestEveryChangeOfAnEdgeIsAnEdge(t *testing.T) {
	found := 0
	for name, op := range operations {
		if _, isEdge := op.(*edge); op.Route().isEdge() != isEdge {
			t.Errorf("%s is a %T", name, op)
		}
		if !op.Route().isEdge() {
			continue
		}
		found++
		var body map[string]any
		b, _ := json.Marshal(filled(op.In()).Interface())
		if json.Unmarshal(b, &body) != nil || body["op"] == nil || body["type"] == nil || body["id"] == nil {
			t.Errorf("%s takes %s: there is no op, type or id", name, b)
		}
		for _, r := range op.Reads() {
			if !r.Read || r.Method != "GET" {
				t.Errorf("%s reads %s", name, r)
			}
		}
	}
	if found < 4 {
		t.Errorf("%d edges", found)
	}
}
