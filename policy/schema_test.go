package policy

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// editorSays is what the schema has against a file.
func editorSays(t *testing.T, tools []Tool, source string) error {
	t.Helper()
	checks, err := Schema(tools).Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	root, problems := strict.Parse("f.yaml", []byte(source))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var value any
	if err := json.Unmarshal(newReader("f.yaml", nil, nil, nil).json(root), &value); err != nil {
		t.Fatal(err)
	}
	return checks.Validate(value)
}

func TestWhatLoadsFitsTheSchema(t *testing.T) {
	loaded := 0
	for seed := range uint64(200) {
		source := randomDraft(seed).source(nil)
		if _, err := Load("f.yaml", []byte(source), universe); err != nil {
			continue
		}
		loaded++
		if err := editorSays(t, universe, source); err != nil {
			t.Fatalf("%v in\n%s", err, source)
		}
	}
	if loaded < 100 {
		t.Errorf("only %d policies loaded", loaded)
	}
	for _, source := range []string{
		"version: 1\n",
		"version: 1\nagents: {}\nroles: {}\ndeny: []\n",
		"version: 1\nagents:\n  a-1_b: {name: \"42\", org_id: 5f0c1b2a3d4e5f6071829300, identify: [{local: false}, {token_sha256: " + hash + "}, {token_sha256: " + strings.Repeat("0a", 32) + ", until: 2027-01-01T00:00:00+05:30}]}\n",
	} {
		if _, err := Load("f.yaml", []byte(source), directory); err != nil {
			t.Fatal(err)
		}
		if err := editorSays(t, directory, source); err != nil {
			t.Errorf("%v in\n%s", err, source)
		}
	}
}

// Each file is one that Load refuses, and that an editor should mark.
func TestTheSchemaRefusesWhatAnEditorCanSee(t *testing.T) {
	for _, source := range []string{
		"version: 2\n",
		"version: \"1\"\n",
		"version: 1\nagent: {}\n",
		"version: 1\nagents: [a]\n",
		"version: 1\nagents: {Ops: {}}\n",
		"version: 1\nroles: {a.b: {}}\n",
		"version: 1\nallow: []\n",
		"version: 1\nagents: {a: {acess: {users: read}}}\n",
		"version: 1\nagents: {a: {access: {usres: read}}}\n",
		"version: 1\nagents: {a: {access: {users: reed}}}\n",
		"version: 1\nagents: {a: {access: read}}\n",
		"version: 1\nagents: {a: {until: 2027-01-01}}\n",
		"version: 1\nagents: {a: {until: 2027-01-01T00:00:00}}\n",
		"version: 1\nagents: {a: {org_id: mine}}\n",
		"version: 1\nagents: {a: {roles: reader}}\n",
		"version: 1\nagents: {a: {identify: [{local: true, token_sha256: " + hash + "}]}}\n",
		"version: 1\nagents: {a: {identify: [{local: true, until: 2027-01-01T00:00:00Z}]}}\n",
		"version: 1\nagents: {a: {identify: [{token_sha256: abc}]}}\n",
		"version: 1\nagents: {a: {identify: [{}]}}\n",
		"version: 1\nroles: {a: {roles: [b]}}\n",
		"version: 1\nroles: {a: {until: 2027-01-01T00:00:00Z}}\n",
		"version: 1\nroles: {a: {allow: {id: x}}}\n",
		"version: 1\nroles: {a: {allow: [{tools: [users_list]}]}}\n",
		"version: 1\nroles: {a: {allow: [{id: x}]}}\n",
		"version: 1\nroles: {a: {allow: [{id: x, tools: []}]}}\n",
		"version: 1\nroles: {a: {allow: [{id: x, tools: [user_list]}]}}\n",
		"version: 1\nroles: {a: {allow: [{id: x, tools: [users_list], classes: [reads]}]}}\n",
		"version: 1\nroles: {a: {allow: [{id: x, tools: [users_list], until: soon}]}}\n",
		"version: 1\ndeny: [{id: x, tools: [users_list], until: 2027-01-01T00:00:00Z}]\n",
		"version: 1\ndeny: [{id: X, tools: [users_list]}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: sudo}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {sudo: true}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {sudo: {}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {sudo: {equals: true}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {sudo: {or_absent: maybe, eq: true}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {username: {in: []}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {username: {in: ann}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {username: {glob: 5}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {tags: {each: {present: true}}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {time.hour: {max: 24}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {time.hour: {glob: \"*\"}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {time.weekday: {eq: monday}}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_update], when: {cel: \"true\"}}]\n",
		"version: 1\napprovers: [alice]\n",
		"version: 1\napprovers: {secops: alice}\n",
		"version: 1\napprovers: {secops: []}\n",
		"version: 1\napprovers: {SecOps: [alice]}\n",
		"version: 1\napprovers: {secops: [alice, alice]}\n",
		"version: 1\napprovers: {secops: [alice smith]}\n",
		"version: 1\napprovers: {secops: [" + strings.Repeat("a", 129) + "]}\n",
		"version: 1\nrequire: [{id: x, tools: [users_list]}]\n",
		"version: 1\nrequire: [{id: x, tools: [users_list], approval: {}}]\n",
		"version: 1\nrequire: [{id: x, tools: [users_list], approval: {approvers: []}}]\n",
		"version: 1\nrequire: [{id: x, tools: [users_list], approval: {confirm: true, ttl: 30s}}]\n",
		"version: 1\nrequire: [{id: x, tools: [users_list], approval: {confirm: true, people: 0}}]\n",
		"version: 1\nrequire: [{id: x, tools: [users_list], approval: {confirm: true, who: [alice]}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_list], approval: {confirm: true}}]\n",
		"version: 1\ndeny: [{id: x, tools: [users_list], reason: " + strings.Repeat("a", 257) + "}]\n",
	} {
		if _, err := Load("f.yaml", []byte(source), directory); err == nil {
			t.Errorf("it loads:\n%s", source)
		}
		if err := editorSays(t, directory, source); err == nil {
			t.Errorf("it fits the schema:\n%s", source)
		}
	}
}

