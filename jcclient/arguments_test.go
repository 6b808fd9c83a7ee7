package jcclient

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// pathologies are texts that would reach another endpoint, or another header,
// if they became a part of a path.
var pathologies = []ID{"../systemusers", "..%2fsystemusers", "%2e%2e/commands", "a/../../organizations", "x?limit=1", "x#y", ".", "..", "",
	"a\r\nX: y", "66c0a1b2c3d4e5f60123456", "66c0a1b2c3d4e5f6012345678", "66C0A1B2C3D4E5F601234567", "66c0a1b2c3d4e5f60123456/", "66c0a1b2c3d4e5f60123456\n", "６6c0a1b2c3d4e5f601234567"}

func TestAnIDThatIsNoneNeverBecomesARequest(t *testing.T) {
	c, s := serve(t, says(200, `{}`))
	for name, op := range operations {
		for _, f := range reflect.VisibleFields(op.In()) {
			if f.Type != idType {
				continue
			}
			for _, bad := range pathologies {
				in := filled(op.In())
				in.FieldByIndex(f.Index).SetString(string(bad))
				if bad == "" && strings.Contains(f.Tag.Get("json"), "omitzero") {
					continue
				}
				_, err := op.Do(t.Context(), c, in.Interface())
				wantArgument(t, err, strings.Split(f.Tag.Get("json"), ",")[0])
				if err := op.Check(in.Interface()); err == nil {
					t.Errorf("%s: Check lets %s=%q through", name, f.Name, bad)
				}
			}
		}
	}
	if len(s.seen) > 0 {
		t.Errorf("%d requests left, such as %s", len(s.seen), s.seen[0].path)
	}
}

// filled is an input of the type with everything that is required.
func filled(in reflect.Type) reflect.Value {
	v := reflect.New(in).Elem()
	for _, f := range reflect.VisibleFields(in) {
		if f.Anonymous || strings.Contains(f.Tag.Get("json"), "omitzero") {
			continue
		}
		fill(v.FieldByIndex(f.Index))
	}
	return v
}

func fill(v reflect.Value) {
	if e, ok := v.Interface().(enum); ok {
		v.SetString(e.Values()[0])
		return
	}
	switch {
	case v.Type() == idType, v.Type() == opaqueID:
		v.SetString(string(testID))
	case v.Type() == timeType:
		_ = json.Unmarshal([]byte(`"2026-08-20T09:00:00Z"`), v.Addr().Interface())
	case v.Type() == valueType:
		v.SetBytes([]byte(`"x"`))
	case v.Kind() == reflect.String:
		v.SetString("x")
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case v.Kind() == reflect.Struct:
		v.Set(filled(v.Type()))
	}
}

func wantArgument(t *testing.T, err error, name string) {
	t.Helper()
	var bad *ArgumentError
	if !errors.As(err, &bad) || bad.Name != name {
		t.Errorf("got %v, want an error about argument %s", err, name)
	}
}

func TestNothingBreaksOutOfAQueryOrAHeader(t *testing.T) {
	c, s := serve(t, says(200, `{"totalCount":0,"results":[]}`))
	for name, text := range map[string]string{
		"a line end":    "department:$eq:Sales\r\nX-Evil: 1",
		"a newline":     "department:$eq:a\nb",
		"a NUL":         "department:$eq:a\x00b",
		"ten kilobytes": "department:$eq:" + strings.Repeat("x", 10<<10),
	} {
		t.Run(name, func(t *testing.T) {
			for argument, in := range map[string]UserQuery{
				"filter": {ListQuery: ListQuery{Filter: Words{text}}},
				"search": {Search: text},
				"sort":   {ListQuery: ListQuery{Sort: Words{text}}},
				"fields": {ListQuery: ListQuery{Fields: Words{"username", text}}},
			} {
				_, err := ListUsers.Do(t.Context(), c, in)
				wantArgument(t, err, argument)
			}
			_, err := QueryEvents.Page(t.Context(), c, events(), Page{After: jsontext.Value(`["` + text + `"]`)})
			wantArgument(t, err, "search_after")
		})
	}
	for _, org := range []string{"x\r\nX-Evil: 1", "../", "66c0", strings.Repeat("a", 10<<10)} {
		_, err := ListUsers.Do(t.Context(), c.ForOrg(org), UserQuery{})
		wantArgument(t, err, "x-org-id")
	}
	if len(s.seen) > 0 {
		t.Errorf("%d requests left", len(s.seen))
	}
}

func events() EventQuery { return filled(reflect.TypeFor[EventQuery]()).Interface().(EventQuery) }

