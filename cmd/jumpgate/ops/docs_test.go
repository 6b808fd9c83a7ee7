package ops

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// The page for operators has every metric of ours, and no other.
func TestThePageHasTheMetricsThatThereAre(t *testing.T) {
	page, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n### Metrics\n")
	table, _, _ = strings.Cut(table, "\n### ")
	told := map[string]bool{}
	for row := range strings.Lines(table) {
		names, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), "|")
		if strings.HasPrefix(row, "| `") {
			for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(names, -1) {
				told[prefix+m[1]] = true
			}
		}
	}
	descs := make(chan *prometheus.Desc, 200)
	newRig(t).meter.registry.Describe(descs)
	close(descs)
	there := map[string]bool{}
	for d := range descs {
		if m := regexp.MustCompile(`fqName: "(` + prefix + `[a-z_]+)"`).FindStringSubmatch(d.String()); m != nil {
			there[m[1]] = true
		}
	}
	if got, want := slices.Sorted(maps.Keys(told)), slices.Sorted(maps.Keys(there)); !slices.Equal(got, want) || len(want) < 20 {
		t.Errorf("the page has\n%s\nand there are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