// Every key that a file takes is in the schema, and no other: the reader's own
// words tell which those are.
func TestTheSchemaHasTheKeysThatTheReaderTakes(t *testing.T) {
	s := Schema(directory)
	definitions := s.Definitions
	takes := regexp.MustCompile(`: it takes ([a-z0-9_, ]+)$`)
	for source, schema := range map[string]*jsonschema.Schema{
		"version: 1\nzzzzzzzzzzzz: 1\n":                                                 s,
		"version: 1\nroles: {a: {zzzzzzzzzzzz: 1}}\n":                                   definitions["role"],
		"version: 1\nagents: {a: {zzzzzzzzzzzz: 1}}\n":                                  definitions["agent"],
		"version: 1\nroles: {a: {allow: [{id: a, tools: [\"*\"], zzzzzzzzzzzz: 1}]}}\n": definitions["allow"],
		"version: 1\nroles: {a: {deny: [{id: a, tools: [\"*\"], zzzzzzzzzzzz: 1}]}}\n":  definitions["deny"],
		"version: 1\ndeny: [{id: a, tools: [\"*\"], zzzzzzzzzzzz: 1}]\n":                definitions["deny"],
		"version: 1\nrequire: [{id: a, tools: [\"*\"], zzzzzzzzzzzz: 1}]\n":             definitions["require"],
		"version: 1\nrequire: [{id: a, tools: [\"*\"], approval: {zzzzzzzzzzzz: 1}}]\n": definitions["require"].Properties["approval"],
		"version: 1\nagents: {a: {identify: [{local: true, zzzzzzzzzzzz: 1}]}}\n":       identifyKeys(),
		"version: 1\nagents: {a: {access: {zzzzzzzzzzzz: read}}}\n":                     definitions["access"],
	} {
		_, err := Load("f.yaml", []byte(source), directory)
		if err == nil {
			t.Fatalf("it loads: %s", source)
		}
		said := takes.FindStringSubmatch(err.Error())
		if said == nil {
			t.Fatalf("%q does not tell the keys: %v", source, err)
		}
		known := strings.Split(said[1], ", ")
		slices.Sort(known)
		var ours []string
		for name := range schema.Properties {
			ours = append(ours, name)
		}
		slices.Sort(ours)
		if !slices.Equal(known, ours) {
			t.Errorf("%q: the reader takes %v, and the schema %v", source, known, ours)
		}
	}
}

// identifyKeys are the keys of all ways to identify an agent.
func identifyKeys() *jsonschema.Schema {
	all := &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{}}
	for _, way := range identifySchema().Items.OneOf {
		for name, value := range way.Properties {
			all.Properties[name] = value
		}
	}
	return all
}
