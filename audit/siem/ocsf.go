package siem

import (
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// OCSF is the record as an API Activity (class 6003) of OCSF 1.8.0. What the class has no place for stands in unmapped, the record's number and hashes too.
func OCSF(entry audit.Entry) ([]byte, error) {
	e := eventOf(entry)
	t := activity(e)
	t.set("metadata.version", "1.8.0")
	t.set("metadata.profiles", []string{"security_control"})
	t.actor(e)
	t.set("unmapped.prev", e.Prev)
	t.set("unmapped.line_sha256", e.line)
	return t.line()
}

// activity is what all versions have in common.
func activity(e event) tree {
	id := map[string]int{"create": 1, "read": 2, "update": 3, "delete": 4}[e.action()]
	t := tree{"severity_id": e.weight(), "status_id": map[string]int{"success": 1, "failure": 2, "unknown": 0}[e.ended()]}
	if id == 0 {
		id = 99
		t.set("activity_name", e.operation())
	}
	t["activity_id"], t["category_uid"], t["class_uid"], t["type_uid"] = id, 6, 6003, 600300+id
	t["time"] = e.Time.UnixMilli()
	t.set("message", e.Message)
	t.set("status_code", e.outcome.Code)
	t.set("status_detail", e.decision.Reason)

	t.set("metadata.product.name", "jumpgate")
	t.set("metadata.product.vendor_name", "jumpgate")
	t.set("metadata.product.version", e.where.Server)
	t.set("metadata.uid", e.line)
	t.set("metadata.sequence", e.Seq)
	t.set("metadata.correlation_uid", e.Call)
	t.set("metadata.event_code", string(e.Kind))
	t.set("metadata.original_time", e.Time.UTC().Format(time.RFC3339Nano))
	t.set("metadata.log_name", "audit")
	t.set("metadata.log_provider", e.where.Host)
	t.set("metadata.tenant_uid", e.where.OrgID)

	t.endpoint(e)
	t.set("api.operation", e.operation())
	t.set("api.service.name", "JumpCloud")
	t.set("api.request.uid", e.Call)
	t.set("api.response.code", e.outcome.HTTPStatus)
	t.set("api.response.error", e.outcome.Code)
	t.set("http_request.http_method", e.what.Method)
	t.set("http_request.url.path", e.what.Path)
	t.set("http_response.code", e.outcome.HTTPStatus)
	t.set("dst_endpoint.svc_name", "JumpCloud")
	var resources []tree
	for _, target := range e.what.Targets {
		r := tree{}
		r.set("type", target.Kind)
		r.set("uid", target.ID)
		r.set("name", target.Name)
		resources = append(resources, r)
	}
	t.set("resources", resources)
	t.authorization(e)

	t.set("unmapped.seq", e.Seq)
	t.set("unmapped.kind", string(e.Kind))
	t.set("unmapped.parent", e.Parent)
	t.set("unmapped.class", e.what.Class)
	t.set("unmapped.args", e.what.Args)
	t.set("unmapped.args_hmac", e.what.ArgsHMAC)
	t.set("unmapped.erased", e.Erased)
	t.set("unmapped.owner", e.who.Owner)
	t.set("unmapped.authn", e.who.Authn)
	t.set("unmapped.transport", e.who.Transport)
	t.set("unmapped.limits", e.decision.Limits)
	t.set("unmapped.outcome", e.Outcome)
	return t
}

// actor says who called; what the server did by itself, it did.
func (t tree) actor(e event) {
	t.set("actor.user.uid", e.who.Agent)
	t.set("actor.user.name", e.who.Name)
	t.app(e)
}

// app is the agent's client, which is what it says of itself.
func (t tree) app(e event) {
	t.set("actor.session.uid", e.who.Session)
	t.set("actor.app_name", e.who.Client)
	if t["actor"] == nil {
		t.set("actor.app_name", "jumpgate")
	}
}

// endpoint is where the call came from.
func (t tree) endpoint(e event) {
	ip, port := e.peer()
	t.set("src_endpoint.ip", ip)
	t.set("src_endpoint.port", port)
	if ip == "" {
		t.set("src_endpoint.name", e.who.Peer)
	}
	if t["src_endpoint"] == nil { // on the machine itself
		t.set("src_endpoint.hostname", e.where.Host)
		t.set("src_endpoint.svc_name", "jumpgate")
	}
}

func (t tree) authorization(e event) {
	if e.decision.Effect == "" {
		return
	}
	t["action_id"] = map[string]int{"allow": 1, "deny": 2, "invalid": 2}[e.decision.Effect]
	if t["action_id"] == 0 {
		t["action_id"] = 99
		t["action"] = e.decision.Effect
	}
	a := tree{"decision": e.decision.Effect}
	rules := e.decision.Matched
	if len(rules) == 0 {
		rules = []string{e.decision.Rule}
	}
	a.set("policy.name", e.decision.Rule)
	a.set("policy.uid", e.decision.Policy)
	a.set("policy.desc", e.decision.Reason)
	if len(rules) > 1 {
		a.set("policy.data.matched", rules)
	}
	t.set("authorizations", []tree{a})
}
