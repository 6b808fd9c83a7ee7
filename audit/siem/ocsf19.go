package siem

import (
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// OCSF19 is the record as an API Activity of OCSF 1.9.0, which is not released: "1.9.0-dev", as the schema stood in July 2026. Beside what [OCSF] says, the agent is an ai_agent and no user, and the record's
// line stands in raw_data, with an attestation by which it can be held against the events before and after it.
func OCSF19(entry audit.Entry) ([]byte, error) {
	e := eventOf(entry)
	t := activity(e)
	t.set("metadata.version", "1.9.0-dev")
	profiles := []string{"record_integrity", "security_control"}
	if e.who.Agent != "" {
		profiles = append([]string{"ai_operation"}, profiles...)
		t.set("ai_agent.uid", e.who.Agent)
		t.set("ai_agent.name", e.who.Name)
		t.set("ai_agent.instance_uid", e.who.Session)
	}
	t.set("metadata.profiles", profiles)
	t.app(e)
	t.set("raw_data", string(entry.Line))
	attestation := tree{"fingerprint": fingerprint(e.line)}
	if strings.Trim(e.Prev, "0") != "" { // the first record of all has none before it
		attestation["prev_event"] = tree{"uid": e.Prev, "fingerprint": fingerprint(e.Prev)}
	}
	t.set("attestation_list", []tree{attestation})
	return t.line()
}

func fingerprint(sha256 string) tree {
	return tree{"algorithm": "SHA-256", "algorithm_id": 3, "value": sha256}
}
