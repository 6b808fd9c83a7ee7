package tools

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Caller is who makes a call, as the transport established it from a
// credential. Nothing in it comes from what the caller says of itself, but for
// Client, which is a label and never identity.
type Caller struct {
	Agent     policy.Agent
	Authn     string // how identity was proven: "local", the token's id (the first 8 hex digits of its hash), "jwt" and who issued it to whom, or "mtls" and a name
	Client    string // what the client software calls itself: untrusted
	Transport string // "stdio", "http" or "cli"
	Peer      string // the socket address, for HTTP
	Session   string // one connection or process, for reading a trail

	// What was proven, where Authn does not tell it whole; nil otherwise.
	Claims      *policy.Claims
	Certificate *policy.Certificate
}

// An Answer is what goes back to the agent for one call, or export.
type Answer struct {
	Call       string         // the call's id in the audit trail
	Structured jsontext.Value // fits the tool's output schema; {"error": …} when IsError
	Content    jsontext.Value // an array: what is shown instead of Structured as text; nil for just that
	IsError    bool
	Code       string // of the error; "" when IsError is false
	Confirm    string // the id of an approval that the agent's own user may confirm; "" for none
	Alone      bool   // and nobody else may say yes
	Ask        *Ask   // the client is asked first, and there is no answer; nil otherwise
	Spelled    int    // characters in JumpCloud's texts that were invisible, and are now written out
}
