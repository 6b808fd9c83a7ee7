package audit

import (
	"fmt"
	"strings"
	"testing"
)

// rechained changes lines and chains them anew, as somebody would who can write the log.
func rechained(t testing.TB, all []string, change func(i int, line string) string) []string {
	t.Helper()
	var out []string
	prev := genesis
	for i, line := range all {
		line = strings.TrimSuffix(change(i, line), "\n")
		at := strings.LastIndex(line, `"prev":"`) + len(`"prev":"`)
		line = line[:at] + prev + line[at+64:]
		prev = hash([]byte(line))
		out = append(out, line+"\n")
	}
	if len(all) == 0 {
		t.Fatal(fmt.Errorf("there is nothing to chain"))
	}
	return out
}
