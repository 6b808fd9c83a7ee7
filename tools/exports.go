package tools

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// Exports are the names under which listings are exported: those of their
// tools, without the verb.
func Exports() []string {
	var names []string
	for _, t := range All() {
		if t.listing != nil {
			names = append(names, exportName(t))
		}
	}
	return names
}

func exportName(t *Tool) string {
	if strings.HasSuffix(t.Name, "_search") {
		return t.Name // the name of its rows is that of their list
	}
	return t.Name[:strings.LastIndexByte(t.Name, '_')]
}

// ExportTool is the name of the tool that lists what is exported under a name.
// A name that stands for none is returned as it is: the gate tells what comes
// of it, as of any tool that does not exist.
func ExportTool(name string) string {
	for _, t := range All() {
		if t.listing != nil && exportName(t) == name {
			return t.Name
		}
	}
	return name
}

// prepareExport refuses what an export cannot do, and gives a window of time
// that is open its end: what happens while it runs would otherwise keep it
// from one, and an export that goes on later asks what it asked before.
func (c *call) prepareExport() error {
	t, a := c.tool, c.args
	if t.listing == nil {
		return badArgument("%s does not list: only what lists can be exported", t.Name)
	}
	for _, name := range []string{"limit", "cursor"} {
		if slices.Contains(a.given, name) {
			return badArgument("argument %s: an export takes every row: leave it out", name)
		}
	}
	if c.export.Format.String() == "" || c.export.To == nil {
		return badArgument("an export needs a format and an outlet")
	}
	if at, ok := t.takes.fields["end_time"]; ok {
		if v := a.in.FieldByIndex(at); v.IsZero() {
			end := c.start.UTC().Truncate(time.Millisecond)
			v.Set(reflect.ValueOf(jcclient.Time{Time: end, Raw: end.Format(time.RFC3339Nano)}))
			a.window[1] = end
		}
	}
	if from := c.export.From; from.Mark.Names != "" && !unnamed(c.targets) && string(from.Args) != string(t.exportedArgs(a)) {
		return badArgument("the export that broke off had asked for something else")
	}
	return nil
}

// exportedArgs are the arguments that ask for the same rows and columns again,
// at any time: the request as it is decided, and the fields.
func (t *Tool) exportedArgs(a *arguments) jsontext.Value {
	request := a.encode()
	if len(a.fields) == 0 {
		return request
	}
	fields, err := json.Marshal([]string(a.fields))
	if err != nil {
		return request
	}
	return append(appendMember(request[:len(request)-1], "fields", fields), '}')
}

// askAll tells JumpCloud which fields the rows need. A v1 list leaves out some
// members unless they are named; a row's id is asked for in any case, since it
// tells one row from another when the listing changes.
func (t *Tool) askAll(a *arguments, over veil) {
	at, ok := t.takes.fields["fields"]
	documented := t.documented()
	fields := slices.Clone(a.fields)
	switch {
	case !ok, len(fields) == 0 && t.endpoint.Route().API != jcclient.V1:
		return
	case len(fields) == 0:
		fields = over.visible(documented)
	}
	for _, id := range []string{"_id", "id"} {
		if slices.Contains(documented, id) && !slices.Contains(fields, id) {
			fields = append(fields, id)
		}
	}
	a.in.FieldByIndex(at).Set(reflect.ValueOf(fields))
}

// documented are the members of an answer, or of a row, that JumpCloud publishes, in the order
// in which they are declared.
func (t *Tool) documented() jcclient.Words {
	if t.endpoint.Out() == nil {
		return nil
	}
	var names jcclient.Words
	for _, f := range fieldsOf(t.endpoint.Out()) {
		names = append(names, f.json)
	}
	return names
}

// exportAnswer is what the caller of an export is told at its end.
func exportAnswer(c Checkpoint, requests int, note string) jsontext.Value {
	b, err := json.Marshal(struct {
		Rows     int    `json:"rows"`
		Bytes    int64  `json:"bytes"`
		SHA256   string `json:"sha256"`
		Requests int    `json:"requests"`
		Complete bool   `json:"complete"`
		Note     string `json:"note,omitzero"`
	}{c.Rows, c.Bytes, c.SHA256, requests, c.Whole, note})
	if err != nil {
		return nil
	}
	return b
}
