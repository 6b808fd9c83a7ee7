package policy

import "github.com/google/jsonschema-go/jsonschema"

// requireSchema is a require rule: at least one of what it can require.
func requireSchema() *jsonschema.Schema {
	s := keysSchema(append(ruleKeys("The rule narrows what is allowed."),
		schemaKey{"approval", approvalSchema()},
		schemaKey{"limit", limitSchema()},
		schemaKey{"redact", pathsSchema("What no answer holds, such as phoneNumbers, mfa.* or attributes[*].value.")},
		schemaKey{"only", pathsSchema("The fields that an answer may hold, beside its id.")},
	)...)
	for _, key := range []string{"approval", "limit", "redact", "only"} {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

func approversSchema() *jsonschema.Schema {
	people := listSchema(&jsonschema.Schema{Type: "string", Pattern: `^\S+$`, MaxLength: new(mostPerson)})
	people.MinItems, people.UniqueItems = new(1), true
	return namesSchema(people, "Who may approve calls: people by the names of their groups, and never an agent.")
}

func approvalSchema() *jsonschema.Schema {
	groups := listSchema(refSchema("name"))
	groups.MinItems, groups.Description = new(1), "Groups of people, any of whom may."
	s := keysSchema(
		schemaKey{"approvers", groups},
		schemaKey{"ttl", textSchema(spanForm.String(), "How long an answer is waited for, and how long it counts, together: 15m if left out, 7d at most.")},
		schemaKey{"people", &jsonschema.Schema{Type: "integer", Minimum: new(1.0), Maximum: new(float64(mostPeople)), Description: "How many of them must: 1 if left out."}},
		schemaKey{"confirm", &jsonschema.Schema{Type: "boolean", Description: "One of them may be the agent's own user, through its client."}},
	)
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"approvers"}}, {Required: []string{"confirm"}}}
	s.Description = "The call is made once people have approved it."
	return s
}

func limitSchema() *jsonschema.Schema {
	s := keysSchema(
		schemaKey{"calls", &jsonschema.Schema{Type: "integer", Minimum: new(1.0), Maximum: new(float64(mostCalls)), Description: "How many calls in any such stretch of time."}},
		schemaKey{"objects", &jsonschema.Schema{Type: "integer", Minimum: new(1.0), Maximum: new(float64(mostObjects)), Description: "How many objects: the rows of a list, or those that a change names."}},
		schemaKey{"per", textSchema(spanForm.String(), "Minutes, hours or days: 15m, 1h, 7d.")},
		schemaKey{"by", wordSchema(byNames...)},
	)
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"calls"}}, {Required: []string{"objects"}}}
	s.Required, s.Description = []string{"per"}, "Beyond it a call is denied until a token is back; a restart gives none."
	return s
}

func pathsSchema(description string) *jsonschema.Schema {
	s := listSchema(&jsonschema.Schema{Type: "string"})
	s.MinItems, s.Description = new(1), description
	return s
}
