package tools

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// What an edge's change is to what stands behind it.
var (
	gained = [3]string{"Gained", "Lost, unless there is another way to it", ""}
	about  = [3]string{"Gained by its members", "Lost by its members, unless they have another way to it", ""}
	so     = [3]string{"is in %s already", "is not in %s", "is not in %s"}
	bound  = [3]string{"is bound to %s already", "is not bound to %s", "is not bound to %s"}
)

// tellMembership tells what a member gains from a group, or loses.
func (p *planner) tellMembership(ctx context.Context, group, member audit.Target) error {
	op := p.tool.operation(p.args)
	for _, r := range reaches[member.Kind] {
		if r.kind != group.Kind {
			continue
		}
		in, err := p.look(ctx, member.ID, r)
		switch {
		case err != nil:
			if err := p.unread(ctx, "the groups of", member, err); err != nil {
				return err
			}
		case in.has(group.ID) == (op == 0) && (in.has(group.ID) || in.whole()):
			p.idle(r.tells, so[op], group, member)
			return nil
		}
	}
	if op == 2 {
		return nil
	}
	some := p.tellGiven(gained[op], group)
	n, err := p.tellAll(ctx, gained[op], group, reaches[group.Kind])
	if err == nil && some+n == 0 {
		of := knownFrom(group)
		for _, r := range reaches[group.Kind] {
			of = append(of, r.tells...)
		}
		p.say(of, "%s %s gives its members nothing that a plan reads.", capital(wordFor(group.Kind)), objectPhrase(group))
	}
	return err
}

// tellGiven tells what a group itself gives its members. It returns how much
// that is.
func (p *planner) tellGiven(prefix string, group audit.Target) int {
	some := 0
	for name, v := range Members(memberOf(p.objects[objectRef{group.Kind, group.ID}], "attributes")) {
		some++
		p.tellLong(knownFrom(group), prefix+": the group's "+audit.Quote(name), v)
	}
	return some
}

// tellBinding tells who gains or loses what an object gives when another is
// bound to it.
func (p *planner) tellBinding(ctx context.Context, near, far audit.Target) error {
	op := p.tool.operation(p.args)
	if reader, args := p.tool.reader(p.args); reader != nil && reader.listing != nil {
		there, err := p.bindings(ctx, reader, args, far.Kind)
		switch {
		case err != nil:
			if err := p.unread(ctx, "what is bound to", near, err); err != nil {
				return err
			}
		case there.has(far.ID) == (op == 0) && (there.has(far.ID) || there.whole()):
			p.idle([]string{reader.Name}, bound[op], near, far)
			return nil
		}
	}
	for _, group := range []audit.Target{far, near} {
		if op == 2 || !hasCrew(group.Kind) {
			continue
		}
		if err := p.tellCrew(ctx, about[op], group); err != nil {
			return err
		}
	}
	return nil
}

// tellCrew tells who is in a group that gains or loses something.
func (p *planner) tellCrew(ctx context.Context, prefix string, group audit.Target) error {
	crew := crews[group.Kind]
	members, err := p.look(ctx, group.ID, crew)
	if err != nil {
		return p.unread(ctx, "the members of", group, err)
	}
	if members.total == 0 {
		p.say(crew.tells, "%s: it has none.", prefix)
		return nil
	}
	words, err := p.named(ctx, members)
	if err != nil {
		return err
	}
	p.say(append(crew.tells[:len(crew.tells):len(crew.tells)], namings[crew.kind].tool), "%s: %s.", prefix, words)
	return nil
}

// bindings reads the first page of what is bound to an object.
func (p *planner) bindings(ctx context.Context, reader *Tool, args jsontext.Value, kind string) (reached, error) {
	a, err := reader.decode(args)
	if err == nil {
		err = p.mayRead()
	}
	if err != nil {
		return reached{}, err
	}
	return p.page(ctx, reader.listing, a.in.Interface(), kind)
}

// idle says that a change would change nothing.
func (p *planner) idle(of []string, words string, to, it audit.Target) {
	of = slices.Concat(of, knownFrom(it, to))
	p.say(of, "%s %s "+words+": nothing would change.", capital(wordFor(it.Kind)), objectPhrase(it), wordFor(to.Kind)+" "+objectPhrase(to))
}
