package sandbox

import "testing"

func TestANewUserTakesWhatIsGivenOverTheDefaults(t *testing.T) {
	id := newID(day, int(users), 7)
	o := newUser(id, day, object{
		"_id": "mine", "username": "new.one", "mfa": object{"exclusion": true}, "password": "Correct-Horse-1",
		"addresses":    []any{object{"type": "home"}},
		"phoneNumbers": []any{object{"type": "mobile"}, object{"id": "kept", "type": "work"}},
	})
	if o["_id"] != id || o["id"] != id || o["username"] != "new.one" || o["unix_uid"] != 5007 || o["created"] != stamp(day) {
		t.Errorf("%v", o)
	}
	if at(o, "mfa.exclusion") != true || at(o, "mfa.configured") != false {
		t.Errorf("mfa is %v", o["mfa"])
	}
	if _, there := o["password"]; there || o["activated"] != true || o["password_date"] != stamp(day) {
		t.Errorf("password %v, activated %v, set on %v", o["password"], o["activated"], o["password_date"])
	}
	home, mobile, work := o["addresses"].([]any)[0].(object), o["phoneNumbers"].([]any)[0].(object), o["phoneNumbers"].([]any)[1].(object)
	if !isID(home.id()) || !isID(mobile.id()) || home.id() == mobile.id() || work.id() != "kept" {
		t.Errorf("parts %v, %v, %v", home, mobile, work)
	}
}

func TestStateAndSuspendedOfANewUserSayTheSame(t *testing.T) {
	for _, c := range []struct {
		given     object
		state     string
		suspended bool
	}{
		{nil, "ACTIVATED", false},
		{object{"state": "STAGED"}, "STAGED", false},
		{object{"state": "SUSPENDED"}, "SUSPENDED", true},
		{object{"suspended": true}, "SUSPENDED", true},
	} {
		o := newUser(newID(day, int(users), 1), day, c.given)
		if o["state"] != c.state || o["suspended"] != c.suspended || o["activated"] != false {
			t.Errorf("%v: %v, suspended %v, activated %v", c.given, o["state"], o["suspended"], o["activated"])
		}
	}
}

// What was given is not what is stored: a test may use it twice.
func TestANewUserSharesNothingWithWhatWasGiven(t *testing.T) {
	given := object{"tags": []any{"a"}, "addresses": []any{object{"type": "home"}}}
	o := newUser(newID(day, int(users), 1), day, given)
	o["tags"].([]any)[0] = "b"
	if given["tags"].([]any)[0] != "a" || given["addresses"].([]any)[0].(object).id() != "" {
		t.Errorf("given became %v", given)
	}
}
