package siem

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// hostile is what strangers and the directory may have for names.
const hostile = "|a=b\\ \n\"x\" \x1b[31m=cmd() \u202e\u200b\u009b CEF:0|x| end=1"

func entries(t *testing.T) map[string]audit.Entry {
	t.Helper()
	who := &audit.Who{Agent: hostile, Name: hostile, Owner: hostile, Client: hostile, Peer: hostile, Session: hostile, Authn: hostile}
	what := &audit.What{Tool: "users_delete", Class: "destroy", Method: "DELETE", Path: hostile, ArgsHMAC: "hmac:00", Args: jsontext.Value(`{"id":"5f0c"}`),
		Targets: []audit.Target{{Kind: hostile, ID: hostile, Name: hostile}}}
	records := map[string]audit.Record{
		"a call's intent":  {Kind: audit.CallIntent, Call: hostile, Message: hostile, Who: who, What: what, Decision: &audit.Decision{Effect: "allow", Rule: hostile, Reason: hostile, Matched: []string{hostile, "b"}, Policy: hostile}},
		"a denial":         {Kind: audit.CallDenied, Message: "m", Who: &audit.Who{Agent: "a", Peer: "[::1]:80"}, What: what, Decision: &audit.Decision{Effect: "approval_required"}},
		"an outcome":       {Kind: audit.CallOutcome, Call: "c", Message: "m", Who: who, What: what, Outcome: &audit.Outcome{Result: "error", Code: "not_found", HTTPStatus: 404, MS: 12.5, Items: new(0)}},
		"a bare record":    {Kind: audit.ServerStart},
		"a kind of others": {Kind: hostile},
	}
	all := map[string]audit.Entry{}
	n := uint64(0)
	for name, r := range records {
		n++
		r.V, r.Seq, r.Prev = 1, n, strings.Repeat("ab", 32)
		line, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = audit.Entry{Record: r, Line: line}
	}
	return all
}

// each words all records in one format.
func each(t *testing.T, format Format, look func(t *testing.T, e audit.Entry, line string)) {
	t.Helper()
	for name, e := range entries(t) {
		t.Run(name, func(t *testing.T) {
			line, err := format(e)
			if err != nil {
				t.Fatal(err)
			}
			if i := strings.IndexFunc(string(line), func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' || r == '\u200b' }); i >= 0 {
				t.Errorf("it holds what cannot be seen: %q", line[i:])
			}
			look(t, e, string(line))
		})
	}
}

