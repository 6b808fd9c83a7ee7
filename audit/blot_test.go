package audit

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

const pemKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARYAAAAE2VjZHNh\nCANARY+/==\n-----END OPENSSH PRIVATE KEY-----"

// slipped are texts with a secret in them, which holds the word CANARY or is
// made of the digits 0123456789abcdef.
var slipped = map[string]string{
	"the key jca_CANARYabcdefghij1234 is old":  "the key [secret] is old",
	"JCA_CANARY0123456789/+=":                  "[secret]",
	"0123456789abcdef0123456789abcdef01234567": "[secret]",
	"key=0123456789ABCDEF0123456789abcdef01234567, a_0123456789abcdef0123456789abcdef01234567.": "key=[secret], a_[secret].",
	"Authorization: Bearer CANARY-0123456789":                                                   "Authorization: Bearer [secret]",
	"bearer:CANARYCANARY":                       "Bearer [secret]",
	"Basic Q0FOQVJZ0kNBTkFSWQ==":                "Basic [secret]",
	"jg_CANARYijklmnopqrstuvwxyz0123456789-_AB": "[secret]",
	"id eyJhbGciOiJSUzI1NiJ9.CANARYeyJzdWIiOiIxIn0.c2ln, and eyJhbGciOiJub25lIn0.CANARY": "id [secret], and [secret]",
	"filter=name%3A%24eq%3ABearer+CANARY0123456789&x=1":                                  "filter=name%3A%24eq%3ABearer [secret]&x=1",
	"sort=Bearer%2CCANARY0123456789":                                                     "sort=Bearer [secret]",
	"eq%3Ahttps%3A%2F%2Fana%3ACANARY%2540%40example.com%2Fa":                             "eq%3Ahttps%3A%2F%2F[secret]@example.com%2Fa",
	strings.ReplaceAll(strings.ReplaceAll(pemKey, " ", "+"), "\n", "%0A"):                "[secret]",
	"before " + pemKey + " after":                                                        "before [secret] after",
	"cut off: " + pemKey[:60]:                                                            "cut off: [secret]",
	"git clone https://ana:CANARY@example.com/a?b and postgres://u:CANARY%40@db:5432/x, HTTPS://CANARYtoken@example.com": "git clone https://[secret]@example.com/a?b and postgres://[secret]@db:5432/x, HTTPS://[secret]@example.com",
	`{"x-api-key":"CANARYCANARY"} X-API-Key: CANARYCANARY`:                                                               `{"x-api-key":"[secret]"} X-API-Key: [secret]`,
	"https://example.com/?access_token=CANARY&x=1#client_secret=CANARY password=CANARY":                                  "https://example.com/?access_token=[secret]&x=1#client_secret=[secret] password=[secret]",
}

