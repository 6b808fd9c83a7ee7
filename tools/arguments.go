package tools

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// Lists answer defaultLimit rows when no limit is given, and mostLimit at most.
const (
	defaultLimit = 25
	mostLimit    = 100
)

// inputs is what a tool's arguments are: the endpoint's own, and those that
// shape the answer (fields, limit, cursor).
type inputs struct {
	names  []string         // in the order in which they are declared
	fields map[string][]int // an endpoint's argument: where it stands in its Go type
	ids    []idArgument     // arguments that name an object
	data   map[string]jcclient.Data
	words  map[string]bool // arguments of type Words
	later  []string        // times that must not be past
	shaped bool            // takes fields
	paged  bool            // takes limit and cursor
}

// An idArgument is an argument that names an object of some resource, or a
// list of them.
type idArgument struct {
	name   string
	of     string // the resource; "type" when the argument type tells
	at     []int
	opaque bool // its ids have no form of their own, so that no name can be told from one
}

// valid says whether a text has the form of such an id.
func (arg idArgument) valid(text string) bool {
	return jcclient.ID(text).Valid() || arg.opaque && jcclient.OpaqueID(text).Valid()
}

// inputsOf reads a tool's arguments from its endpoint's input type.
func inputsOf(e jcclient.Operation, hides []string, shaped, paged bool) inputs {
	in := inputs{fields: map[string][]int{}, data: map[string]jcclient.Data{}, words: map[string]bool{}, shaped: shaped, paged: paged}
	for _, f := range fieldsOf(e.In()) {
		name := f.json
		if slices.Contains(hides, name) {
			continue
		}
		in.names = append(in.names, name)
		in.fields[name] = f.Index
		in.data[name] = jcclient.Holds(f.StructField)
		if f.Type == reflect.TypeFor[jcclient.Words]() {
			in.words[name] = true
		}
		if f.Tag.Get("due") == "later" {
			in.later = append(in.later, name)
		}
		kind := f.Type
		for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice {
			kind = kind.Elem()
		}
		if opaque := kind == reflect.TypeFor[jcclient.OpaqueID](); opaque || kind == reflect.TypeFor[jcclient.ID]() {
			in.ids = append(in.ids, idArgument{name, f.Tag.Get("of"), f.Index, opaque})
		}
	}
	if shaped {
		in.words["fields"] = true
	}
	for _, extra := range in.shaping() {
		if !slices.Contains(in.names, extra) {
			in.names = append(in.names, extra)
		}
	}
	return in
}

// shaping names the arguments that are about the answer, not the request.
func (in inputs) shaping() []string {
	switch {
	case in.paged:
		return []string{"fields", "limit", "cursor"}
	case in.shaped:
		return []string{"fields"}
	}
	return nil
}

// arguments are one call's, decoded and checked: from here on nobody looks at
// the bytes that the agent sent.
type arguments struct {
	in      reflect.Value  // of the endpoint's input type
	request jsontext.Value // what the agent wrote of it: JSON, checked
	asked   jsontext.Value // in, as the agent asked: names not resolved yet, and nothing of the answer's shape
	given   []string       // the names that the agent gave, as declared
	fields  jcclient.Words
	limit   int
	cursor  string
	window  [2]time.Time // what the words of a window turned out to mean
	words   [2]string    // which those were; "" for an end that was left open
	note    string       // what an answer must say beside what was asked
}

// An argumentError says what is wrong with an agent's arguments, and what to do.
type argumentError struct {
	text     string
	policied bool // it is the policy that does not let this agent ask so
}

func (e *argumentError) Error() string { return e.text }

func badArgument(format string, a ...any) error {
	return &argumentError{text: fmt.Sprintf(format, a...)}
}

// notLet is an argument that would do if the policy let this agent ask so. That
// tells of the policy as a denial does, and counts as one.
func notLet(format string, a ...any) error {
	return &argumentError{text: fmt.Sprintf(format, a...), policied: true}
}

// decode turns an agent's bytes into the tool's typed input, strictly: no
// duplicate or unknown names, every value as the input schema advertises it.
func (t *Tool) decode(raw jsontext.Value) (*arguments, error) {
	if len(raw) == 0 {
		raw = jsontext.Value("{}")
	}
	var given map[string]jsontext.Value
	if raw.Kind() != '{' {
		return nil, badArgument("arguments must be a JSON object, such as {}")
	}
	if err := json.Unmarshal(raw, &given); err != nil {
		return nil, badArgument("arguments are not valid JSON: %v", jsonReason(err))
	}
	if err := t.checkNames(given); err != nil {
		return nil, err
	}
	if err := t.checkSchema(raw); err != nil {
		return nil, err
	}
	return t.decodeTyped(given)
}

// checkNames refuses what the tool does not take, naming what it takes.
func (t *Tool) checkNames(given map[string]jsontext.Value) error {
	var unknown, missing []string
	for name := range given {
		if !slices.Contains(t.takes.names, name) {
			unknown = append(unknown, fmt.Sprintf("%.60q", name))
		}
	}
	for _, name := range t.advertised().input.Required {
		if _, ok := given[name]; !ok {
			missing = append(missing, name)
		}
	}
	slices.Sort(unknown)
	switch {
	case len(unknown) > 0 && len(t.takes.names) == 0:
		return badArgument("%s takes no arguments, but was given %s", t.Name, strings.Join(unknown[:min(len(unknown), 5)], ", "))
	case len(unknown) > 0:
		return badArgument("%s has no argument %s; it takes %s", t.Name, strings.Join(unknown[:min(len(unknown), 5)], ", "), strings.Join(t.takes.names, ", "))
	case len(missing) > 0:
		return badArgument("%s needs %s", t.Name, strings.Join(missing, " and "))
	}
	return nil
}

