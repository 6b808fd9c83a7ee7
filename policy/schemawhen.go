package policy

import "github.com/google/jsonschema-go/jsonschema"

// whenSchema is a rule's condition: what is asked of each value. Which
// arguments there are, and which matchers fit them, depends on the rule's
// tools: Load knows it.
func whenSchema() *jsonschema.Schema {
	s := keysSchema(
		schemaKey{"time.weekday", timeSchema(onTime[weekday], wordSchema("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
		schemaKey{"time.hour", timeSchema(onTime[hour], &jsonschema.Schema{Type: "integer", Minimum: new(0.0), Maximum: new(23.0)})},
	)
	s.AdditionalProperties = refSchema("matchers")
	s.PropertyNames = &jsonschema.Schema{Not: &jsonschema.Schema{Const: new(any("cel"))}}
	s.MinProperties = new(1)
	s.Description = "The calls that the rule is about: an argument or target.<field>, and what is asked of it. All lines must hold."
	return s
}

// matchersSchema is what can be asked of a value: of each element, of a whole
// value, of a list.
func matchersSchema(names []string) *jsonschema.Schema {
	var keys []schemaKey
	for _, name := range names {
		keys = append(keys, schemaKey{name, matcherSchema(name, &jsonschema.Schema{Types: []string{"string", "number", "boolean"}})})
	}
	s := keysSchema(keys...)
	s.MinProperties = new(1)
	return s
}

func timeSchema(names []string, value *jsonschema.Schema) *jsonschema.Schema {
	var keys []schemaKey
	for _, name := range names {
		keys = append(keys, schemaKey{name, matcherSchema(name, value.CloneSchemas())})
	}
	s := keysSchema(keys...)
	s.MinProperties = new(1)
	return s
}

func matcherSchema(name string, value *jsonschema.Schema) *jsonschema.Schema {
	switch name {
	case "in", "not_in":
		s := listSchema(value)
		s.MinItems = new(1)
		return s
	case "glob", "prefix", "zone":
		return &jsonschema.Schema{Type: "string"}
	case "present", "absent", "or_absent":
		return &jsonschema.Schema{Type: "boolean"}
	case "max_items":
		return &jsonschema.Schema{Type: "integer", Minimum: new(0.0)}
	case "each", "any":
		return refSchema("element")
	}
	return value
}
