package sandbox

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestACopyBeginsAsTheOtherIsAndGoesItsOwnWay(t *testing.T) {
	ask := func(s *Server, key, method, path, body string) (int, string) {
		r, w := httptest.NewRequest(method, path, strings.NewReader(body)), httptest.NewRecorder()
		r.Header.Set("x-api-key", key)
		s.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	const group = "/api/v2/usergroups"
	named := func(s *Server, key, name string) bool {
		_, body := ask(s, key, "GET", group+"?filter=name:eq:"+name, "")
		return strings.Contains(body, `"name":"`+name+`"`)
	}
	one := New(Options{Users: 12, Devices: 10})
	if code, body := ask(one, DefaultAPIKey, "POST", group, `{"name":"Before"}`); code != 201 {
		t.Fatal(body)
	}
	other := one.Copy(Options{APIKey: "another", Users: 999})
	ask(one, DefaultAPIKey, "POST", group, `{"name":"Here"}`)
	ask(other, "another", "POST", group, `{"name":"There"}`)
	for _, c := range []struct {
		of          string
		s           *Server
		key         string
		here, there bool
	}{{"the first", one, DefaultAPIKey, true, false}, {"the copy", other, "another", false, true}} {
		if !named(c.s, c.key, "Before") || named(c.s, c.key, "Here") != c.here || named(c.s, c.key, "There") != c.there {
			t.Errorf("%s does not have what it should", c.of)
		}
		if _, body := ask(c.s, c.key, "GET", "/api/systemusers?limit=1", ""); !strings.Contains(body, `"totalCount":12`) {
			t.Errorf("%s: %s", c.of, body)
		}
	}
	if code, _ := ask(other, DefaultAPIKey, "GET", group, ""); code != 401 {
		t.Errorf("the key of the first opens the copy: %d", code)
	}
	if one.Requests() != 6 || other.Requests() != 6 {
		t.Errorf("they counted %d and %d requests", one.Requests(), other.Requests())
	}
}
