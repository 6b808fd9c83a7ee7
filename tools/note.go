package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

// mayNote says whether an answer of the tool's may hold a note: what reads
// beside its change may have something to tell, and so has a window.
func (t *Tool) mayNote() bool { return len(t.endpoint.Reads()) > 0 || t.windowed() }

// noteOf is what an agent must know of a change that was answered with
// success; "" for nothing.
func noteOf(reply jcclient.Reply) string {
	switch {
	case reply.Already:
		return "It was so already: nothing was changed."
	case len(reply.Differs) > 0:
		return "The change was written, but a read right afterwards showed " + listed(reply.Differs) + " otherwise than written: " +
			"somebody else changed it, or JumpCloud keeps it in another form or shows it late. Read it again."
	}
	return ""
}
