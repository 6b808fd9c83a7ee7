package jcclient

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// asked are all routes that any operation asks.
func asked() map[string]Route {
	all := map[string]Route{}
	for _, op := range operations {
		for _, r := range append(op.Reads(), op.Route()) {
			all[r.String()] = r
		}
	}
	return all
}

func TestEveryRouteSaysItsScopes(t *testing.T) {
	routes := asked()
	for name, r := range routes {
		if _, said := scopes[name]; !said {
			t.Errorf("%s: say its published x-scopes where it is declared, after \"by\"", name)
		}
		if len(r.Scopes()) > 0 && len(r.usable()) == 0 {
			t.Errorf("%s: no role could call it", name)
		}
	}
}

func TestTheScopesAreThoseThatArePublished(t *testing.T) {
	docs := specs(t)
	spelled := map[string][]Route{}
	for _, op := range operations {
		spelled[op.Route().String()] = docs[op.Route().API].spelled(op)
	}
	for name, r := range asked() {
		if r.Unpublished {
			continue // models_test.go holds it against the documents
		}
		ours := r.Scopes()
		slices.Sort(ours)
		if spelled[name] == nil {
			spelled[name] = []Route{r}
		}
		for _, one := range spelled[name] {
			published := docs[r.API].operation(one).words("x-scopes")
			slices.Sort(published)
			if !slices.Equal(ours, published) {
				t.Errorf("%s has the scopes %v, and %v are published", one, ours, published)
			}
		}
	}
}

func TestTheLeastScopesAreEnoughAndNoneIsTooMany(t *testing.T) {
	var all []Route
	var accepted [][]string // by each
	routes := asked()
	for _, name := range slices.Sorted(maps.Keys(routes)) {
		all, accepted = append(all, routes[name]), append(accepted, routes[name].Scopes())
	}
	suffice := func(held []string, routes [][]string) bool {
		return !slices.ContainsFunc(routes, func(accepted []string) bool {
			return !slices.ContainsFunc(accepted, func(s string) bool { return slices.Contains(held, s) })
		})
	}
	for size := 1; size <= len(all); size++ {
		for start := range all {
			some := slices.Concat(accepted[start:], accepted[:start])[:size]
			least := LeastScopes(slices.Concat(all[start:], all[:start])[:size])
			if !suffice(least, some) {
				t.Fatalf("%v do not suffice for %v", least, some)
			}
			for i := range least {
				if fewer := slices.Delete(slices.Clone(least), i, i+1); suffice(fewer, some) {
					t.Fatalf("%v: %v suffice for %v", least, fewer, some)
				}
			}
		}
	}
}

func TestTheNarrowestScopeIsTakenUnlessAWiderIsNeededAnyway(t *testing.T) {
	for text, routes := range map[string][]Route{
		"":                                   {},
		"users.readonly":                     {ListUsers.Route(), GetUser.Route()},
		"users.properties.update":            {UpdateUser.Route()},
		"users.create users.delete":          {DeleteUser.Route(), CreateUser.Route()},
		"systems.management":                 {UpdateDevice.Route()},
		"systems":                            {ListDevices.Route(), UpdateDevice.Route(), CreatePolicy.Route()},
		"organizations.readonly":             {ListOrganizations.Route()},
		"groups":                             {ListUserGroups.Route(), ChangeDeviceGroupMembers.Route()},
		"associations.applications.readonly": {ListApplicationAssociations.Route()},
		"associations.applications":          {ListApplicationAssociations.Route(), ChangeApplicationAssociations.Route()},
	} {
		if got := strings.Join(LeastScopes(routes), " "); got != text {
			t.Errorf("%v: got %q, want %q", routes, got, text)
		}
	}
	if got := LeastScopes([]Route{{Method: "GET", Template: "/api/unknown"}}); len(got) != 0 {
		t.Errorf("a route without published scopes wants %v", got)
	}
}

func TestAnEdgeReadsOnlyWhatItCanJoin(t *testing.T) {
	var got []string
	for _, r := range ChangeUserGroupMembers.Reads() {
		got = append(got, r.String())
	}
	if want := []string{"GET /api/v2/usergroups/{group_id}/members", "GET /api/systemusers/{id}", "GET /api/v2/usergroups/{id}"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
