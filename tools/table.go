package tools

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// resources are all rows, a list for each resource, in the order of docs/tools.md.
var resources = [][]Tool{
	devices, users, userStates, userGroups, deviceGroups, commands,
	applications, policies, radius, authn, accessRequests, admins, events, systemInsights, organization,
}

// table holds every tool by name. It is built once; a row that does not hold
// together is found by the tests of this package, and refused by NewGate.
var table = func() map[string]*Tool {
	all := map[string]*Tool{}
	for _, rows := range resources {
		for i := range rows {
			all[rows[i].Name] = &rows[i]
		}
	}
	return all
}()

// All returns every tool, by name.
func All() []*Tool {
	all := make([]*Tool, 0, len(table))
	for _, t := range table {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *Tool) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// ByResource returns every tool, resource by resource, in the order of docs/tools.md.
func ByResource() [][]Tool { return resources }

// Named returns the tools of those names that exist.
func Named(names []string) []*Tool {
	var some []*Tool
	for _, name := range names {
		if t := table[name]; t != nil {
			some = append(some, t)
		}
	}
	return some
}

// Digest is the hex SHA-256 of every tool as clients see it: names, words and
// schemas. It is recorded when a server starts, so that a change shows.
func Digest() string {
	sum := sha256.Sum256(Encode(All()))
	return hex.EncodeToString(sum[:])
}

// Encode is the JSON array of tools/list for these tools.
func Encode(rows []*Tool) jsontext.Value {
	b := jsontext.Value{'['}
	for i, t := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, t.advertised().encoded...)
	}
	return append(b, ']')
}
