package policy

import "github.com/google/jsonschema-go/jsonschema"

// The parts that a schema is made of. A key is one of an object's.
type schemaKey struct {
	name  string
	value *jsonschema.Schema
}

// keysSchema takes these keys, and no other.
func keysSchema(keys ...schemaKey) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
	for _, k := range keys {
		s.Properties[k.name] = k.value
		s.PropertyOrder = append(s.PropertyOrder, k.name)
	}
	return s
}

// namesSchema takes any good name as a key.
func namesSchema(value *jsonschema.Schema, description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", PropertyNames: refSchema("name"), AdditionalProperties: value, Description: description}
}

func refSchema(definition string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/definitions/" + definition}
}

// saysSchema refers to a definition, and says more: beside a reference alone,
// draft 7 passes over other words.
func saysSchema(definition, description string) *jsonschema.Schema {
	return &jsonschema.Schema{AllOf: []*jsonschema.Schema{refSchema(definition)}, Description: description}
}

func listSchema(items *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: items}
}

func textSchema(pattern, description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: pattern, Description: description}
}

func wordSchema(words ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}
