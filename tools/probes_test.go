package tools

import (
	"slices"
	"testing"
)

// blind are the arguments of reads that look at no member of what is read: how
// much, which object, what time, which kind.
var blind = []string{"limit", "cursor", "id", "service", "targets", "start_time", "end_time",
	"interval_unit", "interval_value", "timezone", "details", "timeRange", "table"}

// An argument that the redaction does not know of would be a way to ask for
// what is hidden: a new one is probed, or is said here to look at nothing.
func TestEveryArgumentOfAReadIsProbedOrBlind(t *testing.T) {
	probed := slices.Concat(everywhere, []string{"filter", "sort", "field", "search_term", "fields"})
	known := map[string]bool{}
	for _, tool := range All() {
		if !tool.reads() {
			continue
		}
		for _, name := range tool.takes.names {
			isID := slices.ContainsFunc(tool.takes.ids, func(a idArgument) bool { return a.name == name })
			known[name] = true
			if !isID && !slices.Contains(probed, name) && !slices.Contains(blind, name) {
				t.Errorf("%s: is anything found, ordered or counted by %s? If so it is probed (probes, in hides.go); if not, it is blind", tool.Name, name)
			}
		}
	}
	for _, name := range blind {
		if !known[name] {
			t.Errorf("no read takes %s", name)
		}
	}
}