func TestSecretsThatSlippedIntoATextAreBlottedOut(t *testing.T) {
	for text, want := range slipped {
		if got := Blot(text); got != want {
			t.Errorf("%s\n became %s\n want   %s", text, got, want)
		}
		if got := Blot(Blot(text)); got != Blot(text) {
			t.Errorf("%s\n is not the same when it is blotted twice: %s", text, got)
		}
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	for _, text := range []string{
		"", "Engineering", "basic authentication is off, bearer authentication is on", "password: it must have 12 characters",
		"5f0c1b2a3d4e5f6071829305", strings.Repeat("a1", 32), strings.Repeat("b2", 16), "hmac:" + strings.Repeat("c3", 32),
		"https://example.com/a@b?c=d", "mail ana@example.com: http://example.com", "jca_ and jg_ are how keys begin", "eyJ is base64", NewCallID(),
		"the token=\"\" is empty", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
	} {
		if got := Blot(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// A part of a secret looks like nothing: it must be gone before a text is cut.
func TestASecretIsBlottedOutBeforeATextIsCut(t *testing.T) {
	for text := range slipped {
		for _, before := range []int{60, 70, 76, 79, 280, 295, 600, 630, 1000, 1015} {
			long := strings.Repeat("a", before) + " " + text
			l, path := newLog(t, Options{})
			r := Record{Kind: CallDenied, Who: &Who{Agent: "a", Name: long, Owner: long, Client: long},
				What:     &What{Tool: long, Phrase: "read user " + Quote(long) + " and " + long, Targets: []Target{{Kind: "users", Name: long}}},
				Decision: &Decision{Reason: long, Rule: long}}
			r.What.Args, _ = json.Marshal(map[string]any{"a": long, "b": []string{long}, long: 1})
			mustAppend(t, l, r)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if i := strings.Index(string(b), "CANA"); i >= 0 || strings.Contains(string(b), "0123456789abcde") {
				t.Fatalf("with %d before it, %s is told: %s", before, text, b)
			}
			l.Close()
		}
	}
}

func TestARecordSaysWhichArgumentsLostASecret(t *testing.T) {
	l, _ := newLog(t, Options{})
	got := mustAppend(t, l, Record{Kind: CallDenied, What: &What{Tool: "users_get", Args: []byte(`{"id":"jca_CANARY0123456789","more":["x","Bearer CANARY0123456789"]}`)}, Erased: []string{"/id"}})
	if want := `{"id":"[secret]","more":["x","Bearer [secret]"]}`; string(got.What.Args) != want {
		t.Errorf("args: %s", got.What.Args)
	}
	if strings.Join(got.Erased, " ") != "/id /more/1" {
		t.Errorf("erased: %v", got.Erased)
	}
	if lacks, all := got.Lacks(); all || strings.Join(lacks, " ") != "id more" {
		t.Errorf("lacks %v, %v", lacks, all)
	}
}

func TestBlottedJSONSaysWhereItLostSomething(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":"x","b":["y"]}`: `{"a":"x","b":["y"]} []`,
		`{"a":"jca_CANARY0123456789","b":["y","-----BEGIN PRIVATE KEY-----\nCANARY"]}`: `{"a":"[secret]","b":["y","[secret]"]} [/a /b/1]`,
		`{"a":"\u006aca_CANARY0123456789"}`:                                            `{"a":"[secret]"} [/a]`,
		`{"https://u:CANARY@h/p":"x"}`:                                                 `{"https://[secret]@h/p":"x"} [/https:~1~1[secret]@h~1p]`,
		`{"a":"jca_CANARY0123456789"`:                                                  `{"a":"[secret]" []`,
	} {
		out, erased := BlotJSON([]byte(in))
		if got := fmt.Sprint(string(out), " ", erased); got != want {
			t.Errorf("%s\n became %s\n want   %s", in, got, want)
		}
	}
}

func TestThePersonalIsKeptAsTheLogWasTold(t *testing.T) {
	for _, c := range []struct {
		word  string
		wants func(l *Log) string
		hid   bool
	}{
		{"clear", func(*Log) string { return "ana.ruiz" }, false},
		{"hmac", func(l *Log) string { return l.HMAC([]byte("ana.ruiz")) }, true},
		{"drop", func(*Log) string { return "[dropped]" }, true},
	} {
		p, err := ParsePersonal(c.word)
		if err != nil {
			t.Fatal(err)
		}
		l, path := newLog(t, Options{Personal: p})
		if got, hid := l.Person("ana.ruiz"); got != c.wants(l) || hid != c.hid {
			t.Errorf("%s: %q, %v", c.word, got, hid)
		}
		beside, err := HashBeside(path, "ana.ruiz")
		if err != nil || beside != l.Hash("ana.ruiz") {
			t.Errorf("beside the log it is %s, %v", beside, err)
		}
	}
	if p, err := ParsePersonal("hash"); err == nil || p != PersonalDrop {
		t.Errorf("a word that is none: %v, %v", p, err)
	}
	path := filepath.Join(t.TempDir(), "none")
	if _, err := HashBeside(path, "x"); err == nil {
		t.Error("a hash without a key")
	}
	if _, err := os.Stat(path + ".key"); err == nil {
		t.Error("to ask for a hash made a key")
	}
}

func TestAQueryFindsAHashInTheArguments(t *testing.T) {
	r := Record{Message: "somebody asked", What: &What{Args: []byte(`{"email":"hmac:0a1b"}`)}}
	if !(Query{Text: "hmac:0a1b"}).Matches(r) || (Query{Text: "hmac:ff"}).Matches(r) || (Query{Text: "email"}).Matches(r) {
		t.Error("the hash in the arguments is not found, or something else is")
	}
}