// checkSchema enforces the input schema as it is advertised.
func (t *Tool) checkSchema(raw jsontext.Value) error {
	var instance map[string]any
	if err := json.Unmarshal(raw, &instance); err != nil {
		return badArgument("arguments are not valid JSON: %v", jsonReason(err))
	}
	for name := range t.takes.words {
		if v, ok := instance[name]; ok && v == nil {
			return badArgument("argument %s: null is no value: leave it out", name)
		}
		delete(instance, name) // taken in more forms than one: their type checks them
	}
	checks, err := t.checks()
	if err != nil {
		return fmt.Errorf("the schema of %s: %w", t.Name, err)
	}
	if err := checks.Validate(instance); err != nil {
		return badArgument("%s", schemaReason(err))
	}
	return nil
}

// decodeTyped splits what is about the answer from what is about the request,
// and decodes the latter into the endpoint's input type.
func (t *Tool) decodeTyped(given map[string]jsontext.Value) (*arguments, error) {
	a := &arguments{in: reflect.New(t.endpoint.In()).Elem(), limit: defaultLimit}
	for _, name := range t.takes.names {
		if _, ok := given[name]; ok {
			a.given = append(a.given, name)
		}
	}
	shaping := struct {
		Fields jcclient.Words `json:"fields"`
		Limit  *int           `json:"limit"`
		Cursor *string        `json:"cursor"`
	}{}
	request := jsontext.Value{'{'}
	about := jsontext.Value{'{'}
	for _, name := range a.given {
		if slices.Contains(t.takes.shaping(), name) {
			about = appendMember(about, name, given[name])
		} else {
			request = appendMember(request, name, given[name])
		}
	}
	if err := json.Unmarshal(append(about, '}'), &shaping); err != nil {
		return nil, badArgument("%v", jsonReason(err))
	}
	request = append(request, '}')
	if err := json.Unmarshal(request, a.in.Addr().Interface(), json.RejectUnknownMembers(true)); err != nil {
		return nil, badArgument("%v", jsonReason(err))
	}
	if err := t.checkMasks(request); err != nil {
		return nil, err
	}
	a.request, a.asked = request, a.encode()
	a.fields = shaping.Fields.Split()
	if shaping.Limit != nil {
		if a.limit = *shaping.Limit; a.limit < 1 || a.limit > mostLimit {
			return nil, badArgument("argument limit: %d is out of range: 1 to %d rows", a.limit, mostLimit)
		}
	}
	if shaping.Cursor != nil {
		if a.cursor = *shaping.Cursor; a.cursor == "" {
			return nil, badArgument("cursor is empty: leave it out for the first page, or give the next_cursor of the page before")
		}
	}
	if err := t.checkChange(a); err != nil {
		return nil, err
	}
	return a, t.checkGuesses(a)
}

// checkChange refuses a change of nothing, and an empty value that would be
// dropped on its way: the record would say that it was changed.
func (t *Tool) checkChange(a *arguments) error {
	r := t.endpoint.Route()
	replaces := r.Method == "PUT" || r.Method == "PATCH"
	if !replaces && !t.Changes {
		return nil
	}
	changes := t.takes.names[strings.Count(r.Template, "{"):]
	if len(a.given) <= strings.Count(r.Template, "{") {
		return badArgument("nothing to change: give at least one of %s", strings.Join(changes, ", "))
	}
	for _, name := range a.given {
		at, ok := t.takes.fields[name]
		if !ok || !slices.Contains(changes, name) {
			continue
		}
		v, f := a.in.FieldByIndex(at), t.endpoint.In().FieldByIndex(at)
		parts := !replaces || f.Tag.Get("over") != "" // only those that are named change
		if v.IsZero() || parts && slices.Contains([]string{"{}", "[]"}, string(memberOf(a.asked, name))) {
			return badArgument("argument %s: an empty one would change nothing: leave it out, or say what it is to be", name)
		}
	}
	return nil
}

func appendMember(object jsontext.Value, name string, value jsontext.Value) jsontext.Value {
	if len(object) > 1 {
		object = append(object, ',')
	}
	object, _ = jsontext.AppendQuote(object, name)
	return append(append(object, ':'), value...)
}

// value is one argument of the endpoint's, and whether the tool has it.
func (t *Tool) value(a *arguments, name string) (reflect.Value, bool) {
	at, ok := t.takes.fields[name]
	if !ok {
		return reflect.Value{}, false
	}
	v := a.in.FieldByIndex(at)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v, v.IsValid()
}

// encode is the typed request as JSON: what the record and the cursor are
// about. It does not hold what shapes the answer.
func (a *arguments) encode() jsontext.Value {
	b, err := json.Marshal(a.in.Interface(), json.Deterministic(true))
	if err != nil {
		return jsontext.Value("{}")
	}
	return b
}
