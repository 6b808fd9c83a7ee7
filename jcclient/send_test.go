package jcclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

func TestEachAPIIsAskedAtItsOwnAddress(t *testing.T) {
	for _, c := range []struct {
		region string
		op     Operation
		want   string
	}{
		{"us", GetUser, "https://console.jumpcloud.com/api/systemusers/" + string(testID)},
		{"us", GetUserGroup, "https://console.jumpcloud.com/api/v2/usergroups/" + string(testID)},
		{"us", CountEvents, "https://api.jumpcloud.com/insights/directory/v1/events/count"},
		{"eu", GetUser, "https://console.eu.jumpcloud.com/api/systemusers/" + string(testID)},
		{"eu", CountEvents, "https://api.eu.jumpcloud.com/insights/directory/v1/events/count"},
		{"in", GetUserGroup, "https://console.in.jumpcloud.com/api/v2/usergroups/" + string(testID)},
		{"in", CountEvents, "https://api.in.jumpcloud.com/insights/directory/v1/events/count"},
	} {
		console, insights, err := Regions(c.region)
		if err != nil {
			t.Fatal(err)
		}
		asked := ""
		client := offline(t, Options{ConsoleURL: console, InsightsURL: insights}, func(r *http.Request) (*http.Response, error) {
			asked = r.URL.String()
			return response(200, `{"count":1}`), nil
		})
		if _, err := c.op.Do(t.Context(), client, filled(c.op.In()).Interface()); err != nil {
			t.Error(err)
		}
		if asked != c.want {
			t.Errorf("%s in %s asked %s", c.op.Route(), c.region, asked)
		}
	}
}

// objectToChange is what a Replace reads before it writes.
const objectToChange = `{"_id":"` + string(testID) + `","name":"n","command":"c","sharedSecret":"s"}`

var braces = regexp.MustCompile(`\{\w+\}`)

// answers answers every operation so that it succeeds.
func answers(w http.ResponseWriter, r *http.Request) {
	for _, op := range operations {
		route := op.Route()
		if fits, _ := path.Match(braces.ReplaceAllString(route.Template, "*"), r.URL.Path); !fits || route.Method != r.Method {
			continue
		}
		switch e := envelopeOf(op); {
		case e == nil && (strings.HasPrefix(r.URL.Path, "/api/commands/") || strings.HasPrefix(r.URL.Path, "/api/radiusservers/")):
			says(200, objectToChange)(w, r)
		case declared["PUT "+route.Template] != nil && r.Method != "PUT" && e == nil:
			says(200, `{"_id":"`+string(testID)+`","id":"`+string(testID)+`"}`)(w, r)
		case op.Out() != nil && strings.HasPrefix(op.Out().Name(), "Rows["):
			says(201, `[]`)(w, r)
		case e != nil && e.member != "":
			says(200, fmt.Sprintf(`{"totalCount":0,%q:[]}`, e.member))(w, r)
		case e != nil:
			says(200, `[]`)(w, r)
		case op.Out() == nil:
			says(204, "")(w, r)
		default:
			says(200, `{"count":0}`)(w, r)
		}
		return
	}
	says(404, "")(w, r)
}

func TestEveryOperationSendsWhatItsRouteSays(t *testing.T) {
	for name, op := range operations {
		t.Run(name, func(t *testing.T) {
			c, s := serveWith(t, Options{OrgID: orgID, UserAgent: "a test"}, answers)
			in := filled(op.In())
			if _, err := op.Do(t.Context(), c, in.Interface()); err != nil {
				t.Fatal(err)
			}
			got := s.requests()[len(s.requests())-1]
			if !op.Route().Read {
				got = s.changes()[0] // a read may follow, to see what came of it
			}
			want := op.Route().Template
			for _, f := range reflect.VisibleFields(op.In()) {
				want = strings.ReplaceAll(want, "{"+f.Tag.Get("json")+"}", in.FieldByIndex(f.Index).String())
			}
			if got.method != op.Route().Method || got.path != want {
				t.Errorf("sent %s %s", got.method, got.path)
			}
			if k := got.header.Values("x-api-key"); len(k) != 1 || k[0] != testKey {
				t.Errorf("x-api-key is %q", k)
			}
			if got.header.Get("Accept") != "application/json" || got.header.Get("User-Agent") != "a test" {
				t.Errorf("headers are %v", got.header)
			}
			writes := got.method != "GET" && got.method != "DELETE" || slices.ContainsFunc(reflect.VisibleFields(op.In()), func(f reflect.StructField) bool { return f.Tag.Get("in") == "body" })
			if writes != (got.header.Get("Content-Type") == "application/json") || writes != (got.body != "") {
				t.Errorf("the body is %q, its type %q", got.body, got.header.Get("Content-Type"))
			}
			if org := got.header.Get("x-org-id"); (org == orgID) != op.Route().TakesOrgID() {
				t.Errorf("x-org-id is %q", org)
			}
		})
	}
}

