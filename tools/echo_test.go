package tools

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// JumpCloud may repeat what it was sent, in one spelling or another.
func TestASecretThatJumpCloudRepeatsIsNotPassedOn(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t, fullAccess, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	const secret = "Canary  \"<pw>\"\té/1"
	quoted, _ := jsontext.AppendQuote(nil, secret)
	inside := string(quoted[1 : len(quoted)-1])
	var escaped strings.Builder
	for _, c := range secret {
		fmt.Fprintf(&escaped, `\u%04x`, c)
	}
	for name, body := range map[string]string{
		"a text":             secret,
		"a message":          `{"message":` + string(quoted) + `}`,
		"details":            `{"message":"no","details":[{"value":` + string(quoted) + `}]}`,
		"escaped details":    `{"message":"no","details":["` + escaped.String() + `"]}`,
		"a query":            `{"message":"password=` + url.QueryEscape(secret) + `"}`,
		"a path":             `{"message":"password=` + url.PathEscape(secret) + `"}`,
		"in capitals":        `{"message":"` + strings.ToUpper(inside) + `"}`,
		"cut off by ourself": `{"message":"` + strings.Repeat("x", 390) + inside + `"}`,
	} {
		log.Reset()
		r.directory.Fail(func(*http.Request) (int, string, bool) { return 400, body, true })
		f := r.fails("full", "users_update", `{"id":"`+someone+`","password":`+string(quoted)+`}`)
		for where, text := range map[string]string{"the answer": f.Message, "the log": log.String()} {
			if strings.Contains(strings.ToLower(text), "canary") || strings.Contains(text, `\u0043`) {
				t.Errorf("%s: %s says %s", name, where, text)
			}
		}
		if !strings.Contains(f.Message, "JumpCloud refused the request (400)") || !strings.Contains(log.String(), "a call failed") {
			t.Errorf("%s: %s; %s", name, f.Message, log.String())
		}
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) { return 400, `{"message":"the password is too short"}`, true })
	if f := r.fails("full", "users_update", `{"id":"`+someone+`","password":`+string(quoted)+`}`); !strings.Contains(f.Message, "the password is too short") {
		t.Errorf("what repeats nothing is not passed on: %s", f.Message)
	}
}
