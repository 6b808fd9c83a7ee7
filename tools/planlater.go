package tools

import (
	"context"
	"fmt"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// The tools that schedule changes of people's states, and take them back.
const (
	schedules = "user_states_schedule"
	cancels   = "user_states_cancel"
)

// tellLater tells what comes of a change that is scheduled.
func (p *planner) tellLater() {
	state, ok := p.tool.value(p.args, "state")
	switch {
	case p.tool.Name != schedules || !ok:
	case state.String() == "SUSPENDED":
		p.say(nil, "Lost from then on: every sign-in of these people. Until then %s takes it back.", cancels)
	default:
		p.say(nil, "Gained from then on, by whoever of them cannot sign in now: all that they are bound to by then. Until then %s takes it back.", cancels)
	}
}

// tellCancelled tells whose scheduled changes will not happen.
func (p *planner) tellCancelled(ctx context.Context, job audit.Target) error {
	list := table["user_states_list"]
	if err := p.mayRead(); err != nil {
		return p.unread(ctx, "what is scheduled as", job, err)
	}
	reply, err := list.listing.Page(withPass(ctx, list.endpoint.Route()), p.client, jcclient.UserStatesQuery{}, jcclient.Page{Limit: mostLimit})
	if err != nil {
		return p.unread(ctx, "what is scheduled as", job, err)
	}
	whose, what := reached{kind: "users"}, ""
	for _, row := range reply.Items {
		if textOf(row, "scheduledJobId") == job.ID {
			whose.ids = append(whose.ids, textOf(row, "systemUserId"))
			what = textOf(row, "state") + " at " + textOf(row, "scheduledDate")
		}
	}
	whose.total = len(whose.ids)
	switch {
	case whose.total == 0 && !reply.More:
		return &noSuchName{fmt.Sprintf("Nothing is scheduled as %s.", audit.ShortID(job.ID)), "Look for it with " + list.Name + "."}
	case reply.More:
		whose.total = -1
	}
	words, err := p.named(ctx, whose)
	if err != nil {
		return err
	}
	p.say([]string{list.Name, namings["users"].tool}, "Will not happen: %s, for %s.", audit.Legible(what), words)
	return nil
}