func TestAnotherOrganizationIsAskedThroughTheSameClient(t *testing.T) {
	const other = "66c0a1b2c3d4e5f600000002"
	c, s := serveWith(t, Options{OrgID: orgID}, says(200, `{}`))
	for _, client := range []*Client{c, c.ForOrg(other), c.ForOrg(""), c.ForOrg(other).ForOrg("")} {
		if _, err := GetUser.Call(t.Context(), client, UserID{ID: testID}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, r := range s.requests() {
		got = append(got, r.header.Get("x-org-id"))
	}
	if want := []string{orgID, other, orgID, other}; !reflect.DeepEqual(got, want) {
		t.Errorf("x-org-id was %q", got)
	}
}

func TestArgumentsTravelWhereTheirAPIWantsThem(t *testing.T) {
	words := ListQuery{Fields: Words{"username email", "state"}, Sort: Words{"-created,username"}}
	one, two := words, words
	one.Filter, two.Filter = Words{"name:$eq:a, b|c"}, Words{"state:$eq:ACTIVATED", "name:$sw:a"}
	v2 := words
	v2.Filter = Words{"name:eq:a", "type:eq:x,name:ne:b"}
	for _, test := range []struct {
		op          Operation
		in          any
		query, body string
	}{
		{ListUsers, UserQuery{ListQuery: one, Search: "a&b=c"}, `fields=username email state&filter=name:$eq:a, b|c&limit=100&search=a&b=c&skip=0&sort=-created username`, ""},
		{ListUsers, UserQuery{ListQuery: two}, `fields=username email state&filter[0]=state:$eq:ACTIVATED&filter[1]=name:$sw:a&limit=100&skip=0&sort=-created username`, ""},
		{ListUserGroups, v2, `fields=username,email,state&filter=name:eq:a,type:eq:x,name:ne:b&limit=100&skip=0&sort=-created,username`, ""},
		{ListUsers, UserQuery{}, `limit=100&skip=0&sort=_id`, ""},
		{ListUserGroups, ListQuery{}, `limit=100&skip=0`, ""},
		{DeleteUser, DeleteUserInput{testID, "null"}, `cascade_manager=null`, ""},
		{UpdateUser, UpdateUserInput{ID: testID, Department: new(""), Sudo: new(false), FullValidationDetails: "password"}, `fullValidationDetails=password`, `{"department":"","sudo":false}`},
		{ChangeUserGroupMembers, ChangeUserGroupMembersInput{testID, "update", "user", otherID, jsontext.Value(`{"sudo":{"enabled":true}}`)}, "",
			`{"op":"update","type":"user","id":"` + string(otherID) + `","attributes":{"sudo":{"enabled":true}}}`},
		{SearchUsers, UserSearch{SearchQuery{Filter: &SearchFilter{Or: []string{"state:$eq:STAGED"}}, SearchFilter: &SearchText{SearchTerm: "ana"}, Fields: Words{"username,email"}}}, `limit=100&skip=0`,
			`{"filter":{"or":["state:$eq:STAGED"]},"searchFilter":{"searchTerm":"ana"},"fields":"username email","limit":100,"sort":"_id"}`},
		{SearchUsers, UserSearch{SearchQuery{Sort: Words{"-created username"}}}, `limit=100&skip=0`, `{"sort":"-created username","limit":100}`},
		{QueryEvents, EventQuery{EventWindow: events().EventWindow, Fields: Words{"id timestamp"}}, "",
			`{"service":["all"],"start_time":"2026-08-20T09:00:00Z","fields":["id","timestamp"],"limit":100}`},
	} {
		c, s := serve(t, answers)
		if _, err := test.op.Do(t.Context(), c, test.in); err != nil {
			t.Error(err)
			continue
		}
		got := s.requests()[0]
		if query, _ := url.QueryUnescape(got.query); query != test.query {
			t.Errorf("%s: the query is %s\nand should be %s", test.op.Route(), query, test.query)
		}
		if got.body != test.body {
			t.Errorf("%s: the body is %s", test.op.Route(), got.body)
		}
	}
}

// A request can wait long for its turn, and what it may do may be over then.
func TestAuthorizeIsAskedWhenTheTurnHasComeAndARefusalGivesItBack(t *testing.T) {
	var c *Client
	under := func() int {
		c.lane.mu.Lock()
		defer c.lane.mu.Unlock()
		return c.lane.inFlight
	}
	var s *server
	c, s = serveWith(t, Options{Authorize: func(context.Context, Route) error {
		if n := under(); n != 1 {
			t.Errorf("asked with %d turns taken", n)
		}
		return errors.New("not any more")
	}}, says(200, "{}"))
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if !errors.Is(err, ErrRefused) || len(s.requests()) != 0 || under() != 0 {
		t.Errorf("%v after %d requests, and %d turns are kept", err, len(s.requests()), under())
	}
}

func TestAuthorizeIsAskedBeforeAnyByteLeaves(t *testing.T) {
	no := errors.New("not today")
	asked := 0
	c, s := serveWith(t, Options{Authorize: func(_ context.Context, r Route) error {
		if asked++; r != GetUser.Route() {
			t.Errorf("asked about %s", r)
		}
		if asked > 2 {
			return no
		}
		return nil
	}}, says(503, ""))
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if !errors.Is(err, ErrRefused) || !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
	if asked != 3 || len(s.requests()) != 2 {
		t.Errorf("asked %d times for %d requests", asked, len(s.requests()))
	}
}
