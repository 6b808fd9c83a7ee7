package sandbox

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheBodyOfEveryChangeIsRead(t *testing.T) {
	for _, c := range []struct{ method, body, name string }{
		{"POST", `{"name":"x"}`, "x"}, {"PUT", `{"name":"x"}`, "x"}, {"PATCH", `{"name":"x"}`, "x"},
		{"DELETE", `{"name":"x"}`, "x"}, {"DELETE", "", ""}, {"GET", "", ""},
	} {
		r := httptest.NewRequest(c.method, "/api/v2/things", strings.NewReader(c.body))
		a := withBody(r, func(_ *http.Request, in object) *answer { return ok(in.text("name")) })
		if a.status != 200 || a.body != c.name {
			t.Errorf("%s %s: %d, %v", c.method, c.body, a.status, a.body)
		}
	}
	for _, method := range []string{"POST", "PATCH", "DELETE"} {
		r := httptest.NewRequest(method, "/api/v2/things", strings.NewReader("[]"))
		if a := withBody(r, func(*http.Request, object) *answer { return ok(nil) }); a.status != 400 {
			t.Errorf("%s: %d", method, a.status)
		}
	}
}