func TestOnlyThePublishedFilterGrammarIsSent(t *testing.T) {
	c, s := serve(t, says(200, `{"totalCount":0,"results":[]}`))
	for _, text := range []string{"department", "department:Sales", "department:eq:Sales", "department:$where:1", "department:$regex:(a+)+$",
		"department:$eqq:x", "de partment:$eq:x", "$where:$eq:x", ":$eq:x", "department:$EQ:x", ""} {
		_, err := ListUsers.Do(t.Context(), c, UserQuery{ListQuery: ListQuery{Filter: Words{"state:$eq:ACTIVATED", text}}})
		wantArgument(t, err, "filter")
		if err != nil && !strings.Contains(err.Error(), "department:$eq:Sales") {
			t.Errorf("the error gives no example: %v", err)
		}
		_, err = SearchUsers.Do(t.Context(), c, UserSearch{SearchQuery{Filter: &SearchFilter{Or: []string{"state:$eq:ACTIVATED", text}}}})
		wantArgument(t, err, "filter")
	}
	for _, text := range []string{"name:$eq:x", "name:gte:x", "name:eq:a,b", "name", "name:eq:a,name:$ne:b"} {
		_, err := ListUserGroups.Do(t.Context(), c, ListQuery{Filter: Words{text}})
		wantArgument(t, err, "filter")
	}
	for _, text := range []string{"pass word;", "a$b", "*", "a/b", "a&limit=9", "{x}"} {
		_, err := ListUsers.Do(t.Context(), c, UserQuery{ListQuery: ListQuery{Fields: Words{text}}})
		wantArgument(t, err, "fields")
		_, err = SearchUsers.Do(t.Context(), c, UserSearch{SearchQuery{SearchFilter: &SearchText{SearchTerm: "x", Fields: []string{text}}}})
		wantArgument(t, err, "searchFilter")
	}
	if len(s.seen) > 0 {
		t.Errorf("%d requests left", len(s.seen))
	}
}

func TestInputsAreCheckedBeforeARequestExists(t *testing.T) {
	cases := map[string]struct {
		op   Operation
		in   any
		name string
	}{
		"a missing name":             {CreateUser, CreateUserInput{Email: "a@example.com"}, "username"},
		"a missing op":               {ChangeUserGroupMembers, ChangeUserGroupMembersInput{GroupID: testID, Type: "user", ID: testID}, "op"},
		"an op that does not exist":  {ChangeUserGroupMembers, ChangeUserGroupMembersInput{GroupID: testID, Op: "drop", Type: "user", ID: testID}, "op"},
		"a type of another endpoint": {ChangeUserGroupMembers, ChangeUserGroupMembersInput{GroupID: testID, Op: "add", Type: "system", ID: testID}, "type"},
		"a way back to STAGED":       {UpdateUser, UpdateUserInput{ID: testID, State: "STAGED"}, "state"},
		"a shell that is none":       {CreateCommand, CreateCommandInput{Name: "n", Command: "c", CommandType: "windows", Shell: "bogusshell"}, "shell"},
		"no manager's id":            {UpdateUser, UpdateUserInput{ID: testID, Manager: new(ID("jdoe"))}, "manager"},
		"a cascade to a name":        {DeleteUser, DeleteUserInput{ID: testID, CascadeManager: "jdoe"}, "cascade_manager"},
		"a file's path":              {CreateCommand, CreateCommandInput{Name: "n", Command: "c", CommandType: "linux", Files: []ID{testID, "../x"}}, "files[1]"},
		"a template's name":          {CreatePolicy, CreatePolicyInput{Name: "n", Template: PolicyTemplateRef{"screen_lock"}}, "template.id"},
		"a value without a field":    {CreatePolicy, CreatePolicyInput{Name: "n", Template: PolicyTemplateRef{testID}, Values: []PolicyValueInput{{Value: jsontext.Value(`1`)}}}, "values[0].configFieldID"},
		"broken attributes":          {ChangeUserGroupMembers, ChangeUserGroupMembersInput{GroupID: testID, Op: "add", Type: "user", ID: testID, Attributes: jsontext.Value(`{"a":`)}, "attributes"},
		"a NUL in a script":          {CreateCommand, CreateCommandInput{Name: "n", Command: "a\x00b", CommandType: "linux"}, "command"},
		"a start in words":           {QueryEvents, EventQuery{EventWindow: EventWindow{Service: []EventService{"all"}, StartTime: Time{Raw: "yesterday"}}}, "start_time"},
		"no start":                   {QueryEvents, EventQuery{EventWindow: EventWindow{Service: []EventService{"all"}}}, "start_time"},
		"a service that is none":     {QueryEvents, EventQuery{EventWindow: EventWindow{Service: []EventService{"everything"}, StartTime: events().StartTime}}, "service[0]"},
	}
	c, s := serve(t, says(200, `{}`))
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := test.op.Do(t.Context(), c, test.in)
			wantArgument(t, err, test.name)
			wantArgument(t, test.op.Check(test.in), test.name)
		})
	}
	if len(s.seen) > 0 {
		t.Errorf("%d requests left", len(s.seen))
	}
}

func TestAnInputOfAnotherTypeIsRefused(t *testing.T) {
	c, _ := serve(t, says(200, `{}`))
	for _, in := range []any{nil, UserGroupID{testID}, (*UserID)(nil), testID} {
		if _, err := GetUser.Do(t.Context(), c, in); err == nil {
			t.Errorf("%T was taken", in)
		}
		if err := GetUser.Check(in); err == nil {
			t.Errorf("%T was taken", in)
		}
	}
	if err := GetUser.Check(&UserID{ID: testID}); err != nil {
		t.Error(err)
	}
}
