package jcclient

import (
	"bytes"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

func FuzzDecodeUser(f *testing.F) {
	for _, body := range notObjects {
		f.Add([]byte(body))
	}
	f.Add([]byte(stored))
	f.Add([]byte(`{"_id":"x","created":"2026-08-20T09:00:00Z","mfa":null,"Extra":1,"":2,"attributes":[{"value":1e9}],"unix_uid":-0}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var user User
		if decode(body, &user) != nil {
			return
		}
		b, err := json.Marshal(user)
		if err != nil {
			t.Fatalf("%q is read, and not written: %v", body, err)
		}
		var again User
		if err := decode(b, &again); err != nil {
			t.Fatalf("%q is written as %s, which is not read: %v", body, b, err)
		}
		if twice, err := json.Marshal(again); err != nil || !bytes.Equal(sorted(t, b), sorted(t, twice)) {
			t.Errorf("%s is read and written as %s, %v", b, twice, err)
		}
	})
}

func sorted(t *testing.T, b []byte) []byte {
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Canonicalize(jsontext.CanonicalizeRawInts(false), jsontext.CanonicalizeRawFloats(false)); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}

func FuzzReadPage(f *testing.F) {
	for _, body := range []string{`[]`, `[{"id":"x"}]`, `{"totalCount":3,"results":[{},{}]}`, `{"results":null}`, `[{},`, `[{"a":1,"a":2}]`, `[[]]`, loginPage} {
		f.Add([]byte(body), "3", `[1,"a"]`, 2, 0)
	}
	c, err := New(Options{APIKey: NewSecret(testKey)})
	if err != nil {
		f.Fatal(err)
	}
	listings := []struct {
		api API
		envelope
	}{{V1, envelope{member: "results"}}, {V1, envelope{whole: true}}, {V2, envelope{}}, {V2, envelope{member: "results"}}, {Insights, envelope{}}}
	f.Fuzz(func(t *testing.T, body []byte, total, after string, limit, skip int) {
		for _, list := range listings {
			p := Page{Limit: limit, Skip: skip}
			if p.check(list.api) != nil {
				return
			}
			a := answer{request: request{route: Route{API: list.api}}, status: 200, body: body, header: http.Header{
				"X-Total-Count": {total}, "X-Result-Count": {total}, "X-Limit": {total}, "X-Search_after": {after},
			}}
			reply, err := c.readPage(a, p, list.envelope)
			if err != nil {
				continue
			}
			if len(reply.Items) > mostRows || reply.Items == nil || reply.Total < -1 {
				t.Errorf("%d rows of %d came of %q", len(reply.Items), reply.Total, body)
			}
			for _, item := range reply.Items {
				if item.Kind() != '{' || !item.IsValid() || !bytes.Contains(body, item) {
					t.Errorf("a row is %s", item)
				}
			}
			if reply.More && reply.Skip <= skip && len(reply.After) == 0 {
				t.Errorf("the next page begins where this one does: %+v", reply)
			}
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, text := range []string{"department:$eq:Sales", "name:eq:a,b:ne:c", "a b,-c", "x\r\nX-Evil: 1", "a&limit=1", "$where:$eq:1", "%0d%0a", "é:$eq:\u202e"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, filter, fields string) {
		q := ListQuery{Filter: Words{filter}, Fields: Words{fields}, Sort: Words{fields}}
		for _, list := range []Listing{ListUserGroups, ListApplications} {
			e := newEndpoint[ListQuery, Empty](list.Route().API, "GET /systems")
			r, err := e.plan.request(list.Route(), reflect.ValueOf(q), &Page{})
			if (err == nil) != (list.Check(q) == nil) {
				t.Errorf("Check and the request disagree: %v", err)
			}
			if err != nil {
				continue
			}
			line := r.path + "?" + r.query.Encode()
			if strings.ContainsFunc(line, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
				t.Errorf("the request line is %q", line)
			}
			sent, err := url.ParseQuery(r.query.Encode())
			if err != nil || len(sent) != len(r.query) || sent.Get("limit") != "100" || sent.Get("filter") != filter {
				t.Errorf("the query is %q, %v", r.query.Encode(), err)
			}
			if list.Route().API == V1 && strings.Contains(sent.Get("fields")+sent.Get("sort"), ",") {
				t.Errorf("a comma is sent to v1: %q", sent)
			}
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, echo := range echoes(testKey) {
		f.Add([]byte(echo), 404)
		f.Add([]byte(`{"message":"`+echo+`","details":[7]}`), 500)
	}
	c, err := New(Options{APIKey: NewSecret(testKey)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		e := c.failure(answer{request: request{route: DeleteUser.Route()}, status: status, body: body})
		if len(e.Message) > longestMessage+len("…") || strings.Contains(strings.ToLower(e.Error()), strings.ToLower(testKey)) {
			t.Errorf("it reads %q", e)
		}
		if strings.ContainsFunc(e.Error(), func(r rune) bool { return r != ' ' && (unicode.IsSpace(r) || !unicode.IsPrint(r)) }) {
			t.Errorf("it reads %q", e)
		}
		if e.MayHaveHappened && e.again {
			t.Error("a write that may have happened would be sent again")
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, text := range []string{"7", "-1", "1e9", "99999999999999999999", "Sat, 01 Jan 2000 00:00:09 GMT", "0x10", " 7", "+7"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if wait := retryAfter(http.Header{"Retry-After": {text}}); wait < 0 || wait > 366*24*time.Hour {
			t.Errorf("%q is a wait of %s", text, wait)
		}
	})
}
