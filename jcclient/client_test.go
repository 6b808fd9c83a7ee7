package jcclient

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

func TestNewRefusesAddressesThatTheKeyMustNotGoTo(t *testing.T) {
	for address, want := range map[string]string{
		"http://console.jumpcloud.com":               "is not https",
		"http://169.254.169.254":                     "is not https",
		"http://127.0.0.1.example.com":               "is not https",
		"file:///etc/passwd":                         "no host",
		"ftp://console.jumpcloud.com":                "is not https",
		"http://[::ffff:169.254.169.254]":            "is not https",
		"http://0177.0.0.1":                          "is not https",
		"https://169.254.169.254":                    "no host of JumpCloud's",
		"https://console.jumpcloud.com.evil.example": "no host of JumpCloud's",
		"https://evil.example/console.jumpcloud.com": "no host of JumpCloud's",
		"https://console.jumpcloud.com.":             "no host of JumpCloud's",
		"https://jumpcloud.com":                      "no host of JumpCloud's",
		"https://console.au.jumpcloud.com":           "no host of JumpCloud's",
		"https://cоnsole.jumpcloud.com":              "no host of JumpCloud's",
		"console.jumpcloud.com":                      "no host",
		"https://":                                   "no host",
		"https://me:pw@console.jumpcloud.com":        "user name",
		"https://console.jumpcloud.com?x=1":          "a query",
		"https://console.jumpcloud.com#x":            "a fragment",
		"https://console.jumpcloud.com/%zz":          "is no URL",
		"https://console.jumpcloud.com/a\nb":         "is no URL",
	} {
		t.Run(address, func(t *testing.T) {
			for _, o := range []Options{{ConsoleURL: address}, {InsightsURL: address}} {
				o.APIKey = NewSecret(testKey)
				_, err := New(o)
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q", err, want)
				}
				if err != nil && strings.Contains(err.Error(), "me:pw") {
					t.Errorf("the error tells the password: %v", err)
				}
			}
		})
	}
}

func TestNewTakesLoopbackInTheClear(t *testing.T) {
	for _, address := range []string{"http://127.0.0.1:8080/", "http://[::1]:1", "http://localhost:9", "https://127.0.0.1:8443", "https://console.eu.jumpcloud.com"} {
		if _, err := New(Options{ConsoleURL: address, APIKey: NewSecret(testKey)}); err != nil {
			t.Error(err)
		}
	}
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	good := NewSecret(testKey)
	for name, o := range map[string]Options{
		"no key":                    {},
		"a key with a line end":     {APIKey: NewSecret("jca_x\r\nX-Evil: 1")},
		"a key with a space":        {APIKey: NewSecret("jca_x ")},
		"a file in place of a key":  {APIKey: NewSecret("jca_x" + strings.Repeat("x", longestKey))},
		"an organization's name":    {APIKey: good, OrgID: "Example Inc"},
		"an organization's newline": {APIKey: good, OrgID: orgID + "\r\nX: y"},
		"a negative pace":           {APIKey: good, RequestsPerSecond: -1},
		"negative tries":            {APIKey: good, MaxTries: -1},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := New(o)
			if err == nil || c != nil {
				t.Errorf("got %v, %v", c, err)
			}
			if err != nil && strings.Contains(err.Error(), "jca_x") {
				t.Errorf("the error tells the key: %v", err)
			}
		})
	}
}

func TestRegions(t *testing.T) {
	for _, name := range []string{"us", "eu", "in"} {
		console, insights, err := Regions(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{ConsoleURL: console, InsightsURL: insights, APIKey: NewSecret(testKey)}); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"", "US", "uk", "us.evil.example"} {
		if _, _, err := Regions(name); err == nil {
			t.Errorf("region %q exists", name)
		}
	}
}

func TestASecretNeverPrintsItself(t *testing.T) {
	s := NewSecret(testKey)
	holder := struct {
		Key Secret
		P   *Secret
	}{s, &s}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T"} {
		fmt.Fprintf(&out, verb+verb+verb+verb, s, &s, holder, []Secret{s})
	}
	c, err := New(Options{APIKey: s})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&out, "%+v %#v %+v", c, c, *c.shared)
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("m", "key", s, "holder", holder, "options", Options{APIKey: s}.APIKey)
	b, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	if strings.Contains(out.String(), "CANARY") || strings.Contains(out.String(), fmt.Sprintf("%x", "CANARY")) {
		t.Errorf("the secret is told: %s", out.String())
	}
	if s.Reveal() != testKey || (Secret{}).Reveal() != "" {
		t.Error("Reveal does not tell it")
	}
}
