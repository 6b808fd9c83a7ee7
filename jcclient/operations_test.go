package jcclient

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// operations is every operation that the package declares, by its name.
var operations = func() map[string]Operation {
	files, err := filepath.Glob("*.go")
	if err != nil {
		panic(err)
	}
	all := map[string]Operation{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			panic(err)
		}
		for name, route := range declaredOperations(file) {
			all[name] = declared[route]
		}
	}
	return all
}()

// An operation that this test does not find is tested by nobody.
func TestEveryOperationIsFound(t *testing.T) {
	for name, op := range operations {
		if op == nil {
			t.Fatalf("%s declares no route", name)
		}
	}
	if len(operations) < 58 || operations["ListUsers"].Route() != ListUsers.Route() || operations["QueryEvents"].Route() != QueryEvents.Route() {
		t.Errorf("%d operations were found", len(operations))
	}
}

// declaredOperations are the routes of a file's exported variables that a
// generic function makes out of a text such as "GET /systems".
func declaredOperations(file *ast.File) map[string]string {
	routes := map[string]string{}
	for _, d := range file.Decls {
		vars, ok := d.(*ast.GenDecl)
		if !ok || vars.Tok != token.VAR {
			continue
		}
		for _, spec := range vars.Specs {
			v := spec.(*ast.ValueSpec)
			for i, value := range v.Values {
				call, ok := value.(*ast.CallExpr)
				if !ok || !v.Names[i].IsExported() || len(call.Args) == 0 {
					continue
				}
				constructor := ""
				switch fun := call.Fun.(type) {
				case *ast.IndexListExpr:
					constructor = fun.X.(*ast.Ident).Name
				case *ast.IndexExpr:
					constructor = fun.X.(*ast.Ident).Name
				default:
					continue
				}
				said, _, _ := strings.Cut(strings.Trim(call.Args[0].(*ast.BasicLit).Value, `"`), " by ")
				method, path, _ := strings.Cut(said, " ")
				routes[v.Names[i].Name] = method + " " + apiOf(constructor).root() + path
			}
		}
	}
	return routes
}

func apiOf(constructor string) API {
	switch {
	case strings.HasPrefix(constructor, "v1"):
		return V1
	case strings.HasPrefix(constructor, "v2"):
		return V2
	}
	return Insights
}

func TestEveryRouteStandsThereOnce(t *testing.T) {
	seen := map[string]string{}
	for name, op := range operations {
		if other := seen[op.Route().String()]; other != "" {
			t.Errorf("%s and %s are both %s", name, other, op.Route())
		}
		seen[op.Route().String()] = name
		if !strings.HasPrefix(op.Route().Template, op.Route().API.root()+"/") {
			t.Errorf("%s: %s is outside its API", name, op.Route())
		}
		_, lists := op.(Listing)
		if lists != strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Search") && name != "QueryEvents" {
			t.Errorf("%s: listing is %v", name, lists)
		}
	}
}

func TestReadsAreKnownByEffectNotByMethod(t *testing.T) {
	for name, op := range operations {
		reads := strings.HasPrefix(name, "List") || strings.HasPrefix(name, "Search") || strings.HasPrefix(name, "Get") || strings.HasSuffix(name, "Events")
		if op.Route().Read != reads {
			t.Errorf("%s: Read is %v", name, op.Route().Read)
		}
	}
	if r := QueryEvents.Route(); r.Method != "POST" || r.Template != "/insights/directory/v1/events" {
		t.Errorf("QueryEvents is %s", r)
	}
}

// A field that does not say what it holds could be a secret that nobody masks.
func TestEveryFieldSaysWhatItHolds(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, op := range operations {
		checkHolds(t, op.In(), seen, true)
		if op.Out() != nil {
			checkHolds(t, op.Out(), seen, false)
		}
	}
	if len(seen) < 80 {
		t.Errorf("only %d types were walked", len(seen))
	}
}

