package sandbox

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const asService = "grant_type=client_credentials&scope=api"

// ask asks for a token with a form, as the client named.
func (r *rig) ask(id, secret, form string) said {
	r.Helper()
	return r.askAs(url.QueryEscape(id), url.QueryEscape(secret), form)
}

// askAs sends an id and a secret as they are.
func (r *rig) askAs(id, secret, form string) said {
	r.Helper()
	request := httptest.NewRequest("POST", tokenPath, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(id, secret)
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, request)
	return said{r.T, "POST " + tokenPath, w.Code, w.Header(), w.Body.String()}
}

// bearing asks with a token, and without a key.
func (r *rig) bearing(token, path string) said {
	r.Helper()
	return r.send("GET", path, "", "x-api-key", "", "Authorization", "Bearer "+token)
}

func TestAServiceAccountGetsATokenThatOpensEverything(t *testing.T) {
	r := newRig(t, Options{})
	a := r.ask(DefaultClientID, DefaultClientSecret, asService).is(200)
	token := a.object().text("access_token")
	a.says(200, `{"access_token":"`+token+`","expires_in":3600,"token_type":"Bearer"}`)
	for _, path := range []string{"/api/systemusers", "/api/v2/usergroups", "/api/organizations"} {
		r.bearing(token, path).is(200)
	}
	r.send("POST", "/insights/directory/v1/events", `{`+window+`}`, "x-api-key", "", "Authorization", "bearer "+token).is(200)
	if other := r.ask(DefaultClientID, DefaultClientSecret, asService).object().text("access_token"); other == token || len(token) < 20 {
		t.Errorf("tokens %q and %q", token, other)
	}
}

func TestASecretIsTakenEscapedOrNot(t *testing.T) {
	r := newRig(t, Options{ClientID: "me", ClientSecret: "a+b%/c"})
	for secret, status := range map[string]int{"a+b%/c": 200, url.QueryEscape("a+b%/c"): 200, "a b%/c": 401, "": 401} {
		r.askAs("me", secret, asService).is(status)
	}
}

func TestATokenEndsWithItsLife(t *testing.T) {
	r := newRig(t, Options{TokenLife: 90 * time.Second})
	a := r.ask(DefaultClientID, DefaultClientSecret, asService).object()
	token := a.text("access_token")
	if plain(a["expires_in"]) != "90" {
		t.Errorf("expires_in %v", a["expires_in"])
	}
	r.at = r.at.Add(89 * time.Second)
	r.bearing(token, "/api/systems").is(200)
	r.at = r.at.Add(time.Second)
	r.bearing(token, "/api/systems").is(401)
	r.ask(DefaultClientID, DefaultClientSecret, asService).is(200)
	if n := len(r.server.tokens); n != 1 {
		t.Errorf("%d tokens are kept", n)
	}
}

func TestATokenIsNoKeyAndAKeyIsNoToken(t *testing.T) {
	r := newRig(t, Options{})
	token := r.ask(DefaultClientID, DefaultClientSecret, asService).object().text("access_token")
	for _, headers := range [][]string{
		{"x-api-key", token}, {"x-api-key", token, "Authorization", "Bearer " + token}, {"x-api-key", "", "Authorization", token},
		{"x-api-key", "", "Authorization", "Bearer " + DefaultAPIKey}, {"x-api-key", "", "Authorization", "Basic " + token},
		{"x-api-key", "", "Authorization", "Bearer "}, {"x-api-key", "", "Authorization", "Bearer " + token + " "},
	} {
		r.send("GET", "/api/systems", "", headers...).is(401)
	}
	r.send("GET", "/api/systems", "", "Authorization", "Bearer nonsense").is(200)
}

func TestOnlyTheServiceAccountGetsAToken(t *testing.T) {
	r := newRig(t, Options{ClientID: "mine", ClientSecret: "p:a%+s s"})
	const wrong = `{"error":"invalid_client","error_description":"the client id or its secret is wrong"}`
	for _, c := range [][2]string{{"mine", "other"}, {"other", "p:a%+s s"}, {"", ""}, {DefaultClientID, DefaultClientSecret}} {
		a := r.ask(c[0], c[1], asService)
		a.says(401, wrong)
		if a.header.Get("WWW-Authenticate") == "" {
			t.Error("nothing says how to authenticate")
		}
	}
	r.post(tokenPath, asService).says(401, wrong)
	r.ask("mine", "p:a%+s s", asService).is(200)
}

func TestATokenIsAskedForInTheStandardsForm(t *testing.T) {
	r := newRig(t, Options{})
	for form, word := range map[string]string{
		"": "invalid_request", "scope=api": "invalid_request", `{"grant_type":"client_credentials"}`: "invalid_request",
		"grant_type=password&scope=api": "unsupported_grant_type", "grant_type=client_credentials": "invalid_scope",
		"grant_type=client_credentials&scope=all": "invalid_scope",
	} {
		if got := r.ask(DefaultClientID, DefaultClientSecret, form).is(400).object()["error"]; got != word {
			t.Errorf("%q: %v", form, got)
		}
	}
	r.send(http.MethodGet, tokenPath, "").is(404)
}

func TestTheTokenEndpointMeetsFaultsToo(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "503=1")})
	r.ask(DefaultClientID, DefaultClientSecret, asService).is(503)
	r.ask(DefaultClientID, "wrong", asService).is(503)
}
