package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A pass is what the gate puts into a call's context once the call, or a
// look-up that it needs, was decided and recorded. The client asks for it
// where the bytes leave: a second lock, which no mistake in the gate opens.
type pass struct {
	route jcclient.Route
	reads []jcclient.Route // what the operation reads for the sake of its change
}

type passKey struct{}

func withPass(ctx context.Context, route jcclient.Route, reads ...jcclient.Route) context.Context {
	return context.WithValue(ctx, passKey{}, pass{route, reads})
}

// Authorize refuses every request that the gate has not let through: it is
// the Authorize of the client's options. A decided change may also read the
// very object that it changes, and what its operation says that it reads.
func Authorize(ctx context.Context, route jcclient.Route) error {
	p, ok := ctx.Value(passKey{}).(pass)
	itself := route.Template == p.route.Template && (route.Method == p.route.Method || route.Read)
	if !ok || !itself && !(route.Read && slices.Contains(p.reads, route)) {
		return fmt.Errorf("%s %s was not decided by the gate", route.Method, route.Template)
	}
	off, _ := ctx.Value(switchKey{}).(func() bool)
	if off != nil && off() && (!route.Read || p.route.Read) {
		return errDisabled
	}
	counted(ctx)
	return nil
}

// errDisabled is what comes of a request whose agent was disabled before its
// turn came. What a change reads is let through: once it was sent, reads tell
// what became of it.
var errDisabled = errors.New("an operator has disabled this agent")

type switchKey struct{}

// whileEnabled has every request of a call ask whether its agent is disabled.
func (c *call) whileEnabled(ctx context.Context) context.Context {
	agent := c.who.Agent.ID
	return context.WithValue(ctx, switchKey{}, func() bool { return c.gate.disabled(agent) })
}
