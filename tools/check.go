package tools

import (
	"context"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// checkSentence is what the record says of a check.
const checkSentence = "The server itself asked JumpCloud for its organization, to see whether JumpCloud answers and takes the key; no agent asked, and nothing of the answer is kept."

// Check asks JumpCloud for something small in the server's own name. Nil says
// that it answers and takes the key; errors are those of the client, and
// [audit.ErrUnavailable]: like all that goes to JumpCloud, a check is on record
// before it is sent, or is not sent.
func (g *Gate) Check(ctx context.Context) error {
	route := jcclient.ListOrganizations.Route()
	_, err := g.audit.Append(audit.Record{
		Kind: audit.CallLookup, Call: audit.NewCallID(), Message: checkSentence,
		Who:  &audit.Who{Name: "jumpgate", Authn: "self", Transport: "self"},
		What: &audit.What{Resource: "organization", Class: "read", Method: route.Method, Path: route.Template},
	})
	if err != nil {
		return err
	}
	_, _, err = jcclient.ListOrganizations.Rows(withPass(ctx, route), g.client, jcclient.OrganizationQuery{}, jcclient.Page{Limit: 1})
	return err
}
