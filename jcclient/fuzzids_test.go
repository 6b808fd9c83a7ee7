package jcclient

import (
	"reflect"
	"strings"
	"testing"
)

// Whatever is given as an id, the request is one for the declared route, with
// one segment in its place, or there is none.
func FuzzID(f *testing.F) {
	for _, id := range []string{string(testID), "", ".", "..", "../systemusers", "%2e%2e/commands", "x?limit=1", "x#y", "a\r\nX: y", "６６c0a1b2c3d4e5f601234567", strings.Repeat("a", 24)} {
		f.Add(id, id)
	}
	read, change := GetUser.Operation.(*single), ChangeUserGroupMembers.Operation.(*edge)
	f.Fuzz(func(t *testing.T, id, member string) {
		get, err := read.plan.request(read.route, reflect.ValueOf(UserID{ID: ID(id)}), nil)
		if (err == nil) != ID(id).Valid() {
			t.Errorf("%q is an id: %t, and the request says %v", id, ID(id).Valid(), err)
		}
		if err == nil && !isOneSegment(strings.TrimPrefix(get.path, "/api/systemusers/")) {
			t.Errorf("%q is asked for at %q", id, get.path)
		}
		in := ChangeUserGroupMembersInput{GroupID: ID(id), Op: "add", Type: "user", ID: ID(member)}
		post, err := change.plan.request(change.route, reflect.ValueOf(in), nil)
		if err != nil {
			return
		}
		at, found := strings.CutSuffix(strings.TrimPrefix(post.path, "/api/v2/usergroups/"), "/members")
		if !found || !isOneSegment(at) || !strings.Contains(string(post.body), `"id":"`+member+`"`) {
			t.Errorf("%q and %q are sent as %q to %q", id, member, post.body, post.path)
		}
	})
}

func isOneSegment(s string) bool {
	return s != "" && strings.Trim(s, ".") != "" && strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.") == ""
}

// What Insights says in its headers is believed only as far as it holds
// together with the rows that came.
func FuzzInsightsHeaders(f *testing.F) {
	f.Add("2", "2", `[1,"a"]`, 2)
	f.Add("10000", "10000", `[1,"a"]`, 10000)
	f.Add("-1", "99999999999999999999", "[", 1)
	f.Add("", "0", `{"a":1}`, 1)
	f.Add("2", "2", "[\"\r\nX: y\"]", 2)
	c, err := New(Options{APIKey: NewSecret(testKey)})
	if err != nil {
		f.Fatal(err)
	}
	const rows = `[{"id":"a"},{"id":"b"}]`
	f.Fuzz(func(t *testing.T, limit, count, after string, asked int) {
		p := Page{Limit: asked}
		if p.check(Insights) != nil {
			return
		}
		a := answer{request: request{route: QueryEvents.Route()}, status: 200, body: []byte(rows), header: map[string][]string{
			"X-Limit": {limit}, "X-Result-Count": {count}, "X-Search_after": {after},
		}}
		reply, err := c.readPage(a, p, envelope{})
		if err != nil {
			return
		}
		if len(reply.Items) != 2 || reply.Total < -1 {
			t.Errorf("%d rows of %d", len(reply.Items), reply.Total)
		}
		if len(reply.After) > 0 && (Page{After: reply.After}).check(Insights) != nil {
			t.Errorf("%s is where the next page starts, and would be refused", reply.After)
		}
	})
}
