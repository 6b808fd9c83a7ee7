package tools

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// An advert is what clients see of a tool.
type advert struct {
	input   *jsonschema.Schema
	output  *jsonschema.Schema
	encoded []byte // the row of tools/list
	wrong   error  // with the row; a table test fails on it
}

func (t *Tool) advertise() *advert {
	a := &advert{output: t.outputSchema()}
	if a.input, a.wrong = t.inputSchema(); a.wrong != nil {
		a.wrong = fmt.Errorf("%s: input schema: %w", t.Name, a.wrong)
		return a
	}
	a.encoded, a.wrong = t.encode(a)
	return a
}

// Prepare begins to derive what clients see of every tool, beside whatever else
// a program has to do before it serves.
func Prepare() { go Digest() }

// Description is what a model reads: what the row says, and for a list the
// columns that it answers with.
func (t *Tool) Description() string {
	if t.listing == nil || len(t.Shows) == 0 {
		return t.Does
	}
	return t.Does + " Columns: " + strings.Join(t.Shows, ", ") + "."
}

// annotations are hints for a client's user interface, by class alone.
func (t *Tool) annotations() mcp.ToolAnnotation {
	method := t.endpoint.Route().Method
	return mcp.ToolAnnotation{
		ReadOnlyHint:    new(t.reads()),
		DestructiveHint: new(t.Class >= policy.Privilege),
		IdempotentHint:  new(t.reads() || method == "PUT" || method == "DELETE"),
		OpenWorldHint:   new(false),
	}
}

// inputSchema derives the schema of a tool's arguments from Go types.
func (t *Tool) inputSchema() (*jsonschema.Schema, error) {
	s, err := jsonschema.ForType(t.endpoint.In(), &jsonschema.ForOptions{TypeSchemas: wireTypes(t.endpoint.In())})
	if err != nil {
		return nil, err
	}
	for _, name := range t.Hides {
		delete(s.Properties, name)
	}
	withoutNull(s)
	brief(s)
	if s.Properties == nil {
		s.Properties = map[string]*jsonschema.Schema{}
	}
	for _, name := range t.takes.shaping() {
		s.Properties[name] = shapingSchemas[name]()
	}
	if t.takes.words["filter"] {
		s.Properties["filter"] = wordsSchema() // a text of one could not be told from several
	}
	if t.windowed() {
		windowSchemas(s)
	}
	s.PropertyOrder = t.takes.names
	return s, nil
}

var shapingSchemas = map[string]func() *jsonschema.Schema{
	"fields": textSchema,
	"limit": func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "integer", Maximum: new(float64(mostLimit))}
	},
	"cursor": textSchema,
}

func textSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }

// Words are advertised in one form, and taken in both: as a text with commas
// between the words, and as a list.
func wordsSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}}
}

// wireTypes are the schemas of the client's own types: ids, word lists, times,
// free-form values, and every enum with its values.
func wireTypes(in reflect.Type) map[reflect.Type]*jsonschema.Schema {
	known := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[jcclient.ID]():    {Type: "string"},
		reflect.TypeFor[jcclient.Words](): textSchema(),
		reflect.TypeFor[jcclient.Time]():  {Type: "string", Format: "date-time"},
		reflect.TypeFor[jsontext.Value](): {},
	}
	addEnums(in, known)
	return known
}

func addEnums(t reflect.Type, known map[reflect.Type]*jsonschema.Schema) {
	if _, done := known[t]; done {
		return
	}
	if e, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok && t.Kind() == reflect.String {
		s := &jsonschema.Schema{Type: "string"}
		for _, v := range e.Values() {
			s.Enum = append(s.Enum, v)
		}
		known[t] = s
		return
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		addEnums(t.Elem(), known)
	case reflect.Struct:
		for f := range t.Fields() {
			if f.IsExported() {
				addEnums(f.Type, known)
			}
		}
	}
}

// withoutNull takes null out of the types that a Go pointer or slice brings
// in: an argument that is not wanted is left out, never null.
func withoutNull(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if i := slices.Index(s.Types, "null"); i >= 0 {
		s.Types = slices.Delete(slices.Clone(s.Types), i, i+1)
		if len(s.Types) == 1 {
			s.Type, s.Types = s.Types[0], nil
		}
	}
	withoutNull(s.Items)
	withoutNull(s.AdditionalProperties)
	for _, p := range s.Properties {
		withoutNull(p)
	}
}

