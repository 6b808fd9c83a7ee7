package jcclient

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The last word of the path is an argument: each must be a published path, and
// none be missing; so must each column, and each filter but one.
func TestTheTablesOfSystemInsightsAreThoseThatArePublished(t *testing.T) {
	doc := specs(t)[V2]
	var published []string
	for path := range doc.root.at("paths") {
		name, is := strings.CutPrefix(path, "/systeminsights/")
		said := doc.root.at("paths").at(path).at("get")
		if !is || said == nil {
			continue
		}
		published = append(published, name)
		var columns, filters []string
		for column := range doc.resolved(doc.resolved(doc.answer(said)).at("items")).at("properties") {
			columns = append(columns, column)
		}
		prose, _ := said["description"].(string)
		for i, word := range strings.Split(prose, "`") {
			if i%2 == 1 && slices.Contains(columns, word) { // of shims one is published that is no column
				filters = append(filters, word)
			}
		}
		if !slices.Contains(filters, "system_id") { // of Linux packages it is not
			filters = append(filters, "system_id")
		}
		table := SystemInsightsTable(name)
		for what, both := range map[string][2][]string{"columns": {columns, table.Columns()}, "filters": {filters, tables.filters[table]}} {
			slices.Sort(both[0])
			if ours := slices.Sorted(slices.Values(both[1])); !slices.Equal(both[0], ours) {
				t.Errorf("%s has the %s %q, and ours are %q", name, what, both[0], ours)
			}
		}
	}
	slices.Sort(published)
	if ours := slices.Sorted(slices.Values(SystemInsightsTable("").Values())); !slices.Equal(published, ours) {
		t.Errorf("the tables %q are published, and ours are %q", published, ours)
	}
}

// What JumpCloud does with other filters is not known: rows that were not chosen
// would pass for those that were asked for.
func TestATableIsFilteredByWhatIsPublishedAlone(t *testing.T) {
	c, s := serve(t, says(200, `[]`))
	for _, filter := range []string{"bundle_version:eq:1", "bundle_name:ne:x", "bundle_name:search:x", "system_id:eq:a,name:eq:x", "value:eq:x"} {
		_, err := ListSystemInsights.Do(t.Context(), c, SystemInsightsQuery{Table: "apps", Filter: Words{filter}})
		wantArgument(t, err, "filter")
	}
	_, err := ListSystemInsights.Do(t.Context(), c, SystemInsightsQuery{Table: "../systems"})
	wantArgument(t, err, "table")
	if len(s.requests()) > 0 {
		t.Fatalf("%d requests left", len(s.requests()))
	}
	if _, err := ListSystemInsights.Do(t.Context(), c, SystemInsightsQuery{Table: "apps", Filter: Words{"system_id:eq:a", "bundle_name:in:x|y"}}); err != nil {
		t.Error(err)
	}
	if sent := s.requests()[0]; sent.path != "/api/v2/systeminsights/apps" || !strings.Contains(sent.query, "filter=system_id%3Aeq%3Aa%2Cbundle_name%3Ain%3Ax%7Cy") {
		t.Errorf("sent %s?%s", sent.path, sent.query)
	}
}

// A resolver's id is its place on its own device: on the next one it is the same.
func TestRowsOfATableAreNotToldApartByAnID(t *testing.T) {
	page := func(system string, n int) string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = `{"id":0,"system_id":"` + system + `"}`
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("skip") {
		case "0":
			says(200, page("a", 100))(w, r)
		case "100":
			says(200, page("b", 7))(w, r)
		default:
			says(200, "[]")(w, r)
		}
	})
	rows := 0
	for _, err := range ListSystemInsights.All(t.Context(), c, SystemInsightsQuery{Table: "dns_resolvers"}) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
	}
	if rows != 107 {
		t.Errorf("%d of 107 rows came", rows)
	}
}