func checkHolds(t *testing.T, typ reflect.Type, seen map[reflect.Type]bool, input bool) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice && typ != valueType {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || typ == timeType || seen[typ] {
		return
	}
	seen[typ] = true
	keeps := false
	for f := range typ.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		keeps = keeps || options == "embed"
		if !f.Anonymous && Holds(f) == "" {
			t.Errorf("%s.%s does not say what it holds", typ, f.Name)
		}
		if tag, ok := f.Tag.Lookup("data"); ok && string(Holds(f)) != tag {
			t.Errorf("%s.%s holds %q, which is no kind of data", typ, f.Name, tag)
		}
		if !f.Anonymous && options != "embed" && name == "" {
			t.Errorf("%s.%s has no JSON name", typ, f.Name)
		}
		if !input && !f.Anonymous && options != "embed" && !strings.Contains(options, "omitzero") && typ != reflect.TypeFor[EventCount]() && typ != reflect.TypeFor[Sudo]() {
			t.Errorf("%s.%s is written even when it was not there", typ, f.Name)
		}
		checkHolds(t, f.Type, seen, input)
	}
	if !input && !keeps && typ != reflect.TypeFor[ConfigField]() {
		t.Errorf("%s has no place for unknown members", typ)
	}
	if input && keeps {
		t.Errorf("%s is an input with room for unknown members", typ)
	}
}

func TestHoldsKnowsNothingOfAFieldThatSaysNothing(t *testing.T) {
	type bare struct {
		Text  string
		Texts []string
		Wrong string `data:"harmless"`
		Map   map[string]string
	}
	for f := range reflect.TypeFor[bare]().Fields() {
		if Holds(f) != "" {
			t.Errorf("%s holds %q", f.Name, Holds(f))
		}
	}
}

func TestTheSecretsAreMarked(t *testing.T) {
	for _, c := range []struct {
		model reflect.Type
		field string
	}{
		{reflect.TypeFor[RadiusServer](), "SharedSecret"}, {reflect.TypeFor[ConfigSecret](), "Value"},
		{reflect.TypeFor[SystemInsightsRow](), "Value"}, {reflect.TypeFor[SystemInsightsRow](), "OptionValue"}, {reflect.TypeFor[SystemInsightsRow](), "Environment"},
		{reflect.TypeFor[CreateUserInput](), "Password"}, {reflect.TypeFor[UpdateUserInput](), "Password"},
	} {
		f, ok := c.model.FieldByName(c.field)
		if !ok || Holds(f) != SecretData {
			t.Errorf("%s.%s is no secret", c.model, c.field)
		}
	}
	if f, _ := reflect.TypeFor[ApplicationConfig]().FieldByName("IDPPrivateKey"); f.Type != reflect.TypeFor[*ConfigSecret]() {
		t.Error("idpPrivateKey is no secret")
	}
}

func TestEveryIDSaysOfWhichResourceItIs(t *testing.T) {
	known := []string{"users", "devices", "user_groups", "device_groups", "commands", "applications", "policies", "policy_templates", "radius", "organization", "files", "ssh_keys", "command_results", "command_queue", "admins", "admin_roles", "service_accounts", "access_requests", "authn_policies", "ip_lists", "policy_results", "user_states", "type"}
	for name, op := range operations {
		for _, f := range reflect.VisibleFields(op.In()) {
			typ := f.Type
			for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
				typ = typ.Elem()
			}
			if (typ == idType || typ == opaqueID) && !slices.Contains(known, f.Tag.Get("of")) {
				t.Errorf("%s: %s is of %q, which is none of known", name, f.Name, f.Tag.Get("of"))
			}
		}
	}
}

func TestEveryModelKeepsWhatItDoesNotKnow(t *testing.T) {
	for name, op := range operations {
		if op.Out() == nil {
			continue
		}
		out := reflect.New(op.Out()).Interface()
		const odd = `{"newMember":{"deep":[1,null,"x"]},"other":true}`
		if err := decode([]byte(odd), out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := json.Marshal(out, json.Deterministic(true))
		if err != nil || !strings.Contains(string(b), `"newMember":{"deep":[1,null,"x"]}`) || !strings.Contains(string(b), `"other":true`) {
			t.Errorf("%s: %s, %v", name, b, err)
		}
	}
}

// JumpCloud sends null where its schemas promise a value.
func TestEveryModelSurvivesNullsEverywhere(t *testing.T) {
	for name, op := range operations {
		if op.Out() == nil {
			continue
		}
		members := []string{}
		for _, f := range reflect.VisibleFields(op.Out()) {
			if n, _, _ := strings.Cut(f.Tag.Get("json"), ","); n != "" {
				members = append(members, `"`+n+`":null`)
			}
		}
		out := reflect.New(op.Out())
		if err := decode([]byte("{"+strings.Join(members, ",")+"}"), out.Interface()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAllOperationsStandInTheOrderOfTheirPaths(t *testing.T) {
	var paths []string
	for _, op := range Operations() {
		paths = append(paths, op.Route().Template)
	}
	if !slices.IsSorted(paths) || len(paths) < len(operations) {
		t.Errorf("%q", paths)
	}
}
