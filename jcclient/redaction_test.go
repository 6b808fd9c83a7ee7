package jcclient

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// echoes are the ways in which a text may hold a key.
func echoes(key string) map[string]string {
	var percent, twice, escaped strings.Builder
	for i := range len(key) {
		fmt.Fprintf(&percent, "%%%02X", key[i])
		fmt.Fprintf(&twice, "%%25%02x", key[i])
		fmt.Fprintf(&escaped, `\u%04x`, key[i])
	}
	return map[string]string{
		"plain": key, "in a query": url.QueryEscape(key), "in a path": url.PathEscape(key), "in capitals": strings.ToUpper(key),
		"percent by percent": percent.String(), "escaped twice": twice.String(), "escaped as in JSON": escaped.String(),
		"with slashes escaped": strings.ReplaceAll(key, "/", `\/`), "with a byte that is no text": key[:9] + "\xff" + key[9:],
		"between words": "x " + key + " y " + key, "after much space": strings.Repeat(" ", 5000) + key, "again and again": strings.Repeat(key, 200),
	}
}

func TestTheKeyIsInNoError(t *testing.T) {
	for _, key := range []string{testKey, `jca_a+b/c=d&e%f"g\h<i>CANARY.0123456789`} {
		for name, echo := range echoes(key) {
			quoted, err := jsontext.AppendQuote(nil, echo)
			if err != nil {
				quoted = []byte(`"` + echo + `"`)
			}
			q := string(quoted)
			for where, h := range map[string]http.HandlerFunc{
				"a text":         says(400, echo),
				"a message":      says(400, `{"message":`+q+`}`),
				"an error":       says(401, `{"error":`+q+`}`),
				"details":        says(400, `{"message":"no","details":[{"header":`+q+`}]}`),
				"a success":      says(200, echo),
				"a field's name": says(200, `{`+q+`:1,`+q+`:2}`),
				"a value":        says(200, `{"attributes":`+q+`}`),
				"a location":     says(302, "", "Location", "https://example.com/?k="+url.QueryEscape(key)),
			} {
				c, _ := serve(t, h)
				c.key = NewSecret(key)
				_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
				if err == nil {
					t.Fatalf("%s, %s: no error", name, where)
				}
				wantNoKey(t, name+" in "+where, err)
			}
		}
	}
}

var escape = regexp.MustCompile(`(?i)(?:%(?:25)*|\\+u00)([0-9a-f]{2})`)

// wantNoKey looks for a part of the key in all that an error tells.
func wantNoKey(t *testing.T, where string, err error) {
	t.Helper()
	told := ""
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		told += fmt.Sprintf("%v %+v %#v", inner, inner, inner)
	}
	told = escape.ReplaceAllStringFunc(told, func(s string) string {
		n, _ := strconv.ParseUint(s[len(s)-2:], 16, 8)
		return string(rune(n))
	})
	if strings.Contains(strings.ToUpper(told), "CANARY") {
		t.Errorf("%s: the key is told: %.400s", where, told)
	}
}

func TestAnErrorThatBreaksOffTellsNoPartOfTheKey(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(404)
		_, _ = w.Write([]byte("no such key: " + testKey[:20]))
	})
	_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	var failed *Error
	if !errors.As(err, &failed) || failed.Status != 404 {
		t.Errorf("got %v", err)
	}
	wantNoKey(t, "a part", err)
}

// A hostile upstream repeats what a key begins with: looking for the key in
// all of that must not take longer than the call may.
func TestATextThatRepeatsTheKeyHoldsNobodyUp(t *testing.T) {
	key := NewSecret(strings.Repeat("a", longestToken-1) + "b")
	for _, part := range []string{"a", `\`, "%25", "%61", `\u0061`, "aB"} {
		text := strings.Repeat(part, mostErrorBytes/len(part))
		if got := key.redact(text); got != text {
			t.Errorf("%.10s… became %.100q", part, got)
		}
		if got := key.redact(text + key.Reveal()); strings.Contains(got, "ab") || !strings.Contains(got, masked) {
			t.Errorf("after %.10s… the key is told", part)
		}
	}
}

// A text around a key may read like the beginning or the end of an escape.
func TestAKeyIsFoundBesideWhatLooksLikeAnEscape(t *testing.T) {
	for _, key := range []string{"25ab12cd34ef5678901234567890abcdef123456", "u0061b12cd34ef5678901234567890abcdef12345", `%41b\2cd34ef5678901234567890`} {
		for _, around := range []string{"%", "%25", "%2525", `\`, `\\u00`, "%2", `\u0`, "2", "u00"} {
			got := NewSecret(key).redact(around + key + around + key)
			if strings.Contains(got, "34ef") || strings.Count(got, masked) == 0 {
				t.Errorf("%s beside %s: got %s", around, key, got)
			}
		}
	}
}
