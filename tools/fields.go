package tools

import (
	"reflect"
	"strings"
	"sync"
)

// A field is one of a struct's that travels.
type field struct {
	reflect.StructField
	json string // the name under which it does
}

// fieldsOf are the fields of a struct's type that travel, those of what it embeds
// among them. Many rows ask for those of one type, and it takes a while to find them.
func fieldsOf(t reflect.Type) []field {
	if known, ok := fields.Load(t); ok {
		return known.([]field)
	}
	var found []field
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" {
			found = append(found, field{f, name})
		}
	}
	fields.Store(t, found)
	return found
}

var fields sync.Map // of []field, by type

// jsonName is the name under which a field travels; "" for one that does not
// (unexported, embedded, or the place where unknown members are kept).
func jsonName(f reflect.StructField) string {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || f.Anonymous || name == "-" || name == "" ||
		strings.Contains(options, "inline") || strings.Contains(options, "unknown") || strings.Contains(options, "embed") {
		return ""
	}
	return name
}
