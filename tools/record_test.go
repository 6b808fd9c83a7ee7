package tools

import "testing"

func TestNoSecretIsInTheHMACOfTheArguments(t *testing.T) {
	r := newRig(t, fullAccess)
	hmac := func(args string) string {
		r.fails("full", "users_update", `{"id":"`+someone+`",`+args+`}`)
		return r.last().What.ArgsHMAC
	}
	one := hmac(`"password":"C4nary-pass-word!","jobTitle":"a"`)
	if other := hmac(`"password":"An0ther-pass-word!","jobTitle":"a"`); one == "" || one != other {
		t.Errorf("%s for one password, %s for another", one, other)
	}
	if other := hmac(`"password":"C4nary-pass-word!","jobTitle":"b"`); one == other {
		t.Errorf("%s whatever the job", one)
	}
}
