// Package tools is the table of everything an agent can do, and the gate that
// takes one call from its arguments to its answer: decided, recorded, and only
// then made. It leaves the wire to package jcclient, the decision to package
// policy, the record to package audit, and framing and identity to the
// transports.
package tools
