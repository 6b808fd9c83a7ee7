package tools

import (
	"cmp"
	"context"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A result is what came of a call that went upstream.
type result struct {
	reply      jcclient.Reply
	structured jsontext.Value
	items      *int   // rows in the answer of a listing
	spelled    int    // characters that were hidden in JumpCloud's texts
	sum        string // of an export: SHA-256 of what is written

	calls   int      // that a composed answer was made of
	missing []string // and its parts that are not there
}

// act makes the decided call and shapes its answer: the typed value goes to
// the client, never the agent's bytes. Nothing of an answer goes anywhere but
// through the veil.
func (t *Tool) act(ctx context.Context, c *jcclient.Client, agent string, a *arguments, targets []audit.Target, hides policy.Redaction, most int) (result, error) {
	over := t.veil(hides)
	ctx = withPass(ctx, t.endpoint.Route(), t.endpoint.Reads()...)
	if t.listing == nil {
		t.askFields(a, nil)
		reply, err := t.endpoint.Do(ctx, c, a.in.Interface())
		if err != nil {
			return result{reply: reply}, err
		}
		structured, spelled, err := t.objectAnswer(a, reply, over, targets, cmp.Or(noteOf(reply), a.note), most)
		return result{reply: reply, structured: structured, spelled: spelled}, err
	}
	page, err := t.page(agent, a)
	if err != nil {
		return result{}, err
	}
	t.askFields(a, over.visible(t.Shows))
	return t.actOnPage(ctx, c, agent, a, page, over, targets, most)
}

// actOnPage reads one page. Where an event page does not fit into the answer,
// the part that fits is read again: only JumpCloud knows where it ends.
func (t *Tool) actOnPage(ctx context.Context, c *jcclient.Client, agent string, a *arguments, page jcclient.Page, over veil, targets []audit.Target, most int) (result, error) {
	reply, err := t.listing.Page(ctx, c, a.in.Interface(), page)
	if err != nil {
		return result{reply: reply}, err
	}
	items, spelled, err := t.listAnswer(a, reply, over, most)
	if err != nil {
		return result{reply: reply}, err
	}
	fits := len(items) == len(reply.Items)
	if !fits && t.endpoint.Route().API == jcclient.Insights && len(items) < page.Limit {
		page.Limit = len(items)
		return t.actOnPage(ctx, c, agent, a, page, over, targets, most)
	}
	next := ""
	if reply.More || !fits {
		after := jcclient.Page{Skip: reply.Skip, After: reply.After}
		if !fits {
			after.Skip = page.Skip + len(items)
		}
		next = t.encodeCursor(agent, a, after)
	}
	if items == nil {
		items = []jsontext.Value{}
	}
	n := len(items)
	return result{reply: reply, structured: encodeList(items, reply.Total, next, targets, a.note), items: &n, spelled: spelled}, nil
}

// askFields tells JumpCloud which fields the answer needs, where the endpoint
// can say so. A v1 list without it leaves out some of the columns; Insights
// refuses a field that no event has, so it is asked only what the agent named.
func (t *Tool) askFields(a *arguments, columns []string) {
	at, ok := t.takes.fields["fields"]
	fields := a.fields
	if len(fields) == 0 && t.endpoint.Route().API != jcclient.Insights {
		fields = columns
	}
	if ok && len(fields) > 0 {
		a.in.FieldByIndex(at).Set(reflect.ValueOf(fields))
	}
}
