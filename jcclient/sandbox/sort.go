package sandbox

import (
	"slices"
	"strings"
)

// sortRows sorts by the named members, - before one for descending order. Each
// row is asked once for each of them.
func sortRows[T valued](rows []T, names []string) {
	type keyed struct {
		key any
		row T
	}
	for _, name := range slices.Backward(names) {
		member, descending := strings.CutPrefix(name, "-")
		all := make([]keyed, len(rows))
		for i, r := range rows {
			all[i] = keyed{r.value(member), r}
		}
		slices.SortStableFunc(all, func(a, b keyed) int {
			if descending {
				return -compare(a.key, b.key)
			}
			return compare(a.key, b.key)
		})
		for i := range all {
			rows[i] = all[i].row
		}
	}
}
