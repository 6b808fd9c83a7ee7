package tools

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// shown is the argument that names an object which nobody looks up by name, and
// the tool that reads it; nil where there is none, or where the tool reads itself.
func (t *Tool) shown() (idArgument, *Tool) {
	near, _, isEdge := t.ends()
	if _, named := namings[near.of]; named || near.name == "" || isEdge || t.reads() {
		return near, nil
	}
	one, _ := t.reader(&arguments{in: reflect.New(t.endpoint.In()).Elem()})
	if one == nil || one.listing != nil || !strings.HasSuffix(one.endpoint.Route().Template, "}") {
		return near, nil
	}
	return near, one
}

// namers are the members of an answer that name objects: their kinds, by member.
func (t *Tool) namers() map[string]string {
	kinds := map[string]string{}
	for _, f := range fieldsOf(t.endpoint.Out()) {
		if of := f.Tag.Get("of"); namings[of].tool != "" {
			kinds[f.json] = of
		}
	}
	return kinds
}

// tellShown tells what an object is that has no name: as the tool answers that
// reads it, with the names of those whom it is about.
func (p *planner) tellShown(ctx context.Context) error {
	near, one := p.tool.shown()
	t := p.target(near)
	if one == nil || t.ID == "" {
		return nil
	}
	_, args := p.tool.reader(p.args)
	a, err := one.decode(args)
	if err == nil {
		err = p.mayRead()
	}
	if err != nil {
		return p.unread(ctx, wordFor(t.Kind), t, err)
	}
	reply, err := one.endpoint.Do(withPass(ctx, one.endpoint.Route()), p.client, a.in.Interface())
	switch {
	case isNotThere(err):
		return err
	case err != nil:
		return p.unread(ctx, wordFor(t.Kind), t, err)
	}
	raw, kinds, of := one.answers().mask(reply.Object), one.namers(), []string{one.Name}
	var all []string
	for _, column := range one.Shows {
		v, kind := memberOf(raw, column), kinds[column]
		switch id := plainText(v); {
		case isNothing(v) || id == t.ID:
		case kind != "" && jcclient.ID(id).Valid():
			names, err := p.namesOf(ctx, kind, []string{id})
			if err != nil {
				return err
			}
			if n := namings[kind].tool; !slices.Contains(of, n) {
				of = append(of, n)
			}
			all = append(all, column+" "+objectPhrase(audit.Target{ID: id, Name: names[id]}))
		default:
			all = append(all, column+" "+glimpse(v))
		}
	}
	p.say(of, "%s %s: %s.", capital(wordFor(t.Kind)), objectPhrase(t), strings.Join(all, ", "))
	return nil
}
