package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

// noteOf is what an agent must know of a change that was answered with
// success; "" for nothing.
func noteOf(reply jcclient.Reply) string {
	if len(reply.Differs) > 0 {
		return "The change was written, but a read right afterwards showed " + listed(reply.Differs) + " otherwise than written: " +
			"somebody else changed it, or JumpCloud keeps it in another form or shows it late. Read it again."
	}
	return ""
}
