package push

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHeadersAreReadAsOpenTelemetryHasThem(t *testing.T) {
	got, err := ParseHeaders("authorization=Bearer%20canary-1, x-tenant = a%2Cb=c ,api-key=k")
	if err != nil || len(got) != 3 || got.Get("Authorization") != "Bearer canary-1" || got.Get("X-Tenant") != "a,b=c" || got.Get("Api-Key") != "k" {
		t.Errorf("%v %v", got, err)
	}
	for _, list := range []string{
		"", "canary", "=canary", "canary=", "a=canary,", "a b=canary", "a:b=canary", "a=canary,a=canary", "A=canary,a=canary", "a=canary%", "a=canary%0d%0aX-Evil:1", "a=canary%00",
		"content-type=canary", "Host=canary", "content-length=canary", "ä=canary",
	} {
		if got, err := ParseHeaders(list); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v %v", list, got, err)
		}
	}
}

// Who asks for a redirect gets none, and with it no header.
func TestHeadersGoToTheCollectorAlone(t *testing.T) {
	var came http.Header
	there := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if came = r.Header; r.URL.Path == "/elsewhere" {
			http.Redirect(w, r, "/v1/logs", http.StatusTemporaryRedirect)
		}
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer there.Close()
	headers, err := ParseHeaders("api-key=canary")
	if err != nil {
		t.Fatal(err)
	}
	post, err := NewPost(there.URL+"/v1/logs", headers)
	if err != nil {
		t.Fatal(err)
	}
	if err := post.Send(t.Context(), []byte("{}")); err != nil || came.Get("Api-Key") != "canary" || came.Get("Content-Type") != "application/json" {
		t.Errorf("%v %v", err, came)
	}
	post, _ = NewPost(there.URL+"/elsewhere", headers)
	if err := post.Send(t.Context(), []byte("{}")); err == nil || strings.Contains(err.Error(), "canary") {
		t.Error(err)
	}
	if _, err := NewPost("http://siem.example.com/v1/logs", headers); err == nil {
		t.Error("a secret would go in the clear")
	}
}
