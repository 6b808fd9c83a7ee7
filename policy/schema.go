package policy

import (
	"slices"

	"github.com/google/jsonschema-go/jsonschema"
)

// Schema describes the policy's keys to an editor, in JSON Schema (draft 7),
// with references into its definitions. It tells what can be told of a value
// by itself; Load also knows what stands elsewhere in the file.
func Schema(tools []Tool) *jsonschema.Schema {
	deny := keysSchema(ruleKeys("The rule denies, whoever grants.")...)
	allow := keysSchema(append(ruleKeys("The rule grants."), schemaKey{"until", saysSchema("time", "From this instant on it grants nothing.")})...)
	require := requireSchema()
	for _, rule := range []*jsonschema.Schema{deny, allow, require} {
		rule.Required = []string{"id", "tools"}
	}
	s := keysSchema(
		schemaKey{"version", &jsonschema.Schema{Const: new(any(1)), Description: "The form of this file."}},
		schemaKey{"issuers", issuersSchema()},
		schemaKey{"approvers", approversSchema()},
		schemaKey{"roles", namesSchema(refSchema("role"), "Grants that several agents share.")},
		schemaKey{"agents", namesSchema(refSchema("agent"), "Who may be granted something.")},
		schemaKey{"deny", listSchema(refSchema("deny"))},
		schemaKey{"require", listSchema(refSchema("require"))},
	)
	s.Definitions = map[string]*jsonschema.Schema{
		"name":     textSchema(nameForm, "A name: lower-case letters, digits, - and _."),
		"text":     {Type: "string", MaxLength: new(256)},
		"time":     textSchema(timeForm.String(), "A time with its zone, such as 2027-06-30T00:00:00Z."),
		"access":   accessSchema(tools),
		"tools":    toolsSchema(tools),
		"classes":  {Type: "array", MinItems: new(1), Items: wordSchema(classNames[1:]...), Description: "Of the tools, only those of these classes."},
		"when":     whenSchema(),
		"matchers": matchersSchema(onValues),
		"element":  matchersSchema(onElements),
		"role":     keysSchema(grantKeys()...),
		"allow":    allow,
		"deny":     deny,
		"require":  require,
		"agent":    keysSchema(append(agentKeys(), grantKeys()...)...),
	}
	return s
}

// grantKeys are what a role and an agent have in common.
func grantKeys() []schemaKey {
	return []schemaKey{
		{"access", refSchema("access")},
		{"allow", listSchema(refSchema("allow"))},
		{"deny", listSchema(refSchema("deny"))},
		{"require", listSchema(refSchema("require"))},
	}
}

func agentKeys() []schemaKey {
	return []schemaKey{
		{"name", saysSchema("text", "What the audit trail calls the agent.")},
		{"owner", saysSchema("text", "The human who answers for it.")},
		{"identify", identifySchema()},
		{"org_id", textSchema(orgForm.String(), "The agent's own organization, where it is not the server's.")},
		{"roles", listSchema(refSchema("name"))},
		{"until", saysSchema("time", "From this instant on the agent is unknown.")},
	}
}

func ruleKeys(what string) []schemaKey {
	return []schemaKey{
		{"id", saysSchema("name", "Decisions and records name the rule by it. "+what)},
		{"tools", refSchema("tools")},
		{"classes", refSchema("classes")},
		{"when", refSchema("when")},
		{"reason", saysSchema("text", "Why: the agent is told, and the audit trail quotes it.")},
	}
}

// identifySchema is a list of ways to know an agent, each of which is a shape.
func identifySchema() *jsonschema.Schema {
	local := keysSchema(schemaKey{"local", &jsonschema.Schema{Type: "boolean", Description: "A process on this machine may be the agent."}})
	local.Required = []string{"local"}
	token := keysSchema(
		schemaKey{"token_sha256", textSchema("^[0-9a-f]{64}$", "The hash of a token, as jumpgate token new prints it.")},
		schemaKey{"until", saysSchema("time", "From this instant on the token is void.")},
	)
	token.Required = []string{"token_sha256"}
	s := listSchema(&jsonschema.Schema{OneOf: []*jsonschema.Schema{local, token, jwtSchema(), mtlsSchema()}})
	s.Description = "How the agent proves who it is; any one is enough."
	return s
}

func accessSchema(tools []Tool) *jsonschema.Schema {
	var keys []schemaKey
	for _, t := range tools {
		if !slices.ContainsFunc(keys, func(k schemaKey) bool { return k.name == t.Resource }) {
			keys = append(keys, schemaKey{t.Resource, wordSchema(levelNames...)})
		}
	}
	s := keysSchema(keys...)
	s.Description = "What of each resource is granted; off is a deny."
	return s
}

// toolsSchema names every tool, so that an editor completes them, and takes
// globs.
func toolsSchema(tools []Tool) *jsonschema.Schema {
	var names []string
	for _, t := range tools {
		names = append(names, t.Name)
	}
	s := listSchema(&jsonschema.Schema{AnyOf: []*jsonschema.Schema{wordSchema(names...), {Type: "string", Pattern: `^[a-z_]*\*[a-z_*]*$`}}})
	s.MinItems, s.Description = new(1), "Tools, and globs of their names; only * stands for something."
	return s
}
