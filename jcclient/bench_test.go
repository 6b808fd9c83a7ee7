package jcclient

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// aUser is a user as JumpCloud sends one, of some two kilobytes.
const aUser = `{"_id":"%024x","id":"%[1]024x","username":"ana.ruiz","systemUsername":"ana.ruiz","email":"ana.ruiz@example.com",
"firstname":"Ana","middlename":"","lastname":"Ruiz","displayname":"Ana Ruiz","company":"Example","costCenter":"42","department":"Engineering",
"description":"","employeeIdentifier":null,"employeeType":"full","jobTitle":"Engineer","location":"Lisbon","manager":"66c0a1b2c3d4e5f603000001",
"organization":"66c0a1b2c3d4e5f600000001","alternateEmail":"","managedAppleId":"","recoveryEmail":{"address":"ana@example.org","verified":true,"verifiedAt":"2026-01-20T09:00:00.000Z"},
"addresses":[{"type":"work","streetAddress":"1 Street","locality":"Lisbon","postalCode":"1000","country":"PT","id":"66c0a1b2c3d4e5f603000002"}],
"phoneNumbers":[{"type":"work","number":"+351 1","id":"66c0a1b2c3d4e5f603000003"}],"attributes":[{"name":"team","value":"core"}],"relationships":[],"ssh_keys":[],"tags":["a","b"],
"state":"ACTIVATED","activated":true,"suspended":false,"account_locked":false,"account_locked_date":null,"badLoginAttempts":0,"created":"2024-08-20T09:00:00.000Z","creationSource":"jumpcloud:bulk",
"password_date":"2026-01-20T09:00:00.000Z","password_expiration_date":null,"password_expired":false,"password_never_expires":false,"public_key":"","allow_public_key":true,"totp_enabled":true,
"mfa":{"configured":true,"exclusion":false},"mfaEnrollment":{"overallStatus":"ENROLLED","totpStatus":"ENROLLED","webAuthnStatus":"NOT_ENROLLED","pushStatus":"NOT_ENROLLED"},
"enable_user_portal_multifactor":true,"disableDeviceMaxLoginAttempts":false,"sudo":false,"passwordless_sudo":false,"ldap_binding_user":false,"samba_service_user":false,"enable_managed_uid":false,
"unix_uid":5007,"unix_guid":5007,"externally_managed":false,"external_dn":"","external_source_type":"","delegatedAuthority":null,"restrictedFields":[]}`

func users(from, to int) string {
	var rows []string
	for i := from; i < to; i++ {
		rows = append(rows, fmt.Sprintf(aUser, i))
	}
	return strings.Join(rows, ",")
}

// benchServer answers without a network's delay; the client is this package's.
func benchServer(b *testing.B, h http.HandlerFunc) (*Client, *httptest.Server) {
	s := httptest.NewServer(h)
	b.Cleanup(s.Close)
	c, err := New(Options{ConsoleURL: s.URL, APIKey: NewSecret(testKey)})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	return c, s
}

func BenchmarkGetUser(b *testing.B) {
	c, _ := benchServer(b, says(200, users(1, 2)))
	for b.Loop() {
		if u, err := GetUser.Call(b.Context(), c, UserID{ID: testID}); err != nil || u.Username != "ana.ruiz" {
			b.Fatal(u, err)
		}
	}
}

// BenchmarkGetUserBare does the same with the standard library alone.
func BenchmarkGetUserBare(b *testing.B) {
	_, s := benchServer(b, says(200, users(1, 2)))
	client := &http.Client{Transport: &http.Transport{}}
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), "GET", s.URL+"/api/systemusers/"+string(testID), nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("x-api-key", testKey)
		res, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		var u User
		err = json.NewDecoder(res.Body).Decode(&u)
		res.Body.Close()
		if err != nil || u.Username != "ana.ruiz" {
			b.Fatal(u, err)
		}
	}
}

func BenchmarkPageOf100Users(b *testing.B) {
	page := `{"totalCount":2000,"results":[` + users(0, 100) + `]}`
	c, _ := benchServer(b, says(200, page))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if rows, _, err := ListUsers.Rows(b.Context(), c, UserQuery{}, Page{}); err != nil || len(rows) != 100 {
			b.Fatal(len(rows), err)
		}
	}
}

func BenchmarkPageOf100UsersBare(b *testing.B) {
	page := `{"totalCount":2000,"results":[` + users(0, 100) + `]}`
	_, s := benchServer(b, says(200, page))
	client := &http.Client{Transport: &http.Transport{}}
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		res, err := client.Get(s.URL + "/api/systemusers?limit=100")
		if err != nil {
			b.Fatal(err)
		}
		var envelope struct {
			TotalCount int    `json:"totalCount"`
			Results    []User `json:"results"`
		}
		err = json.NewDecoder(res.Body).Decode(&envelope)
		res.Body.Close()
		if err != nil || len(envelope.Results) != 100 {
			b.Fatal(err)
		}
	}
}

func BenchmarkAll2000Users(b *testing.B) {
	pages := map[int]string{}
	for from := 0; from < 2000; from += 100 {
		pages[from] = `{"totalCount":2000,"results":[` + users(from, from+100) + `]}`
	}
	c, _ := benchServer(b, func(w http.ResponseWriter, r *http.Request) {
		from, _ := shelf{rows: 2000}.cut(r)
		says(200, pages[from])(w, r)
	})
	for b.Loop() {
		n := 0
		for _, err := range ListUsers.All(b.Context(), c, UserQuery{}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 2000 {
			b.Fatal(n)
		}
	}
}
