package jcclient

import (
	"slices"
	"strings"
)

// ListSystemInsights lists a table of System Insights: what the agent on each
// device has found there. JumpCloud publishes a route for each of the sixty
// tables; they differ by their last word alone, which is an argument here. A page
// has up to 100 rows, like all of v2; JumpCloud's own limit here is 10,000. Filters
// are of two kinds, eq and in, and of few columns: system_id, and one more.
var ListSystemInsights = v2Unnamed[SystemInsightsQuery, SystemInsightsRow]("GET /systeminsights/{table} by systeminsights.readonly")

// SystemInsightsQuery chooses a table, and rows of it.
type SystemInsightsQuery struct {
	Table  SystemInsightsTable `json:"table"`
	Filter Words               `json:"filter,omitzero" data:"pii"`
	Sort   Words               `json:"sort,omitzero" data:"public"`
}

// Columns are the published columns of the table that is asked for.
func (q SystemInsightsQuery) Columns() []string { return q.Table.Columns() }

// misfit refuses a filter that JumpCloud does not publish for the table: what it
// does with one is not known, and rows that it did not choose would pass for those
// that were asked for.
func (q SystemInsightsQuery) misfit() error {
	columns := tables.filters[q.Table]
	for _, filter := range q.Filter.filters(V2) {
		parts := strings.SplitN(filter, ":", 3)
		if len(parts) == 3 && !(slices.Contains(columns, parts[0]) && (parts[1] == "eq" || parts[1] == "in")) {
			return badArgument("filter", "the table %s is filtered by %s, with eq or in", q.Table, strings.Join(columns, " or "))
		}
	}
	return nil
}

// A SystemInsightsRow is a row of any table. It names what all tables have, and
// the columns that hold secrets by their nature: settings that a profile put on a
// device, tags of a cloud, options of printers (whose addresses may have a password
// in them), variables of an application's environment, and what stood in a
// processor when a program crashed. Settings of a kernel are secrets where their
// names say so. All else is text that a device wrote; no table has a private key,
// a password's hash or a recovery key.
type SystemInsightsRow struct {
	SystemID       ID          `json:"system_id,omitzero"`
	CollectionTime Time        `json:"collection_time,omitzero"`
	Value          LooseString `json:"value,omitzero" data:"secret"`
	OptionValue    LooseString `json:"option_value,omitzero" data:"secret"`
	Environment    LooseString `json:"environment,omitzero" data:"secret"`
	Registers      LooseString `json:"registers,omitzero" data:"secret"`
	CurrentValue   LooseString `json:"current_value,omitzero" data:"text"`
	ConfigValue    LooseString `json:"config_value,omitzero" data:"text"`
	Extra          Unknown     `json:",embed"`
}
