package jcclient

import "fmt"

// A UserSearch chooses users by more than a list can: by any of several
// filters, and by texts in members that are named.
type UserSearch struct{ SearchQuery }

// A DeviceSearch chooses devices likewise.
type DeviceSearch struct{ SearchQuery }

// SearchQuery is what the searches take. They sort by _id unless told otherwise:
// that is not published, and JumpCloud's own command line sends it.
type SearchQuery struct {
	Filter       *SearchFilter `json:"filter,omitzero"`
	SearchFilter *SearchText   `json:"searchFilter,omitzero"`
	Fields       Words         `json:"fields,omitzero" data:"public"`
	Sort         Words         `json:"sort,omitzero" data:"public"`
}

// A SearchFilter is filters that must all hold, and filters of which one must.
// Each reads as in a list: department:$eq:Sales.
type SearchFilter struct {
	And []string `json:"and,omitzero" data:"pii"`
	Or  []string `json:"or,omitzero" data:"pii"`
}

// SearchText is a text that must stand in one of some fields; where no fields
// are named, in one of those that JumpCloud looks into.
type SearchText struct {
	SearchTerm string   `json:"searchTerm" data:"pii"`
	Fields     []string `json:"fields,omitzero" data:"public"`
}

// Filters are all filters of a search.
func (f *SearchFilter) Filters() []string {
	if f == nil {
		return nil
	}
	return append(append([]string(nil), f.And...), f.Or...)
}

// problem is what is wrong with a filter that JumpCloud would not understand.
func (f SearchFilter) problem() string {
	for _, filter := range f.Filters() {
		if !grammars[V1].allows(filter) {
			return wrongFilter(V1, filter)
		}
	}
	return ""
}

// problem is what is wrong with fields that are none.
func (t SearchText) problem() string {
	for _, name := range t.Fields {
		if !fieldName.MatchString(name) {
			return fmt.Sprintf("%.80q is no name of a field: use letters, digits and _ . @ -", name)
		}
	}
	return ""
}
