package policy

import (
	"regexp"
	"strings"
	"testing"
)

// The schema tells an editor the same.
func TestANameIsValidAsTheSchemaSays(t *testing.T) {
	form := regexp.MustCompile(nameForm)
	for _, name := range []string{"", "a", "9", "-", "_", "-a", "_a", "a-", "a_", "a-b_c9", "A", "aB", "a b", "a.b", "a\n", "é", "aé", "a\x00", strings.Repeat("x", 63), strings.Repeat("x", 64)} {
		if ValidName(name) != form.MatchString(name) {
			t.Errorf("%q: %v", name, ValidName(name))
		}
	}
}
