package siem

import (
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// ECS is the record in the Elastic Common Schema 8.17. What the schema has no place for stands in jumpgate.
func ECS(entry audit.Entry) ([]byte, error) {
	e := eventOf(entry)
	t := tree{"@timestamp": e.Time.UTC().Format(time.RFC3339Nano)}
	t.set("ecs.version", "8.17.0")
	t.set("message", e.Message)
	t.set("event.kind", "event")
	t.set("event.module", "jumpgate")
	t.set("event.dataset", "jumpgate.audit")
	t.set("event.id", e.line)
	t.set("event.sequence", e.Seq)
	t.set("event.action", e.operation())
	t.set("event.code", string(e.Kind))
	t.set("event.outcome", e.ended())
	t.set("event.severity", e.weight())
	t.set("event.reason", e.decision.Reason)
	t.set("event.duration", int64(e.outcome.MS*1e6))
	category, types := "configuration", []string{"info"}
	switch {
	case e.Kind == audit.AuthFailed:
		category, types = "authentication", []string{"denied"}
	case e.what.Tool != "":
		category, types = "api", ecsTypes(e)
	}
	t.set("event.category", []string{category})
	t.set("event.type", types)

	t.set("user.id", e.who.Agent)
	t.set("user.name", e.who.Name)
	ip, port := e.peer()
	t.set("source.address", e.who.Peer)
	t.set("source.ip", ip)
	t.set("source.port", port)
	t.set("organization.id", e.where.OrgID)
	t.set("host.hostname", e.where.Host)
	t.set("service.name", "jumpgate")
	t.set("service.version", e.where.Server)
	t.set("http.request.method", e.what.Method)
	t.set("http.response.status_code", e.outcome.HTTPStatus)
	t.set("url.path", e.what.Path)
	t.set("rule.name", e.decision.Rule)
	t.set("rule.ruleset", e.decision.Policy)
	t.set("error.code", e.outcome.Code)
	t.set("transaction.id", e.Call)

	t.set("jumpgate.seq", e.Seq)
	t.set("jumpgate.parent", e.Parent)
	t.set("jumpgate.prev", e.Prev)
	t.set("jumpgate.line_sha256", e.line)
	t.set("jumpgate.decision", e.decision.Effect)
	t.set("jumpgate.matched", e.decision.Matched)
	t.set("jumpgate.class", e.what.Class)
	t.set("jumpgate.owner", e.who.Owner)
	t.set("jumpgate.targets", e.what.Targets)
	t.set("jumpgate.erased", e.Erased)
	t.set("jumpgate.args_hmac", e.what.ArgsHMAC)
	t.set("jumpgate.args", string(e.what.Args)) // a text: its members have no types that agree
	t.set("jumpgate.result", e.outcome.Result)
	return t.line()
}

func ecsTypes(e event) []string {
	types := []string{map[string]string{"create": "creation", "read": "access", "update": "change", "delete": "deletion", "": "info"}[e.action()]}
	switch e.decision.Effect {
	case "allow":
		types = append(types, "allowed")
	case "deny", "approval_required", "invalid":
		types = append(types, "denied")
	}
	return types
}