// at is the value at a path of names in a JSON object, and for a list in its first element.
func at(t *testing.T, line, path string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(line), &value); err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(path, ".") {
		if list, ok := value.([]any); ok && len(list) > 0 {
			value = list[0]
		}
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

func isHash(e audit.Entry, value any) bool {
	return value == fmt.Sprintf("%x", sha256.Sum256(e.Line))
}

// What a version of OCSF requires of an API Activity and of the objects in it.
type ocsfSchema struct {
	version    string
	required   []string
	oneOf      map[string][]string // of these members one at least must be there, where the object is
	requiredIn map[string][]string // and of these all
}

// https://schema.ocsf.io/1.8.0/classes/api_activity, https://github.com/ocsf/ocsf-schema at "version": "1.8.0".
var ocsf18 = ocsfSchema{
	version: "1.8.0",
	required: []string{
		"activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid", // base_event
		"actor", "api", "src_endpoint", // api_activity
		"metadata.product", "metadata.version", "api.operation",
	},
	oneOf: map[string][]string{
		"metadata.product": {"name", "uid"},
		"actor":            {"process", "user", "invoked_by", "session", "app_name", "app_uid"},
		"src_endpoint":     {"ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name", "domain"},
		"dst_endpoint":     {"ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name", "domain"},
	},
	requiredIn: map[string][]string{"api.request": {"uid"}, "http_response": {"code"}, "actor.user": {"uid"}},
}

// The same repository at "version": "1.9.0-dev", commit a5cfc68e of July 2026: not released.
var ocsf19 = ocsfSchema{
	version:  "1.9.0-dev",
	required: ocsf18.required,
	oneOf: map[string][]string{
		"metadata.product":      {"name", "uid"},
		"actor":                 {"process", "user", "iam_role", "invoked_by", "session", "app_name", "app_uid"},
		"src_endpoint":          ocsf18.oneOf["src_endpoint"],
		"dst_endpoint":          ocsf18.oneOf["dst_endpoint"],
		"http_request.url":      {"url_string", "path"},
		"authorizations.policy": {"name", "type", "uid"},
		"ai_agent":              {"name", "uid"},
		"attestation_list":      {"fingerprint", "signatures"},
	},
	requiredIn: map[string][]string{
		"api.request": {"uid"}, "http_response": {"code"},
		"attestation_list.fingerprint": {"algorithm_id", "value"}, "attestation_list.prev_event": {"uid"}, "attestation_list.prev_event.fingerprint": {"algorithm_id", "value"},
	},
}

func (s ocsfSchema) check(t *testing.T, e audit.Entry, line string) {
	t.Helper()
	for _, path := range s.required {
		if at(t, line, path) == nil {
			t.Errorf("%s is missing", path)
		}
	}
	for path, names := range s.oneOf {
		one := at(t, line, path) == nil
		for _, name := range names {
			one = one || at(t, line, path+"."+name) != nil
		}
		if !one {
			t.Errorf("%s has none of %q", path, names)
		}
	}
	for path, names := range s.requiredIn {
		for _, name := range names {
			if at(t, line, path) != nil && at(t, line, path+"."+name) == nil {
				t.Errorf("%s has no %s", path, name)
			}
		}
	}
	activity := at(t, line, "activity_id").(float64)
	if at(t, line, "class_uid") != 6003.0 || at(t, line, "category_uid") != 6.0 || at(t, line, "type_uid") != 600300+activity || at(t, line, "metadata.version") != s.version {
		t.Errorf("it is of another class: %s", line)
	}
	if activity == 99 && at(t, line, "activity_name") == nil {
		t.Error("another activity has no name")
	}
	if at(t, line, "unmapped.seq") != float64(e.Record.Seq) {
		t.Errorf("it does not say which record it is: %s", line)
	}
	if d := e.Record.Decision; d != nil && at(t, line, "authorizations.decision") != d.Effect {
		t.Errorf("the decision is missing: %s", line)
	}
}

func TestOCSFHasWhatItsClassRequires(t *testing.T) {
	each(t, OCSF, func(t *testing.T, e audit.Entry, line string) {
		ocsf18.check(t, e, line)
		if at(t, line, "unmapped.prev") != e.Record.Prev || !isHash(e, at(t, line, "unmapped.line_sha256")) {
			t.Errorf("it cannot be held against the log: %s", line)
		}
		if w := e.Record.Who; w != nil && at(t, line, "actor.user.uid") != w.Agent {
			t.Errorf("the agent reads %v", at(t, line, "actor.user.uid"))
		}
	})
}

// An event of 1.9 proves itself: it has the line that its fingerprint is of, and names the event before it as that one names itself.
func TestOCSF19HasTheAgentAndTheIntegrityOfItsRecord(t *testing.T) {
	each(t, OCSF19, func(t *testing.T, e audit.Entry, line string) {
		ocsf19.check(t, e, line)
		if at(t, line, "raw_data") != string(e.Line) || !isHash(e, at(t, line, "attestation_list.fingerprint.value")) || !isHash(e, at(t, line, "metadata.uid")) {
			t.Errorf("it does not prove itself: %s", line)
		}
		if at(t, line, "attestation_list.prev_event.uid") != e.Record.Prev || at(t, line, "attestation_list.prev_event.fingerprint.value") != e.Record.Prev {
			t.Errorf("it does not lead to the event before it: %s", line)
		}
		profiles := fmt.Sprint(at(t, line, "metadata.profiles"))
		if w := e.Record.Who; w != nil && (at(t, line, "ai_agent.uid") != w.Agent || at(t, line, "actor.user") != nil || !strings.Contains(profiles, "ai_operation")) {
			t.Errorf("the agent reads %v, of the profiles %s", at(t, line, "ai_agent"), profiles)
		} else if w == nil && (at(t, line, "ai_agent") != nil || strings.Contains(profiles, "ai_operation")) {
			t.Errorf("it is of no agent, and reads %s", line)
		}
		if !strings.Contains(profiles, "record_integrity") {
			t.Errorf("it is of the profiles %s", profiles)
		}
	})
	first, err := OCSF19(audit.Entry{Record: audit.Record{V: 1, Seq: 1, Kind: audit.ServerStart, Prev: strings.Repeat("0", 64)}, Line: []byte("{}")})
	if err != nil || at(t, string(first), "attestation_list.prev_event") != nil {
		t.Errorf("the first record has one before it: %s, %v", first, err)
	}
}

func TestOCSFTellsWhatWasDone(t *testing.T) {
	for _, c := range []struct {
		tool, class, result string
		activity, status    float64
	}{
		{"users_get", "read", "ok", 2, 1},
		{"radius_reveal", "reveal", "ok", 2, 1},
		{"users_create", "write", "error", 1, 2},
		{"commands_create", "execute", "unknown", 1, 0},
		{"users_update", "write", "timeout", 3, 2},
		{"user_group_members_change", "privilege", "cancelled", 3, 2},
		{"users_delete", "destroy", "ok", 4, 1},
	} {
		line, err := OCSF(audit.Entry{Record: audit.Record{Kind: audit.CallOutcome, What: &audit.What{Tool: c.tool, Class: c.class}, Outcome: &audit.Outcome{Result: c.result}}})
		if err != nil || at(t, string(line), "activity_id") != c.activity || at(t, string(line), "status_id") != c.status {
			t.Errorf("%s that ended %s: %s, %v", c.tool, c.result, line, err)
		}
	}
}

// What the Elastic Common Schema requires of all events, and the values that it allows for those of its own list.
// https://www.elastic.co/guide/en/ecs/8.17/ecs-ecs.html, …/ecs-allowed-values-event-category.html, …-type.html, …-outcome.html
func TestECSHasWhatItsSchemaRequires(t *testing.T) {
	allowed := map[string]string{
		"event.kind":     "|event|",
		"event.category": "|api|authentication|configuration|",
		"event.type":     "|access|change|creation|deletion|info|denied|allowed|",
		"event.outcome":  "|success|failure|unknown|",
		"ecs.version":    "|8.17.0|",
	}
	each(t, ECS, func(t *testing.T, e audit.Entry, line string) {
		if at(t, line, "@timestamp") == nil {
			t.Error("there is no @timestamp")
		}
		for path, values := range allowed {
			value := at(t, line, path)
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			for _, v := range list {
				if !strings.Contains(values, fmt.Sprintf("|%v|", v)) {
					t.Errorf("%s is %v", path, v)
				}
			}
		}
		if at(t, line, "jumpgate.seq") != float64(e.Record.Seq) || at(t, line, "jumpgate.prev") != e.Record.Prev || !isHash(e, at(t, line, "event.id")) {
			t.Errorf("it cannot be held against the log: %s", line)
		}
		if w := e.Record.Who; w != nil && at(t, line, "user.id") != w.Agent {
			t.Errorf("the agent reads %v", at(t, line, "user.id"))
		}
	})
}

// The header of CEF has seven fields with | between, escaped by \ within; the extension is key=value, with = and \ escaped in
// values. "Implementing ArcSight Common Event Format (CEF)", version 26, Micro Focus.
func TestCEFCannotBeBrokenByNames(t *testing.T) {
	each(t, CEF, func(t *testing.T, e audit.Entry, line string) {
		fields := unescapedSplit(line, '|', 7)
		if len(fields) != 8 || fields[0] != "CEF:0" || fields[1] != "jumpgate" || fields[2] != "jumpgate" || fields[4] == "" || fields[5] == "" {
			t.Fatalf("its header is %q", fields)
		}
		if fields[6] < "0" || fields[6] > "9" || len(fields[6]) != 1 {
			t.Errorf("its severity is %q", fields[6])
		}
		keys := map[string]bool{}
		for _, part := range unescapedSplit(fields[7], '=', -1) {
			words := strings.Fields(part)
			if len(words) == 0 {
				continue
			}
			key := words[len(words)-1]
			if keys[key] && key != "" {
				t.Errorf("%s is there twice: %s", key, fields[7])
			}
			keys[key] = true
		}
		if keys["end"] {
			t.Errorf("a name has become a field: %s", fields[7])
		}
		for _, want := range []string{"externalId=" + fmt.Sprint(e.Record.Seq), "=" + e.Record.Prev, fmt.Sprintf("=%x", sha256.Sum256(e.Line))} {
			if !strings.Contains(line, want) {
				t.Errorf("%s is missing in %s", want, line)
			}
		}
		if d := e.Record.Decision; d != nil && d.Rule == hostile && !strings.Contains(line, `cs2=|a\=b\\ \\u000a"x" \\u001b[31m\=cmd() \\u202e\\u200b\\u009b CEF:0|x| end\=1 cs3Label`) {
			t.Errorf("the rule reads otherwise: %s", line)
		}
	})
}

// unescapedSplit cuts s at those separators that have no backslash before them.
func unescapedSplit(s string, separator byte, most int) []string {
	var parts []string
	begin := 0
	for i := 0; i < len(s) && (most < 0 || len(parts) < most); i++ {
		switch s[i] {
		case '\\':
			i++
		case separator:
			parts = append(parts, s[begin:i])
			begin = i + 1
		}
	}
	return append(parts, s[begin:])
}

// OTLP in JSON: names in lowerCamelCase, numbers of 64 bits as texts, enumerations as numbers.
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding, opentelemetry/proto/logs/v1/logs.proto of opentelemetry-proto 1.
func TestOTLPIsARequestOfTheLogService(t *testing.T) {
	each(t, OTLP, func(t *testing.T, e audit.Entry, line string) {
		const record = "resourceLogs.scopeLogs.logRecords."
		for _, name := range []string{"timeUnixNano", "observedTimeUnixNano"} {
			if value, ok := at(t, line, record+name).(string); !ok || strings.Trim(value, "-0123456789") != "" {
				t.Errorf("%s is %v", name, at(t, line, record+name))
			}
		}
		if n, ok := at(t, line, record+"severityNumber").(float64); !ok || n < 1 || n > 24 {
			t.Errorf("its severity is %v", at(t, line, record+"severityNumber"))
		}
		if e.Record.Message != "" && at(t, line, record+"body.stringValue") != e.Record.Message {
			t.Errorf("its body is %v", at(t, line, record+"body.stringValue"))
		}
		if at(t, line, "resourceLogs.resource.attributes.key") == nil || at(t, line, "resourceLogs.scopeLogs.scope.name") != "jumpgate.audit" {
			t.Errorf("it does not say where it is from: %s", line)
		}
		for _, want := range []string{
			fmt.Sprintf(`{"key":"jumpgate.seq","value":{"intValue":"%d"}}`, e.Record.Seq),
			fmt.Sprintf(`{"key":"jumpgate.prev","value":{"stringValue":"%s"}}`, e.Record.Prev),
			fmt.Sprintf(`{"key":"jumpgate.line_sha256","value":{"stringValue":"%x"}}`, sha256.Sum256(e.Line)),
		} {
			if !strings.Contains(line, want) {
				t.Errorf("%s is missing in %s", want, line)
			}
		}
	})
}

// What a collector answers, by https://opentelemetry.io/docs/specs/otlp/#otlphttp-response.
func TestACollectorThatRejectsARecordIsHeard(t *testing.T) {
	for answer, rejects := range map[string]bool{
		`{}`: false, ``: false, `<html>`: false, `{"partialSuccess":{}}`: false, `{"partialSuccess":{"rejectedLogRecords":"0","errorMessage":"a warning"}}`: false,
		`{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}`: true, `{"partialSuccess":{"rejectedLogRecords":1}}`: true,
	} {
		if err := OTLPAnswer([]byte(answer)); (err != nil) != rejects {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
