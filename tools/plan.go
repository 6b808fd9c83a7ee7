package tools

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A planLine is one sentence of a plan, and the tools whose answers it repeats:
// it is shown to an agent only when that agent might read all of them itself,
// and nothing in them is hidden from it.
type planLine struct {
	Text string   // e.g. `Lost: its place in 2 user groups: "Engineering" and "VPN".`
	Of   []string // tool names, e.g. users_get, user_groups_list
}

// plan tells, for people, what a call would change, as things stand now: it
// reads JumpCloud (after the caller has recorded a look-up), changes nothing,
// and fills in the names of targets that were given by id. No secret is in it.
// An object that is not there is an error (not_found as elsewhere); what else
// cannot be read becomes a line that says so.
func (t *Tool) plan(ctx context.Context, c *jcclient.Client, a *arguments, targets []audit.Target) ([]planLine, error) {
	p := &planner{tool: t, client: c, args: a, targets: targets, objects: map[objectRef]jsontext.Value{}}
	for _, part := range []func(context.Context) error{p.nameTargets, p.tellShown, p.nameInner, p.tellArguments, p.tellReach} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	return p.lines, nil
}

// mostReads is how many requests a plan makes, and mostNamed how many objects
// of a list it names.
const (
	mostReads = 12
	mostNamed = 10
)

// A planner writes one plan.
type planner struct {
	tool    *Tool
	client  *jcclient.Client
	args    *arguments
	targets []audit.Target
	lines   []planLine
	reads   int
	objects map[objectRef]jsontext.Value // as they were read, without secrets

	settings jsontext.Value // the configFields of a policy or template among them
}

// An objectRef is what an id of some resource names.
type objectRef struct{ kind, id string }

func (p *planner) say(of []string, format string, a ...any) {
	p.lines = append(p.lines, planLine{fmt.Sprintf(format, a...), of})
}

var errEnoughRead = errors.New("a plan has read as much as it may")

// mayRead counts a request.
func (p *planner) mayRead() error {
	if p.reads++; p.reads > mostReads {
		return errEnoughRead
	}
	return nil
}

// unread is a line about what of an object could not be read, unless nothing
// more can be.
func (p *planner) unread(ctx context.Context, what string, t audit.Target, err error) error {
	if ctx.Err() != nil || errors.Is(err, jcclient.ErrRefused) {
		return err
	}
	why := failureOf(err, "").Code
	if errors.Is(err, errEnoughRead) {
		why = "a plan asks no more than " + fmt.Sprint(mostReads) + " times"
	}
	p.say(knownFrom(t), "Not known: %s %s could not be read (%s).", what, objectPhrase(t), why)
	return nil
}

// tellReach tells what follows from a change for what its objects lead to.
func (p *planner) tellReach(ctx context.Context) error {
	near, far, isEdge := p.tool.ends()
	switch {
	case isEdge && p.tool.isMembership():
		return p.tellMembership(ctx, p.target(near), p.target(far))
	case isEdge:
		return p.tellBinding(ctx, p.target(near), p.target(far))
	case p.tool.Class == policy.Destroy:
		return p.tellLoss(ctx, p.target(p.tool.last()))
	case p.tool.Name == cancels:
		return p.tellCancelled(ctx, p.target(near))
	case near.name != "" && (p.tool.Class == policy.Execute || p.tool.updates() && hasCrew(near.of)):
		t := p.target(near)
		_, err := p.tellAll(ctx, "As it is", t, withCrew(t.Kind))
		return err
	}
	p.tellLater()
	for _, member := range code[p.tool.Name] {
		_, one := p.tool.subject()
		t := p.target(idArgument{name: "_id"})
		p.tellLong([]string{one.Name}, "Runs, as it is now: "+member, memberOf(p.objects[objectRef{t.Kind, t.ID}], member))
	}
	if first, ok := atFirst[p.tool.On]; ok && p.tool.creates() {
		p.say(nil, "%s", first)
	}
	return nil
}

// tellLoss tells what an object led to before it was deleted.
func (p *planner) tellLoss(ctx context.Context, t audit.Target) error {
	rows := withCrew(t.Kind)
	if loss, ok := atLast[p.tool.Name]; ok {
		p.say(nil, "%s", loss)
		_, err := p.tellAll(ctx, "As it is", t, rows)
		return err
	}
	if len(rows) == 0 {
		p.say(nil, "Lost: whatever belongs to it; a plan does not read what that is.")
		return nil
	}
	p.tellGiven("Lost by its members", t)
	_, err := p.tellAll(ctx, "Lost", t, rows)
	return err
}
