package tools

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// tellArguments tells what is given, and for an update what it is now.
func (p *planner) tellArguments(ctx context.Context) error {
	near, _, isEdge := p.tool.ends()
	sent := p.tool.asks().mask(withSettings(p.args.encode(), p.settings))
	for _, name := range p.args.given {
		_, ofEndpoint := p.tool.takes.fields[name]
		switch {
		case !ofEndpoint, strings.Contains(p.tool.endpoint.Route().Template, "{"+name+"}"):
			continue
		case isEdge && (name == "op" || name == "type" || name == "id"):
			continue // the sentence says so
		}
		v := memberOf(sent, name)
		switch {
		case v == nil:
			p.say(nil, "%s: given empty, and not sent.", name)
		case p.tool.takes.data[name].Secret():
			p.say(nil, "%s: a new one, which is not shown.", name)
		case isSettings(v):
			p.tellSettings(name, v, memberOf(p.objects[objectRef{p.target(near).Kind, p.target(near).ID}], name))
		case p.tool.updates() && near.name != "" && p.tool.over(name) == "members" && v.Kind() == '{':
			p.tellMembers(name, v, p.target(near))
		case p.tool.updates() && near.name != "":
			if err := p.tellChange(ctx, name, v, p.target(near)); err != nil {
				return err
			}
		default:
			p.tellValue(nil, name, v)
		}
	}
	return nil
}

// over says how an argument of an update is laid over what is there.
func (t *Tool) over(name string) string {
	return t.endpoint.In().FieldByIndex(t.takes.fields[name]).Tag.Get("over")
}

// tellMembers tells what the given members of an object become; all others stay.
func (p *planner) tellMembers(name string, v jsontext.Value, t audit.Target) {
	raw, read := p.objects[objectRef{t.Kind, t.ID}]
	s := p.tool.asks().members[name]
	for member, is := range Members(v) {
		what := name + "." + inline(quoted(member))
		if !read {
			p.tellLong(nil, what, is)
			continue
		}
		p.tellBeforeAndAfter([]string{namings[t.Kind].reader()}, what, s.members[member].fit(memberOf(memberOf(raw, name), member)), is)
	}
}

// tellValue tells an argument: the names of the objects that it names, else its
// value.
func (p *planner) tellValue(of []string, name string, v jsontext.Value) {
	var objects []string
	for _, t := range p.targets {
		if t.Arg == name || strings.HasPrefix(t.Arg, name+"[") {
			objects = append(objects, objectPhrase(t))
			if from := knownFrom(t); !slices.Contains(of, strings.Join(from, "")) {
				of = slices.Concat(of, from)
			}
		}
	}
	if len(objects) > 0 {
		p.say(of, "%s: %s.", name, listed(objects))
		return
	}
	p.tellLong(of, name, v)
}

// tellChange tells what a member of the object becomes, and what it is now.
func (p *planner) tellChange(ctx context.Context, name string, v jsontext.Value, t audit.Target) error {
	raw, read := p.objects[objectRef{t.Kind, t.ID}]
	if !read {
		p.tellValue(nil, name, v)
		return nil
	}
	of := []string{namings[t.Kind].reader()}
	was := p.tool.asks().members[name].fit(memberOf(raw, name))
	if arg, ok := p.tool.idArgument(name); ok && v.Kind() == '"' {
		return p.tellOther(ctx, of, arg, was, v)
	}
	p.tellBeforeAndAfter(of, name, was, v)
	return nil
}

// tellBeforeAndAfter tells what a value becomes. Where a secret is in it, nobody
// knows whether it changes.
func (p *planner) tellBeforeAndAfter(of []string, name string, was, v jsontext.Value) {
	hides := strings.Contains(string(v), string(masked)) || strings.Contains(string(was), string(masked))
	switch {
	case !hides && sameValue(was, v):
		p.say(of, "%s: %s, no change.", name, unchanged(v))
	case isLong(was) || isLong(v):
		p.tellLongChange(of, name, was, v)
	default:
		p.say(of, "%s: from %s to %s.", name, orNothing(was), orNothing(v))
	}
}

func unchanged(v jsontext.Value) string {
	if isLong(v) {
		return "as it is"
	}
	return orNothing(v)
}

// idArgument is the argument of a name that names one object.
func (t *Tool) idArgument(name string) (idArgument, bool) {
	i := slices.IndexFunc(t.takes.ids, func(arg idArgument) bool { return arg.name == name })
	if i < 0 || namings[t.takes.ids[i].of].tool == "" {
		return idArgument{}, false
	}
	return t.takes.ids[i], true
}

// tellOther tells which object a member named before, and which it names then.
func (p *planner) tellOther(ctx context.Context, of []string, arg idArgument, was, v jsontext.Value) error {
	before, after := plainText(was), plainText(v)
	from, err := p.objectNamed(ctx, arg.of, before)
	if err != nil {
		return err
	}
	to, err := p.objectNamed(ctx, arg.of, after)
	if err != nil {
		return err
	}
	of = append(of, namings[arg.of].reader(), namings[arg.of].tool)
	if before == after {
		p.say(of, "%s: %s, no change.", arg.name, to)
		return nil
	}
	p.say(of, "%s: from %s to %s.", arg.name, from, to)
	return nil
}

// objectNamed is an object in words, by its id.
func (p *planner) objectNamed(ctx context.Context, kind, id string) (string, error) {
	switch {
	case id == "":
		return "nothing", nil
	case p.isRoot(kind, id):
		return objectPhrase(audit.Target{ID: id, Name: "root"}), nil
	}
	names, err := p.namesOf(ctx, kind, []string{id})
	return objectPhrase(audit.Target{ID: id, Name: names[id]}), err
}

// fit leaves out of what JumpCloud answered the members that no argument has,
// such as the ids that it gives to the rows of a list.
func (s *shape) fit(raw jsontext.Value) jsontext.Value {
	switch {
	case s == nil:
		return raw
	case raw.Kind() == '[' && s.element != nil:
		out := jsontext.Value{'['}
		for v := range elements(raw) {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(out, s.element.fit(v)...)
		}
		return append(out, ']')
	case raw.Kind() == '{' && len(s.members) > 0:
		out := jsontext.Value{'{'}
		for name, v := range Members(raw) {
			if inside, ok := s.members[name]; ok {
				out = appendMember(out, name, inside.fit(v))
			}
		}
		return append(out, '}')
	}
	return raw
}
