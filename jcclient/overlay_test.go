package jcclient

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// written is the body of the one PUT that a change made, of an object as it was.
func written(t *testing.T, was string, change func(*Client) error) (body string, header http.Header, err error) {
	t.Helper()
	c, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PUT" {
			header = r.Header
		}
		says(200, was)(w, r)
	})
	err = change(c)
	if all := s.changes(); len(all) == 1 {
		body = all[0].body
	} else if len(all) > 1 || err == nil {
		t.Fatalf("%d writes, %v", len(all), err)
	}
	return body, header, err
}

func wantJSON(t *testing.T, got, want string) {
	t.Helper()
	a, b := jsontext.Value(got), jsontext.Value(want)
	if a.Canonicalize() != nil || b.Canonicalize() != nil || string(a) != string(b) {
		t.Errorf("wrote %s\nnot   %s", got, want)
	}
}

const storedGroup = `{"id":"` + string(testID) + `","type":"user_group","name":"Admins","description":"old","email":"","memberQueryErrorFlags":["CYCLE"],
	"suggestionCounts":{"add":1},"organizationObjectId":"66c0a1b2c3d4e5f600000001","membershipMethod":"DYNAMIC_AUTOMATED","notPublished":[1],
	"attributes":{"sudo":{"enabled":true,"withoutPassword":false},"ldapGroups":[{"name":"admins"}],"ours":"kept"},
	"memberQuery":{"filters":[{"field":"department","operation":"eq","value":"IT"}]}}`

