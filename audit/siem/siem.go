// Package siem words audit records in the forms that log collectors take: OCSF, ECS, CEF and OTLP. One record is one line, which carries the record's number and hashes, so that an event can be
// held against the log it came from. It leaves to its callers where the lines go.
package siem

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A Format words a record, given the line that it was read from, as one line without its newline.
type Format func(audit.Entry) ([]byte, error)

// Formats are all there are, by name.
var Formats = map[string]Format{"ocsf": OCSF, "ecs": ECS, "cef": CEF, "otlp": OTLP}

// event is a record of which no part is missing, and what is derived of it.
type event struct {
	audit.Record
	who      audit.Who
	what     audit.What
	where    audit.Where
	decision audit.Decision
	outcome  audit.Outcome
	line     string // SHA-256 of the record's line, which the next record carries as prev
}

func eventOf(e audit.Entry) event {
	sum := sha256.Sum256(e.Line)
	ev := event{Record: e.Record, line: hex.EncodeToString(sum[:])}
	if e.Record.Who != nil {
		ev.who = *e.Record.Who
	}
	if e.Record.What != nil {
		ev.what = *e.Record.What
	}
	if e.Record.Where != nil {
		ev.where = *e.Record.Where
	}
	if e.Record.Decision != nil {
		ev.decision = *e.Record.Decision
	}
	if e.Record.Outcome != nil {
		ev.outcome = *e.Record.Outcome
	}
	return ev
}

// operation is what was done: the tool, or what kind of event it was.
func (e event) operation() string {
	if e.what.Tool != "" {
		return e.what.Tool
	}
	return string(e.Kind)
}

// action is what a call does to an object: create, read, update or delete; "" for what is no call.
func (e event) action() string {
	switch {
	case e.what.Tool == "":
		return ""
	case e.what.Class == "read", e.what.Class == "reveal":
		return "read"
	case e.what.Class == "destroy":
		return "delete"
	case strings.HasSuffix(e.what.Tool, "_create"):
		return "create"
	case e.what.Class == "":
		return ""
	}
	return "update"
}

// ended is how it went: success, failure, or unknown where that is not known, or not yet.
func (e event) ended() string {
	switch e.Kind {
	case audit.CallDenied, audit.CallRefused, audit.AuthFailed, audit.PolicyRejected, audit.ApprovalDenied, audit.ApprovalExpired:
		return "failure"
	case audit.CallOutcome:
		switch e.outcome.Result {
		case "ok":
			return "success"
		case "error", "timeout", "cancelled":
			return "failure"
		}
		return "unknown"
	case audit.CallIntent, audit.CallLookup, audit.ApprovalAsked:
		return "unknown"
	}
	return "success"
}

// weight is how much a person should care: 1 for what is as it should be, 2 for what failed, 3 for what somebody should look at.
func (e event) weight() int {
	switch e.Kind {
	case audit.AuthFailed, audit.PolicyRejected, audit.LogRecovered, audit.AgentDisabled, audit.AgentHeld:
		return 3
	case audit.CallOutcome:
		if e.outcome.Result != "error" && e.ended() != "success" {
			return 3
		}
	}
	if e.ended() == "failure" {
		return 2
	}
	return 1
}

// peer is where the caller came from.
func (e event) peer() (ip string, port int) {
	if at, err := netip.ParseAddrPort(e.who.Peer); err == nil {
		return at.Addr().String(), int(at.Port())
	}
	if at, err := netip.ParseAddr(e.who.Peer); err == nil {
		return at.String(), 0
	}
	return "", 0
}

// tree is a JSON object that is made member by member.
type tree map[string]any

// set puts a value at a path of names with dots between; what is empty is left out.
func (t tree) set(path string, value any) {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0 {
		return
	}
	first, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		t[first] = value
		return
	}
	child, ok := t[first].(tree)
	if !ok {
		child = tree{}
		t[first] = child
	}
	child.set(rest, value)
}

// line is the object in one line. What is invisible is an escape of JSON's own.
func (t tree) line() ([]byte, error) {
	b, err := json.Marshal(t, json.Deterministic(true))
	return audit.LegibleLine(b), err
}
