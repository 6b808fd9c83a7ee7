package tools

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// recordedArgs is what the audit trail keeps of the arguments, and of the
// request that they come to: secrets never,
// not even hashed, and nothing that the policy hides; text such as a command's body as its length and HMAC;
// what is told of people as the log keeps it. It
// also returns the pointers of what was hidden, and the secrets themselves, so
// that they can be blotted out of what JumpCloud says.
func (t *Tool) recordedArgs(log *audit.Log, a *arguments, request jsontext.Value, conceals concealment) (args jsontext.Value, erased, secrets []string) {
	args = t.asks().hide(request, "", func(at string, holds jcclient.Data, raw jsontext.Value) (jsontext.Value, bool) {
		concealed := conceals.at(at)
		switch {
		case holds.Secret() || concealed:
			erased = append(erased, at)
			var text string
			if json.Unmarshal(raw, &text) == nil && len(text) >= 4 && !conceals.probed(at) {
				secrets = append(secrets, text)
			}
			if concealed {
				return hidden, true
			}
			return masked, true
		case holds == jcclient.Text:
			erased = append(erased, at)
			text := saidIn(raw)
			b, err := json.Marshal(struct {
				Length int    `json:"length"` // bytes
				HMAC   string `json:"hmac"`
			}{len(text), log.Hash(text)})
			if err != nil {
				return masked, true
			}
			return b, true
		case holds == jcclient.PII, holds == jcclient.Identifier && conceals.named(saidIn(raw)):
			text, hid := conceals.person(saidIn(raw))
			if !hid {
				break
			}
			erased = append(erased, at)
			quoted, err := jsontext.AppendQuote(nil, text)
			if err != nil {
				return masked, true
			}
			return quoted, true
		}
		return nil, false
	})
	args = args[:len(args)-1]
	for _, name := range a.given {
		switch name {
		case "fields":
			fields := []string(a.fields)
			if said := strings.Join(fields, " "); audit.Blot(said) != said { // no field is called so: a text that was taken apart
				fields, erased = []string{"[secret]"}, append(erased, "/fields")
			}
			b, _ := json.Marshal(fields)
			args = appendMember(args, name, b)
		case "limit":
			b, _ := json.Marshal(a.limit)
			args = appendMember(args, name, b)
		case "cursor":
			b, _ := json.Marshal(a.cursor)
			args = appendMember(args, name, b)
		}
	}
	args, slipped := audit.BlotJSON(append(args, '}'))
	return args, append(erased, slipped...), secrets
}

// saidIn is what a JSON value says: a text without its quotes and escapes, and
// all else as it is written.
func saidIn(raw jsontext.Value) string {
	var text string
	if raw.Kind() == '"' && json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// recordedWho is who a record is about.
func recordedWho(who Caller) *audit.Who {
	return &audit.Who{
		Agent: who.Agent.ID, Name: who.Agent.Name, Owner: who.Agent.Owner, Authn: who.Authn,
		Client: audit.Blot(who.Client), Transport: who.Transport, Peer: who.Peer, Session: who.Session,
	}
}

// recordedWhere is the agent's own organization; the log fills in the server's
// where it has none, and all else.
func recordedWhere(who Caller) *audit.Where { return &audit.Where{OrgID: who.Agent.OrgID} }

// recordedDecision is a decision as a record tells it.
func recordedDecision(d policy.Decision) *audit.Decision {
	return &audit.Decision{Effect: d.Effect.String(), Rule: d.Rule, Reason: ReasonOf(d), Matched: d.Matched, Policy: d.Policy}
}

// ReasonOf is a decision's reason as a record tells it: the rule's own words,
// its condition, and what other rules require. An agent is told the rule's own
// words alone.
func ReasonOf(d policy.Decision) string {
	switch {
	case d.Effect == policy.Allow && d.When != "" && d.Requires != "":
		return d.When + "; " + d.Requires
	case d.Effect == policy.Allow:
		return d.When + d.Requires
	case d.Effect == policy.ApprovalRequired:
		asks := "It asks for "
		if d.When != "" {
			asks = "It asks " + d.When + ", for "
		}
		return strings.TrimSpace(sentences(d.Reason, asks+d.Requires))
	case d.When == "":
		return d.Reason
	case len(d.Matched) == 0:
		return d.Reason + " " + d.When + "."
	}
	return strings.TrimSpace(d.Reason + " It denies " + d.When + ".")
}

// resultWord is the outcome of a failed call, in the record's words.
func resultWord(f *failure, unsure bool) string {
	switch {
	case unsure:
		return "unknown"
	case f.Code == "timeout" && strings.Contains(f.Message, "cancelled"):
		return "cancelled"
	case f.Code == "timeout":
		return "timeout"
	}
	return "error"
}