// outputSchema is small and honest: the outer shape and the default columns;
// further properties are allowed, and JumpCloud may send null anywhere.
func (t *Tool) outputSchema() *jsonschema.Schema {
	object := map[string]*jsonschema.Schema{}
	for _, column := range t.Shows {
		if s := t.columnSchema(column); s != nil {
			object[column] = s
		}
	}
	for _, p := range t.parts {
		object[p.name] = &jsonschema.Schema{Type: "object"}
	}
	switch {
	case t.parts != nil:
		object["missing"] = &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "object"}}
	case t.endpoint.Out() == nil:
		object["done"] = &jsonschema.Schema{Type: "boolean"}
	}
	if t.listing != nil {
		if len(object) == 0 {
			object = nil // rows of many shapes: the libraries would write {}
		}
		object = map[string]*jsonschema.Schema{
			"items":       {Type: "array", Items: &jsonschema.Schema{Type: "object", Properties: object}},
			"total":       {Type: "integer"},
			"complete":    {Type: "boolean"},
			"next_cursor": {Type: "string"},
		}
	}
	if t.mayNote() {
		object["note"] = textSchema()
	}
	object["error"] = &jsonschema.Schema{Type: "object"}
	return &jsonschema.Schema{Type: "object", Properties: object}
}

// columnSchema is the JSON type of one member of an answer's object; nil when
// it can be any.
func (t *Tool) columnSchema(name string) *jsonschema.Schema {
	for _, f := range fieldsOf(t.endpoint.Out()) {
		if f.json != name {
			continue
		}
		kind := f.Type
		for kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		switch {
		case kind == reflect.TypeFor[jcclient.Time]() || kind.Kind() == reflect.String:
			return &jsonschema.Schema{Types: []string{"null", "string"}}
		case kind.Kind() == reflect.Bool:
			return &jsonschema.Schema{Types: []string{"null", "boolean"}}
		case kind.Kind() == reflect.Struct:
			return &jsonschema.Schema{Types: []string{"null", "object"}}
		case kind.Kind() == reflect.Slice && kind.Elem().Kind() != reflect.Uint8:
			return &jsonschema.Schema{Types: []string{"null", "array"}}
		case kind.Kind() >= reflect.Int && kind.Kind() <= reflect.Float64:
			return &jsonschema.Schema{Types: []string{"null", "number"}}
		}
	}
	return nil
}

var schemaPath = regexp.MustCompile(`validating (?:root|\S*?)(?:/properties/([^/:\s]+))?(?:/[^:\s]*)?: `)

// schemaReasons are the violations that our schemas can meet with, and what is
// told of each: what would do, and never the value, which may be a secret, a
// megabyte, or a sentence made for the auditor. The value comes first in the
// library's texts, so that the last match is the schema's own.
var schemaReasons = []struct {
	told *regexp.Regexp
	say  string
}{
	{regexp.MustCompile(`(?s)^type: .* has type "(\w+)", want (?:one of )?"(.*)"$`), "is of type $1, and must be of type $2"},
	{regexp.MustCompile(`(?s)^enum: .* does not equal any of: \[(.*)\]$`), "is none of $1"},
	{regexp.MustCompile(`(?s)^maximum: .* is greater than (\d+)(?:\.0+)?$`), "is above $1"},
}

// schemaReason says what a schema violation is about, in an agent's words.
func schemaReason(err error) string {
	text, argument := err.Error(), ""
	for {
		at := schemaPath.FindStringSubmatchIndex(text)
		if at == nil || at[0] != 0 {
			break
		}
		if at[2] >= 0 {
			argument = text[at[2]:at[3]]
		}
		text = text[at[1]:]
	}
	reason := "does not fit the tool's input schema"
	for _, r := range schemaReasons {
		if r.told.MatchString(text) {
			reason = r.told.ReplaceAllString(text, r.say)
			break
		}
	}
	if argument == "" {
		return "the arguments: one " + reason
	}
	return fmt.Sprintf("argument %s: %s", argument, reason)
}

// jsonReason is a decoding error without the name of a Go type in it.
func jsonReason(err error) string {
	var wrong *json.SemanticError
	if errors.As(err, &wrong) && errors.Is(err, json.ErrUnknownName) {
		at := strings.Split(string(wrong.JSONPointer), "/")
		return fmt.Sprintf("argument %s takes no %.60q", strings.Join(at[1:len(at)-1], "."), wrong.JSONPointer.LastToken())
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	text = strings.TrimPrefix(text, "jsontext: ")
	if at := strings.Index(text, " into Go "); at >= 0 {
		if within := strings.Index(text, ` within "`); within > at {
			return text[:at] + text[within:]
		}
		return text[:at]
	}
	return text
}
