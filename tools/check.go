package tools

import (
	"context"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// What the record says of what the server asks in its own name.
const (
	checkSentence = "The server itself asked JumpCloud for its organization, to see whether JumpCloud answers and takes the key; no agent asked, and nothing of the answer is kept."
	namedSentence = "The server itself asked JumpCloud what its organization is called, to tell who sets it up; no agent asked, and nothing of the answer is kept."
)

// Check asks JumpCloud for something small in the server's own name. Nil says
// that it answers and takes the key; errors are those of the client, and
// [audit.ErrUnavailable]: like all that goes to JumpCloud, a check is on record
// before it is sent, or is not sent.
func (g *Gate) Check(ctx context.Context) error {
	_, err := g.organization(ctx)
	return err
}

// Organization is Check that also returns what the key's organization is called,
// quoted, and its id. Some keys may not read the name: then the id is all.
func (g *Gate) Organization(ctx context.Context) (name string, err error) {
	row, err := g.organization(ctx)
	if err != nil || row.ID == "" {
		return "one that it does not tell", err
	}
	name = row.DisplayName
	if name == "" { // lists have it null
		ctx, err := g.inOwnName(ctx, jcclient.GetOrganizationSettings.Route(), namedSentence)
		if err != nil {
			return "", err
		}
		if whole, err := jcclient.GetOrganizationSettings.Call(ctx, g.client, jcclient.OrganizationID{ID: row.ID}); err == nil {
			name = whole.DisplayName
		}
	}
	if name == "" {
		return string(row.ID), nil
	}
	return audit.Quote(name) + " (" + string(row.ID) + ")", nil
}

func (g *Gate) organization(ctx context.Context) (row jcclient.OrganizationRow, err error) {
	if ctx, err = g.inOwnName(ctx, jcclient.ListOrganizations.Route(), checkSentence); err != nil {
		return row, err
	}
	rows, _, err := jcclient.ListOrganizations.Rows(ctx, g.client, jcclient.OrganizationQuery{}, jcclient.Page{Limit: 1})
	if len(rows) > 0 {
		row = rows[0]
	}
	return row, err
}

// inOwnName puts on record that the server itself asks for something, and lets that through.
func (g *Gate) inOwnName(ctx context.Context, route jcclient.Route, sentence string) (context.Context, error) {
	_, err := g.audit.Append(audit.Record{
		Kind: audit.CallLookup, Call: audit.NewCallID(), Message: sentence,
		Who:  &audit.Who{Name: "jumpgate", Authn: "self", Transport: "self"},
		What: &audit.What{Resource: "organization", Class: "read", Method: route.Method, Path: route.Template},
	})
	if err != nil {
		return ctx, err
	}
	return withPass(ctx, route), nil
}
