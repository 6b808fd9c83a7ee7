package tools

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Every row must hold together in the ways that the compiler cannot check.
func TestEveryRow(t *testing.T) {
	seen := map[string]string{}
	for _, tool := range All() {
		t.Run(tool.Name, func(t *testing.T) {
			if tool.advertised().wrong != nil {
				t.Fatal(tool.advertised().wrong)
			}
			if _, err := tool.checks(); err != nil {
				t.Fatal(err)
			}
			for _, problem := range tool.problems() {
				t.Error(problem)
			}
			if tool.parts != nil {
				return // it has no operation of its own
			}
			route := tool.endpoint.Route()
			operation := route.Method + " " + route.Template
			if other := seen[operation]; other != "" {
				t.Errorf("%s is %s too", operation, other)
			}
			seen[operation] = tool.Name
		})
	}
}

// A list of rows that is in no table would be no tools, without a word; of two
// rows with one name only one would be a tool.
func TestEveryRowIsInTheTable(t *testing.T) {
	rows := 0
	for _, list := range resources {
		rows += len(list)
	}
	if rows != len(All()) {
		t.Errorf("%d rows are %d tools: two rows have one name", rows, len(All()))
	}
	var declared, listed []string
	for _, v := range packageVariables(t) {
		for i, value := range v.Values {
			list, ok := value.(*ast.CompositeLit)
			if !ok {
				continue
			}
			switch written(list.Type) {
			case "[]Tool":
				declared = append(declared, v.Names[i].Name)
			case "[][]Tool":
				for _, rows := range list.Elts {
					listed = append(listed, written(rows))
				}
			}
		}
	}
	for _, name := range declared {
		if !slices.Contains(listed, name) {
			t.Errorf("the rows %s are no tools yet: add them to resources, in table.go", name)
		}
	}
	if len(declared) < 10 {
		t.Errorf("only %d lists of rows were found", len(declared))
	}
}

// written is a name, or a list of what has one, as the source has it; "" for all else.
// Go's own go/types says it of everything, and takes three seconds to compile.
func written(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.ArrayType:
		if e.Len == nil {
			return "[]" + written(e.Elt)
		}
	}
	return ""
}

// packageVariables are the variables of this package, as its source declares them.
func packageVariables(t *testing.T) []*ast.ValueSpec {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.ValueSpec
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if vars, ok := d.(*ast.GenDecl); ok && vars.Tok == token.VAR {
				for _, spec := range vars.Specs {
					all = append(all, spec.(*ast.ValueSpec))
				}
			}
		}
	}
	return all
}

var rowName = regexp.MustCompile(`^[a-z]+(_[a-z]+)+$`)

// problems is what is wrong with a row.
func (t *Tool) problems() []string {
	var found []string
	say := func(wrong bool, text string) {
		if wrong {
			found = append(found, text)
		}
	}
	route := t.endpoint.Route()
	say(!rowName.MatchString(t.Name) || len(t.Name) > 44, "the name is not resource_verb in at most 44 characters")
	say(!t.Class.Valid(), "there is no class")
	say(t.reads() != route.Read, "class and route disagree: one reads, the other changes something")
	say(route.Method == "DELETE" && t.Class < policy.Privilege && !slices.Contains(undone, t.Name), "a DELETE is destroy, or else privilege or execute: write is granted more lightly")
	say(t.On == "" || t.Does == "" || t.Says == "", "On, Does or Says is missing")
	say(!strings.HasSuffix(t.Does, "."), "Does is not a sentence")
	say(len(t.Does) > 200, "Does is too long: every model reads it with every request")
	say(t.endpoint.Out() != nil && (len(t.Shows) == 0) != t.varies(), "Shows is missing, or is there for rows of many shapes")
	say(len(t.advertised().input.OneOf)+len(t.advertised().input.AnyOf)+len(t.advertised().input.AllOf) > 0, "the input schema has a oneOf, anyOf or allOf at its top, which clients refuse")
	for name, s := range t.advertised().input.Properties {
		say(s.Type == "", "argument "+name+" has no type: clients refuse a schema that is the word true")
	}
	say(t.advertised().input.Type != "object" || t.advertised().output.Type != "object", "a schema is not about an object")
	for _, b := range brace.FindAllString(t.Says, -1) {
		name := b[1 : len(b)-1]
		choice := len(strings.Split(name, "/")) == 3 && slices.Contains(t.takes.names, "op")
		say(name != "set" && !choice && !slices.Contains(t.takes.names, name), "Says has "+b+", which is no argument")
	}
	for _, column := range t.Shows {
		say(t.answers != nil && t.answers().members[column] == nil, "Shows has "+column+", which JumpCloud's schema does not name")
	}
	for _, id := range t.takes.ids {
		_, named := namings[id.of]
		if id.of == "type" {
			for _, kind := range t.unknownKinds() {
				say(true, "argument type may be "+kind+", which targetKinds does not know")
			}
		}
		say(!named && id.of != "type" && !slices.Contains(nameless, id.of), "argument "+id.name+" is of "+strconv.Quote(id.of)+", which is in none of namings and nameless")
		say(named && id.opaque, "argument "+id.name+" takes any text as an id, so that no name of "+id.of+" is ever looked up")
	}
	return found
}

