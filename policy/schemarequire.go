package policy

import "github.com/google/jsonschema-go/jsonschema"

// requireSchema is a require rule: at least one of what it can require.
func requireSchema() *jsonschema.Schema {
	s := keysSchema(append(ruleKeys("The rule narrows what is allowed."),
		schemaKey{"limit", limitSchema()},
		schemaKey{"redact", pathsSchema("What no answer holds, such as phoneNumbers, mfa.* or attributes[*].value.")},
		schemaKey{"only", pathsSchema("The fields that an answer may hold, beside its id.")},
	)...)
	for _, key := range []string{"limit", "redact", "only"} {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

func limitSchema() *jsonschema.Schema {
	s := keysSchema(
		schemaKey{"calls", &jsonschema.Schema{Type: "integer", Minimum: new(1.0), Maximum: new(float64(mostCalls)), Description: "How many calls in any such stretch of time."}},
		schemaKey{"per", textSchema(perForm.String(), "Minutes, hours or days: 15m, 1h, 7d.")},
		schemaKey{"by", wordSchema(byNames...)},
	)
	s.Required, s.Description = []string{"calls", "per"}, "Beyond it a call is denied until a token is back; a restart gives none."
	return s
}

func pathsSchema(description string) *jsonschema.Schema {
	s := listSchema(&jsonschema.Schema{Type: "string"})
	s.MinItems, s.Description = new(1), description
	return s
}
