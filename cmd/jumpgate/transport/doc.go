// Package transport carries MCP messages: over stdio for one local client,
// over streamable HTTP for many. It frames each message strictly, establishes
// who is calling, and answers; what may be done, and its record, it leaves to
// the gate.
package transport
