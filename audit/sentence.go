package audit

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
)

// Sentence words a record for a reader who has neither the configuration nor a manual at hand.
// It is made of the record's own fields; Append puts it into the record's message.
func Sentence(r Record) string {
	switch r.Kind {
	case CallLookup:
		return asked(r) + "; before deciding, " + lookedUp(r) + "."
	case CallIntent:
		return stop(asked(r) + "; allowed" + under(r) + because(r) + approvedBy(r))
	case CallOutcome:
		return outcome(r)
	case CallDenied:
		return asked(r) + "; " + denial(r) + " " + nothingSent(r)
	case CallRefused:
		return refusal(r) + " " + nothingSent(r)
	case ListServed:
		return listServed(r)
	case AuthFailed:
		return stop("A caller"+at(r)+token(r)+" was turned away"+because(r)) + " No agent was identified."
	case PolicyLoaded:
		return policyLoaded(r)
	case PolicyRejected:
		return policyRejected(r)
	case AgentDisabled, AgentEnabled:
		return switched(r)
	case AgentHeld:
		return stop(who(r) + " is held" + because(r))
	case ApprovalAsked, ApprovalGranted, ApprovalDenied, ApprovalExpired:
		return approval(r)
	case ServerStart:
		return stop(server(r) + " started" + because(r))
	case ServerStop:
		return stop(server(r) + " stopped" + because(r))
	case KeyChanged:
		return keyChanged(r)
	case LogRecovered:
		return logRecovered(r)
	case LogRotated:
		return logRotated(r)
	default:
		return fmt.Sprintf("An event of the kind %s was recorded.", Quote(string(r.Kind)))
	}
}

// asked is the beginning of every sentence about a call. Names and owners stand in the policy and need no quotes.
func asked(r Record) string { return who(r) + " asked to " + phrase(r) + inFull(r) + asPart(r) }

// asPart says of a call what it was made for.
func asPart(r Record) string {
	if r.Parent == "" {
		return ""
	}
	return ", as a part of call " + clip(r.Parent, 40)
}

func who(r Record) string {
	if r.Who == nil || r.Who.Name == "" && r.Who.Agent == "" {
		return "An unknown caller" + at(r)
	}
	name := clip(cmp.Or(r.Who.Name, r.Who.Agent), 80)
	if r.Who.Owner == "" {
		return name
	}
	return name + " (owner " + clip(r.Who.Owner, 80) + ")"
}

// longestPhrase has room for the names of all that can be set at once, and for
// the object after them: nobody can push out of a sentence whom it is about.
const longestPhrase = 640

var plainName = regexp.MustCompile(`^[a-z0-9_]+$`)

func phrase(r Record) string {
	switch {
	case r.What == nil:
		return "make a call"
	case r.What.Phrase != "":
		return clip(r.What.Phrase, longestPhrase)
	case len(r.What.Tool) <= 64 && plainName.MatchString(r.What.Tool):
		return "call " + r.What.Tool
	default:
		return "call " + Quote(r.What.Tool)
	}
}

// lookedUp names what is looked up: the targets that have no id yet.
func lookedUp(r Record) string {
	var names []string
	if r.What != nil {
		for _, t := range r.What.Targets {
			if t.ID == "" && t.Name != "" {
				names = append(names, Quote(t.Name))
			}
		}
	}
	switch len(names) {
	case 0:
		return "the object that it is about is looked up"
	case 1:
		return "the name " + names[0] + " is looked up"
	default:
		return "the names " + clip(strings.Join(names, ", "), 300) + " are looked up"
	}
}

func denial(r Record) string {
	d := decided(r)
	switch {
	case d.Rule == "unknown_agent":
		return "denied: the policy knows no such agent, or its time is over."
	case d.Rule == "unknown_tool":
		return "denied: there is no such tool."
	case d.Rule == "not_granted":
		return "denied: nothing in the policy grants it this call."
	case d.Effect == "approval_required":
		return "held back until a person approves it" + under(r) + quotedReason(d)
	default:
		return "denied" + under(r) + quotedReason(d)
	}
}

func quotedReason(d Decision) string {
	if d.Reason == "" {
		return "."
	}
	quoted := `"` + spellOut(d.Reason, 300, `"\`) + `"`
	if strings.ContainsAny(quoted[len(quoted)-2:], ".!?") {
		return ": " + quoted
	}
	return ": " + quoted + "."
}

// refusal is about a call, or about a message that never became one.
func refusal(r Record) string {
	if r.What != nil && (r.What.Tool != "" || r.What.Phrase != "") {
		return stop(asked(r) + "; refused" + because(r))
	}
	from := who(r)
	if strings.HasPrefix(from, "An unknown") {
		from = "a" + from[1:]
	}
	return stop("A message from " + from + " was refused" + because(r))
}

func nothingSent(r Record) string {
	if r.What != nil && r.What.LookedUp {
		return "Nothing but the look-up was sent to JumpCloud."
	}
	return "Nothing was sent to JumpCloud."
}

// policyLoaded has room for what a policy changes, which is bounded where it is worded.
func policyLoaded(r Record) string {
	sentence := "Policy " + policy(r) + " came into force"
	if replaced := decided(r).Replaces; replaced != "" {
		sentence += " in place of " + clip(replaced, 12)
	}
	if reason := decided(r).Reason; reason != "" {
		sentence += ": " + clip(reason, 800)
	}
	return stop(sentence)
}

func policyRejected(r Record) string {
	rejected := stop("A policy was rejected" + because(r))
	if decided(r).Policy == "" {
		return rejected
	}
	return rejected + " Policy " + policy(r) + " stays in force."
}

func logRecovered(r Record) string {
	if r.Outcome == nil {
		return "The log was put right."
	}
	return fmt.Sprintf("The last line of the log had been cut short by a crash; its %d bytes (SHA-256 %s) were removed, and the records before it stand.", r.Outcome.Bytes, clip(r.Outcome.SHA256, 64))
}

func logRotated(r Record) string {
	said := "The log goes on in a new file"
	if r.What != nil {
		for _, t := range r.What.Targets {
			if t.Kind == "file" {
				said += "; " + clip(t.Name, 80) + " stand in " + clip(t.ID, 80)
			}
		}
	}
	return stop(said + because(r))
}