// undone are the tools that take back what has not happened yet.
var undone = []string{"command_queue_cancel"}

// nameless are the resources whose objects nobody looks up by name.
var nameless = []string{"admin_roles", "service_accounts", "access_requests", "authn_policies", "ip_lists", "organization", "agent_groups", "files", "ssh_keys", "command_results", "command_queue", "policy_results", "user_states", "policy_groups", "ldap_servers", "active_directories", "g_suites",
	"office_365s", "idp_routing_policies", "password_manager_items"}

// unknownKinds are the words that the argument type may be, and that stand for
// no resource: a call with one of them would be refused.
func (t *Tool) unknownKinds() []string {
	v := reflect.New(t.endpoint.In()).Elem().FieldByIndex(t.takes.fields["type"])
	return slices.DeleteFunc(v.Interface().(interface{ Values() []string }).Values(), func(kind string) bool {
		return targetKinds[kind] != ""
	})
}

func TestEveryNamingPointsToAListingWithThoseMembers(t *testing.T) {
	for resource, n := range namings {
		listing := table[n.tool]
		if listing == nil || listing.listing == nil {
			t.Fatalf("%s: %s is no listing", resource, n.tool)
		}
		for _, member := range n.by {
			if listing.answers().members[member] == nil {
				t.Errorf("%s: %s has no member %s", resource, n.tool, member)
			}
		}
		for _, needed := range []string{"filter", "fields"} {
			if _, ok := listing.takes.fields[needed]; !ok {
				t.Errorf("%s: %s takes no %s", resource, n.tool, needed)
			}
		}
	}
}

// A filter that is an object, as JumpCloud's searches take one, is no list of words.
func TestOnlyAFilterOfWordsIsAdvertisedAsWords(t *testing.T) {
	type query struct {
		Filter jsontext.Value `json:"filter,omitzero"`
	}
	for want, in := range map[string]reflect.Type{"object": reflect.TypeFor[query](), "array": reflect.TypeFor[jcclient.ListQuery]()} {
		row := list(listing{otherInput{jcclient.ListUsers.Listing, in}}, Spec{Name: "users_search", On: "users", Shows: userColumns, Does: "Search.", Says: "search"})
		if row.advertised().wrong != nil || row.advertised().input.Properties["filter"].Type != want {
			t.Errorf("%s is advertised as %q, %v", in, row.advertised().input.Properties["filter"].Type, row.advertised().wrong)
		}
	}
}

// An otherInput is a listing that takes another input.
type otherInput struct {
	jcclient.Listing
	in reflect.Type
}

func (o otherInput) In() reflect.Type { return o.in }

// A row that is wrong must be found: these are.
func TestTheRowChecksFindWhatIsWrong(t *testing.T) {
	good := *table["users_delete"]
	for name, spoil := range map[string]func(*Tool){
		"a brace that is no argument":     func(t *Tool) { t.Says = "delete {who}" },
		"a read on a route that deletes":  func(t *Tool) { t.Class = policy.Read },
		"a write on a route that deletes": func(t *Tool) { t.Class = policy.Write },
		"no class":                        func(t *Tool) { t.Class = 0 },
		"a long name":                     func(t *Tool) { t.Name = "users_" + strings.Repeat("x", 44) },
		"a column that does not exist":    func(t *Tool) { t.Shows = []string{"nickname"} },
		"no words":                        func(t *Tool) { t.Does = "" },
	} {
		t.Run(name, func(t *testing.T) {
			row := good
			spoil(&row)
			if len(row.problems()) == 0 {
				t.Error("nothing was found")
			}
		})
	}
	if len(good.problems()) > 0 {
		t.Error(good.problems())
	}
}
