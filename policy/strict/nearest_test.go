package strict

import (
	"strings"
	"testing"
)

func TestTheNearestWordIsSuggestedAndNoneWhenNoneIsNear(t *testing.T) {
	known := []string{"access", "allow", "deny", "identify", "users_list", "id"}
	for word, want := range map[string]string{
		"acess":                  "access",
		"Access":                 "access",
		"acsecs":                 "access",
		"dney":                   "deny",
		"alow":                   "allow",
		"dny":                    "deny",
		"user_list":              "users_list",
		"users_lists":            "users_list",
		"identity":               "identify",
		"ids":                    "id",
		"allow":                  "allow",
		"alw":                    "",
		"spam":                   "",
		"":                       "",
		"users_delete_forever":   "",
		strings.Repeat("a", 1e6): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%.30q suggests %q, want %q", word, got, want)
		}
	}
	if got := Nearest("a", nil); got != "" {
		t.Errorf("nothing suggests %q", got)
	}
}

func TestTheDistanceIsHowManyLettersDiffer(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"usres", "users", 1}, {"abcd", "badc", 2}, {"roles", "role", 1}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q and %q are %d apart, want %d", c.a, c.b, got, c.want)
		}
		if distance(c.a, c.b) != distance(c.b, c.a) {
			t.Errorf("%q and %q: the way back is another", c.a, c.b)
		}
	}
}
