package audit

import "strings"

// under names the rule that decided, where one did.
func under(r Record) string {
	if rule := decided(r).Rule; rule != "" {
		return " by " + clip(rule, 160)
	}
	return ""
}

func because(r Record) string {
	if reason := decided(r).Reason; reason != "" {
		return ": " + clip(reason, 300)
	}
	return ""
}

func decided(r Record) Decision {
	if r.Decision == nil {
		return Decision{}
	}
	return *r.Decision
}

func policy(r Record) string { return clip(decided(r).Policy, 12) }

func at(r Record) string {
	if r.Who == nil || r.Who.Peer == "" {
		return ""
	}
	return " at " + clip(r.Who.Peer, 80)
}

func token(r Record) string {
	if r.Who == nil || r.Who.Authn == "" {
		return ""
	}
	if name, ok := strings.CutPrefix(r.Who.Authn, "mtls "); ok {
		return " with a certificate of " + clip(name, 80)
	}
	return " with token " + clip(strings.TrimPrefix(r.Who.Authn, "jwt "), 160)
}

func server(r Record) string {
	if r.Where == nil || r.Where.Server == "" {
		return "jumpgate"
	}
	return "jumpgate " + clip(r.Where.Server, 80)
}

// stop ends a sentence that does not end yet.
func stop(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