func TestAGroupKeepsWhatWasNotGiven(t *testing.T) {
	body, header, err := written(t, storedGroup, func(c *Client) error {
		in := UpdateUserGroupInput{ID: testID, Description: new(""), Attributes: &GroupAttributesInput{Sudo: &SudoInput{Enabled: true, WithoutPassword: true}}}
		_, err := UpdateUserGroup.Call(t.Context(), c, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, body, `{"name":"Admins","description":"","email":"","membershipMethod":"DYNAMIC_AUTOMATED","notPublished":[1],
		"attributes":{"sudo":{"enabled":true,"withoutPassword":true},"ldapGroups":[{"name":"admins"}],"ours":"kept"},
		"memberQuery":{"filters":[{"field":"department","operation":"eq","value":"IT"}]}}`)
	if header.Get("x-query-dsl") != "v2" {
		t.Error("a rule in the newer grammar was written as if it were in the older one")
	}
}

func TestAGroupsRuleIsWrittenInItsOwnGrammar(t *testing.T) {
	for name, c := range map[string]struct {
		was   string
		query *MemberQueryInput
		want  string
	}{
		"the older one, as it was":    {strings.Replace(storedGroup, `{"filters":[{"field":"department","operation"`, `{"queryType":"FilterQuery","filters":[{"field":"department","operator"`, 1), nil, ""},
		"the older one, in its place": {storedGroup, &MemberQueryInput{QueryType: "FilterQuery", Filters: []MemberFilterInput{{"os", "eq", jsontext.Value(`"Linux"`)}}}, ""},
		"none":                        {`{"id":"` + string(testID) + `","name":"x","memberQuery":null}`, nil, ""},
		"no filters":                  {`{"id":"` + string(testID) + `","name":"x","memberQuery":{"filters":[]}}`, nil, ""},
	} {
		_, header, err := written(t, c.was, func(client *Client) error {
			_, err := UpdateDeviceGroup.Call(t.Context(), client, UpdateDeviceGroupInput{ID: testID, Name: "y", MemberQuery: c.query})
			return err
		})
		if err != nil || header.Get("x-query-dsl") != c.want {
			t.Errorf("%s: %q, %v", name, header.Get("x-query-dsl"), err)
		}
	}
}

// What is of another kind than what is there is for JumpCloud to judge.
func TestWhatIsNoObjectIsLaidOverNone(t *testing.T) {
	body, _, err := written(t, storedGroup, func(c *Client) error {
		_, err := UpdateDeviceGroup.Call(t.Context(), c, UpdateDeviceGroupInput{ID: testID, Attributes: jsontext.Value(`[]`)})
		return err
	})
	if err != nil || !strings.Contains(body, `"attributes":[]`) {
		t.Errorf("%s, %v", body, err)
	}
}

func storedPolicy(secret string) string {
	return `{"id":"` + string(testID) + `","name":"Wi-Fi","notes":"n","template":{"id":"` + string(otherID) + `"},
		"configFields":[{"id":"66c0a1b2c3d4e5f60a000001","name":"ssid"},{"id":"66c0a1b2c3d4e5f60a000002","name":"password","sensitive":true}],
		"values":[{"configFieldID":"66c0a1b2c3d4e5f60a000001","value":"Office","sensitive":false},
			{"configFieldID":"66c0a1b2c3d4e5f60a000002","value":` + secret + `,"sensitive":true,"odd":1}]}`
}

func TestAPolicyKeepsTheSettingsThatWereNotGiven(t *testing.T) {
	given := []PolicyValueInput{
		{ConfigFieldID: "66c0a1b2c3d4e5f60a000001", Value: jsontext.Value(`"Lobby"`)},
		{ConfigFieldID: "66c0a1b2c3d4e5f60a000003", Value: jsontext.Value(`[7]`)},
	}
	body, _, err := written(t, storedPolicy(`"hunter2"`), func(c *Client) error {
		_, err := UpdatePolicy.Call(t.Context(), c, UpdatePolicyInput{ID: testID, Values: given})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantJSON(t, body, `{"name":"Wi-Fi","notes":"n","values":[{"configFieldID":"66c0a1b2c3d4e5f60a000001","value":"Lobby","sensitive":false},
		{"configFieldID":"66c0a1b2c3d4e5f60a000002","value":"hunter2","sensitive":true,"odd":1},{"configFieldID":"66c0a1b2c3d4e5f60a000003","value":[7]}]}`)
}

// A new secret is one still: what says so stays.
func TestANewSecretIsMarkedAsTheOldOneWas(t *testing.T) {
	for _, was := range []string{`"hunter2"`, `null`} {
		body, _, err := written(t, storedPolicy(was), func(c *Client) error {
			_, err := UpdatePolicy.Call(t.Context(), c, UpdatePolicyInput{ID: testID, Values: []PolicyValueInput{{ConfigFieldID: "66c0a1b2c3d4e5f60a000002", Value: jsontext.Value(`"hunter3"`)}}})
			return err
		})
		if err != nil || !strings.Contains(body, `"sensitive":true,"value":"hunter3"`) || strings.Contains(body, "hunter2") {
			t.Errorf("%s: %s, %v", was, body, err)
		}
	}
}

func TestASecretThatIsNotShownIsNotWrittenOver(t *testing.T) {
	for _, was := range []string{`null`, `""`, `"******"`, `"••••"`, `"*"`} {
		for _, marked := range []string{storedPolicy(was), strings.Replace(storedPolicy(was), `"sensitive":true,"odd"`, `"odd"`, 1), strings.Replace(storedPolicy(was), `"sensitive":true}`, `"x":1}`, 1)} {
			body, _, err := written(t, marked, func(c *Client) error {
				_, err := UpdatePolicy.Call(t.Context(), c, UpdatePolicyInput{ID: testID, Notes: new("x")})
				return err
			})
			var wrong *ArgumentError
			if body != "" || !errors.As(err, &wrong) || wrong.Name != "values" || !strings.Contains(wrong.Problem, `"password"`) {
				t.Errorf("%s: wrote %s, %v", was, body, err)
			}
		}
	}
	if body, _, err := written(t, strings.ReplaceAll(storedPolicy(`""`), "true", "false"), func(c *Client) error {
		_, err := UpdatePolicy.Call(t.Context(), c, UpdatePolicyInput{ID: testID, Notes: new("x")})
		return err
	}); err != nil || body == "" {
		t.Errorf("a setting that is no secret, and empty: %v", err)
	}
}

func TestTheRowsOfABatchAreTheAnswersRows(t *testing.T) {
	in := ScheduleUserStatesInput{UserIDs: []ID{testID}, State: "SUSPENDED", StartDate: Time{Raw: "2038-01-01T00:00:00Z"}}
	if err := in.StartDate.UnmarshalJSON([]byte(`"2038-01-01T00:00:00Z"`)); err != nil {
		t.Fatal(err)
	}
	c, s := serve(t, says(201, `[{"scheduledJobId":"j-1","systemUserId":"`+string(testID)+`","odd":1}]`))
	rows, err := ScheduleUserStates.Call(t.Context(), c, in)
	if err != nil || len(rows) != 1 || rows[0].ScheduledJobID != "j-1" || rows[0].Extra["odd"] == nil {
		t.Errorf("%+v, %v", rows, err)
	}
	wantJSON(t, s.requests()[0].body, `{"user_ids":["`+string(testID)+`"],"state":"SUSPENDED","start_date":"2038-01-01T00:00:00Z"}`)
	for _, body := range []string{`{"message":"no"}`, loginPage, "", `[1]`, `[{}`} {
		c, _ := serve(t, says(200, body))
		_, err := ScheduleUserStates.Call(t.Context(), c, in)
		wantUnusable(t, err, true)
	}
}

func TestAListOfIDsGoesIntoTheQuery(t *testing.T) {
	c, s := serve(t, says(200, `{"events_count":2,"results":[{"scheduledJobId":"j"}]}`))
	_, reply, err := ListNextUserStates.Rows(t.Context(), c, NextUserStatesQuery{Users: []ID{testID, otherID}}, Page{Limit: 1})
	if err != nil || reply.Total != 2 || !reply.More || s.requests()[0].query != "limit=1&skip=0&users="+string(testID)+"%2C"+string(otherID) {
		t.Errorf("%+v, %+v, %v", reply, s.requests(), err)
	}
	if _, _, err := ListNextUserStates.Rows(t.Context(), c, NextUserStatesQuery{Users: []ID{"x,y"}}, Page{}); err == nil {
		t.Error("what is no id went into the query")
	}
}
