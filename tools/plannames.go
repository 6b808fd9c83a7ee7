package tools

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// told are the members that tell one object from others to a person, beside its
// name; where a kind has none here, the columns of the tool that reads it.
var told = map[string][]string{
	"users":            {"username", "email", "displayname", "firstname", "lastname", "department", "jobTitle", "state", "suspended", "sudo", "admin"},
	"devices":          {"hostname", "displayName", "os", "version", "serialNumber", "lastContact"},
	"user_groups":      {"name", "description", "membershipMethod"},
	"device_groups":    {"name", "description", "membershipMethod"},
	"commands":         {"name", "commandType", "launchType", "schedule", "trigger", "sudo", "description"},
	"applications":     {"name", "displayLabel", "displayName", "ssoUrl", "active"},
	"policies":         {"name", "notes"},
	"policy_templates": {"name", "displayName", "osMetaFamily"},
	"radius":           {"name", "networkSourceIp", "authIdp", "mfa"},
	"admins":           {"email", "firstname", "lastname", "roleName", "enableMultiFactor", "apiKeyAllowed", "apiKeySet", "suspended"},
}

// root runs commands, and is nobody in the directory.
const root = "000000000000000000000000"

func (p *planner) isRoot(kind, id string) bool {
	return p.tool.On == "commands" && kind == "users" && id == root
}

// nameTargets reads every object that the call names, and says which it is.
func (p *planner) nameTargets(ctx context.Context) error {
	if err := p.nameLists(ctx); err != nil {
		return err
	}
	for i := range p.targets {
		if t := &p.targets[i]; t.ID != "" && !strings.Contains(t.Arg, "[") {
			if err := p.name(ctx, t, p.changed(t.Arg)); err != nil {
				return err
			}
		}
	}
	return nil
}

// nameLists names those that stand in lists, in one request for each kind: a
// list can be long.
func (p *planner) nameLists(ctx context.Context) error {
	ids := map[string][]string{}
	for _, t := range p.targets {
		if n := namings[t.Kind]; n.tool != "" && t.ID != "" && strings.Contains(t.Arg, "[") {
			ids[t.Kind] = append(ids[t.Kind], t.ID)
		}
	}
	for kind, some := range ids {
		if p.mayRead() != nil {
			return nil
		}
		n := namings[kind]
		rows, more, err := p.rows(ctx, n, some, nil)
		if err != nil {
			if err := p.unread(ctx, plural(n.word), audit.Target{Kind: kind}, err); err != nil {
				return err
			}
			continue
		}
		for i := range p.targets {
			t := &p.targets[i]
			row, known := rows[t.ID]
			switch {
			case t.Kind != kind || !strings.Contains(t.Arg, "["):
			case known:
				t.Name = cmp.Or(t.Name, called(row, n.by))
			case !more:
				return &noSuchName{fmt.Sprintf("There is no %s %s.", n.word, t.ID), "Look for it with " + n.tool + "."}
			}
		}
	}
	return nil
}

// code are the members of a target that a call of a tool runs: whoever says yes
// must see all of them.
var code = map[string][]string{"commands_run": {"command"}}

// changed are the members of a target that the call changes: those of the
// object in the path; or those that it runs.
func (p *planner) changed(arg string) []string {
	if runs := code[p.tool.Name]; arg == "_id" {
		return runs
	}
	if near, _, isEdge := p.tool.ends(); isEdge || near.name != arg || !p.tool.updates() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.args.given), func(name string) bool { return p.tool.takes.data[name].Secret() })
}

// name fills in a target's name, and tells a line about the object.
func (p *planner) name(ctx context.Context, t *audit.Target, also []string) error {
	if p.isRoot(t.Kind, t.ID) {
		t.Name = "root"
		return nil
	}
	n, known := namings[t.Kind]
	if !known {
		return nil
	}
	what := objectRef{t.Kind, t.ID}
	if _, was := p.objects[what]; was {
		t.Name = cmp.Or(t.Name, p.nameOf(what))
		return nil
	}
	raw, err := p.read(ctx, what, also)
	switch {
	case isNotThere(err):
		return err
	case err != nil:
		return p.unread(ctx, n.word, *t, err)
	}
	p.objects[what] = raw
	if fields := memberOf(raw, "configFields"); fields.Kind() == '[' && p.settings == nil {
		p.settings = fields
	}
	t.Name = cmp.Or(t.Name, p.nameOf(what))
	p.say(knownFrom(*t), "%s %s%s.", capital(n.word), objectPhrase(*t), p.portrait(what, t.Name))
	return nil
}

