package jcclient

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// radiusOf is a server of one RADIUS server, whose secret is shown so.
func radiusOf(t *testing.T, secret string) (*Client, *server) {
	stored := `{"_id":"` + string(testID) + `","id":"` + string(testID) + `","organization":"66c0a1b2c3d4e5f600000001","name":"Lab",
		"networkSourceIp":"192.0.2.5","authIdp":"AZURE","mfa":"REQUIRED","notPublished":[1]` + secret + `}`
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PUT" {
			body, _ := io.ReadAll(r.Body)
			stored = `{"_id":"` + string(testID) + `",` + string(bytes.TrimPrefix(body, []byte("{")))
		}
		says(200, stored)(w, r)
	})
}

func TestAChangeOfARadiusServerKeepsItsSecret(t *testing.T) {
	for given, want := range map[string]string{"": "s3cret-of-the-lab", "another": "another"} {
		c, s := radiusOf(t, `,"sharedSecret":"s3cret-of-the-lab"`)
		if _, err := UpdateRadiusServer.Call(t.Context(), c, UpdateRadiusServerInput{ID: testID, NetworkSourceIP: "192.0.2.6", SharedSecret: given}); err != nil {
			t.Fatal(err)
		}
		written := s.changes()[0].body
		for _, member := range []string{`"sharedSecret":"` + want + `"`, `"networkSourceIp":"192.0.2.6"`, `"name":"Lab"`, `"mfa":"REQUIRED"`, `"authIdp":"AZURE"`, `"notPublished":[1]`} {
			if !strings.Contains(written, member) {
				t.Errorf("%s is not in %s", member, written)
			}
		}
		if len(s.changes()) != 1 || strings.Contains(written, "organization") {
			t.Errorf("wrote %s", written)
		}
	}
}

// What hides a secret must not become it.
func TestASecretThatIsNotShownIsAskedFor(t *testing.T) {
	for _, secret := range []string{``, `,"sharedSecret":null`, `,"sharedSecret":""`, `,"sharedSecret":"********"`, `,"sharedSecret":"••••"`,
		`,"sharedSecret":"ab***"`, `,"sharedSecret":"[hidden]"`, `,"sharedSecret":"REDACTED"`, `,"sharedSecret":{"set":true}`, `,"sharedSecret":"--"`} {
		c, s := radiusOf(t, secret)
		_, err := UpdateRadiusServer.Call(t.Context(), c, UpdateRadiusServerInput{ID: testID, Name: "New"})
		var wrong *ArgumentError
		if !errors.As(err, &wrong) || wrong.Name != "sharedSecret" || len(s.changes()) > 0 {
			t.Errorf("%s: %v after %d writes", secret, err, len(s.changes()))
		}
		if _, err := UpdateRadiusServer.Call(t.Context(), c, UpdateRadiusServerInput{ID: testID, Name: "New", SharedSecret: "n3w"}); err != nil || len(s.changes()) != 1 {
			t.Errorf("%s, with the secret: %v after %d writes", secret, err, len(s.changes()))
		}
	}
}

func TestAServiceAccountIsTheSameWrappedOrNot(t *testing.T) {
	for _, body := range []string{`{"objectId":"a","name":"Export"}`, `{"serviceAccount":{"objectId":"a","name":"Export"}}`} {
		c, _ := serve(t, says(200, body))
		reply, err := GetServiceAccount.Do(t.Context(), c, ServiceAccountID{ServiceAccountID: "a"})
		if err != nil || string(reply.Object) != `{"objectId":"a","name":"Export"}` {
			t.Errorf("%s: %s, %v", body, reply.Object, err)
		}
	}
	c, _ := serve(t, says(200, `{"serviceAccount":null}`))
	if account, err := GetServiceAccount.Call(t.Context(), c, ServiceAccountID{ServiceAccountID: "a"}); err != nil || account.Name != "" {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestWhatIsNotPublishedSaysSo(t *testing.T) {
	for _, op := range Operations() {
		r := op.Route()
		if want := strings.HasPrefix(r.Template, "/api/users") && r.Method != "PUT"; r.Unpublished != want {
			t.Errorf("%s: %v", r, r.Unpublished)
		}
	}
}
