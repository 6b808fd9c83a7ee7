package policy

import "testing"

func TestAStarStandsForAnyRunAndAllElseForItself(t *testing.T) {
	for _, c := range []struct {
		glob, name string
		want       bool
	}{
		{"users_list", "users_list", true},
		{"users_list", "users_list_all", false},
		{"users_lis", "users_list", false},
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"**", "users_list", true},
		{"users_*", "users_", true},
		{"users_*", "user_groups_list", false},
		{"*_list", "user_groups_list", true},
		{"*_list", "users_list_all", false},
		{"*_list*", "users_list_all", true},
		{"ab*ba", "aba", false},
		{"ab*ba", "abba", true},
		{"a*b*c", "acbc", true},
		{"a*b*c", "acb", false},
		{"*ab", "aab", true},
		{"users_?et", "users_get", false},
		{"users_[gs]et", "users_get", false},
		{`users_\*`, "users_*", false},
		{"Users_*", "users_get", false},
	} {
		if got := matches(c.glob, c.name); got != c.want {
			t.Errorf("%q fits %q: %v", c.glob, c.name, got)
		}
	}
}

func TestGlobsMeanWhatTheSlowMatcherSays(t *testing.T) {
	globs, names := wordsOf("ab*", 5), wordsOf("ab", 6)
	for _, glob := range globs {
		for _, name := range names {
			if got, want := matches(glob, name), naiveGlob(glob, name); got != want {
				t.Fatalf("%q fits %q: %v, want %v", glob, name, got, want)
			}
		}
	}
}

// wordsOf are all words over some letters, up to a length.
func wordsOf(letters string, most int) []string {
	words, longest := []string{""}, []string{""}
	for range most {
		var longer []string
		for _, w := range longest {
			for _, l := range letters {
				longer = append(longer, w+string(l))
			}
		}
		words, longest = append(words, longer...), longer
	}
	return words
}