// reader is the tool whose answer tells about one object.
func (n naming) reader() string {
	if n.one != "" {
		return n.one
	}
	return n.tool
}

// knownFrom are the tools that tell what some objects are called.
func knownFrom(targets ...audit.Target) []string {
	var of []string
	for _, t := range targets {
		if n, ok := namings[t.Kind]; ok && !slices.Contains(of, n.reader()) {
			of = append(of, n.reader())
		}
	}
	return of
}

// wordFor is what a person calls an object of a kind.
func wordFor(kind string) string {
	if n, ok := namings[kind]; ok {
		return n.word
	}
	return strings.ReplaceAll(strings.TrimSuffix(kind, "s"), "_", " ")
}

// read reads one object: by the tool that does, else in the listing.
func (p *planner) read(ctx context.Context, what objectRef, also []string) (jsontext.Value, error) {
	if err := p.mayRead(); err != nil {
		return nil, err
	}
	n := namings[what.kind]
	if n.one != "" {
		return table[n.one].object(ctx, p.client, what.id, slices.Concat(n.fields(), told[what.kind], also)...)
	}
	rows, more, err := p.rows(ctx, n, []string{what.id}, told[what.kind])
	if raw, ok := rows[what.id]; ok || err != nil {
		return raw, err
	}
	if more {
		return nil, fmt.Errorf("%s was not found in the first page of %s", what.id, n.tool)
	}
	return nil, &noSuchName{fmt.Sprintf("There is no %s %s.", n.word, what.id), "Look for it with " + n.tool + "."}
}

// rows are those of a listing that have one of some ids, without secrets. They
// are asked for by their ids, and compared again here: a filter that was
// ignored answers any.
func (p *planner) rows(ctx context.Context, n naming, ids, fields []string) (rows map[string]jsontext.Value, more bool, err error) {
	t := table[n.tool]
	in := reflect.New(t.endpoint.In()).Elem()
	in.FieldByName("Filter").Set(reflect.ValueOf(jcclient.Words{t.among(ids)}))
	in.FieldByName("Fields").Set(reflect.ValueOf(append(n.fields(), fields...)))
	reply, err := t.listing.Page(withPass(ctx, t.endpoint.Route()), p.client, in.Interface(), jcclient.Page{Limit: mostLimit})
	if err != nil {
		return nil, false, err
	}
	rows = map[string]jsontext.Value{}
	for _, item := range reply.Items {
		if id := textOf(item, idMember(item)); slices.Contains(ids, id) {
			rows[id] = t.answers().mask(item)
		}
	}
	return rows, reply.More, nil
}

// among is a filter for some ids in the syntax of the listing's generation.
func (t *Tool) among(ids []string) string {
	if t.endpoint.Route().API == jcclient.V2 {
		return "id:in:" + strings.Join(ids, "|")
	}
	return "_id:$in:" + strings.Join(ids, "|")
}

// nameOf is what an object that was read is called; "" when nothing tells.
func (p *planner) nameOf(what objectRef) string {
	return called(p.objects[what], namings[what.kind].by)
}

// called is the first of an object's names.
func called(raw jsontext.Value, by []string) string {
	for _, member := range by {
		if name := textOf(raw, member); name != "" {
			return name
		}
	}
	return ""
}

// textOf is a member of an object that is a text; else "".
func textOf(raw jsontext.Value, member string) string { return plainText(memberOf(raw, member)) }

// plainText is a JSON text; "" for all else.
func plainText(v jsontext.Value) string {
	var text string
	if v.Kind() != '"' || json.Unmarshal(v, &text) != nil {
		return ""
	}
	return text
}

// memberOf is a member of an object; nil when it has none of that name.
func memberOf(raw jsontext.Value, member string) jsontext.Value {
	for name, v := range Members(raw) {
		if name == member {
			return v.Clone()
		}
	}
	return nil
}

// portrait is what else a person knows an object by.
func (p *planner) portrait(what objectRef, name string) string {
	columns, ok := told[what.kind]
	if one := table[namings[what.kind].one]; !ok && one != nil {
		columns = one.Shows
	}
	var all []string
	for _, column := range columns {
		v := memberOf(p.objects[what], column)
		if text := textOf(p.objects[what], column); text == name || text == what.id || isNothing(v) {
			continue
		}
		all = append(all, column+" "+glimpse(v))
	}
	if len(all) == 0 {
		return ""
	}
	return ": " + strings.Join(all, ", ")
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// isNotThere says whether an error means that there is no such object.
func isNotThere(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := err.(*noSuchName); ok {
		return true
	}
	return failureOf(err, "").Code == "not_found"
}
