package siem

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// OTLP is the record as a request of OpenTelemetry's log service, in the JSON form of OTLP 1.
func OTLP(entry audit.Entry) ([]byte, error) {
	e := eventOf(entry)
	nanoseconds := strconv.FormatInt(e.Time.UnixNano(), 10)
	number := map[int]int{1: 9, 2: 13, 3: 17}[e.weight()]
	record := tree{
		"timeUnixNano": nanoseconds, "observedTimeUnixNano": nanoseconds,
		"severityNumber": number, "severityText": map[int]string{9: "INFO", 13: "WARN", 17: "ERROR"}[number],
		"eventName": "jumpgate." + string(e.Kind), "body": text(e.Message),
	}
	var targets []string
	for _, t := range e.what.Targets {
		targets = append(targets, strings.TrimSpace(t.Kind+" "+t.ID+" "+t.Name))
	}
	ip, port := e.peer()
	record.set("attributes", attributes(map[string]any{
		"user.id": e.who.Agent, "user.name": e.who.Name, "client.address": ip, "client.port": port,
		"http.request.method": e.what.Method, "http.response.status_code": e.outcome.HTTPStatus, "url.template": e.what.Path, "error.type": e.outcome.Code,
		"jumpgate.seq": e.Seq, "jumpgate.prev": e.Prev, "jumpgate.line_sha256": e.line, "jumpgate.call": e.Call, "jumpgate.parent": e.Parent, "jumpgate.owner": e.who.Owner,
		"jumpgate.tool": e.what.Tool, "jumpgate.class": e.what.Class, "jumpgate.args": string(e.what.Args), "jumpgate.args_hmac": e.what.ArgsHMAC,
		"jumpgate.targets": strings.Join(targets, ", "), "jumpgate.erased": strings.Join(e.Erased, ", "), "jumpgate.org_id": e.where.OrgID,
		"jumpgate.decision": e.decision.Effect, "jumpgate.rule": e.decision.Rule, "jumpgate.reason": e.decision.Reason, "jumpgate.policy": e.decision.Policy,
		"jumpgate.result": e.outcome.Result, "jumpgate.outcome": e.ended(),
	}))
	resource := tree{}
	resource.set("attributes", attributes(map[string]any{"service.name": "jumpgate", "service.version": e.where.Server, "service.instance.id": e.where.Instance, "host.name": e.where.Host}))
	logs := tree{"scope": tree{"name": "jumpgate.audit"}, "logRecords": []tree{record}}
	return tree{"resourceLogs": []tree{{"resource": resource, "scopeLogs": []tree{logs}}}}.line()
}

// Rejected says that a collector took a request and not the record in it. To send it again is no use, and forbidden to who speaks OTLP.
type Rejected struct{ Reason string }

func (r *Rejected) Error() string { return "the collector rejects it: " + audit.Quote(r.Reason) }

// OTLPAnswer is a *[Rejected] error when that is what a collector's answer of success says.
func OTLPAnswer(answer []byte) error {
	var a struct {
		PartialSuccess struct {
			Rejected jsontext.Value `json:"rejectedLogRecords"` // a number of 64 bits: a text, or not
			Reason   string         `json:"errorMessage"`
		} `json:"partialSuccess"`
	}
	if json.Unmarshal(answer, &a) != nil {
		return nil
	}
	if n := strings.Trim(string(a.PartialSuccess.Rejected), `"`); n == "" || n == "0" || n == "null" {
		return nil
	}
	return &Rejected{a.PartialSuccess.Reason}
}

func text(s string) tree { return tree{"stringValue": s} }

// attributes are a list of names and values, in the order of the names; what is empty is left out. Numbers of 64 bits are texts in JSON.
func attributes(values map[string]any) []tree {
	var all []tree
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch value := values[name].(type) {
		case string:
			if value != "" {
				all = append(all, tree{"key": name, "value": text(value)})
			}
		case int:
			if value != 0 {
				all = append(all, tree{"key": name, "value": tree{"intValue": strconv.Itoa(value)}})
			}
		case uint64:
			all = append(all, tree{"key": name, "value": tree{"intValue": strconv.FormatUint(value, 10)}})
		}
	}
	return all
}
