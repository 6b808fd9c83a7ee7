package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// configSchema describes a whole configuration to an editor, in JSON Schema
// (draft 7, which the editors' YAML servers read): the program's half from its
// defaults, with the descriptions given, and the policy's. A policy may stand
// in a file of its own; then the schema describes that file too.
func configSchema(descriptions map[string]string) *jsonschema.Schema {
	s := policy.Schema(tools.ForPolicy())
	s.Schema = "http://json-schema.org/draft-07/schema#"
	s.Title = "jumpgate's configuration"
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"version"}}, {Required: []string{"policy_file"}}}
	for _, path := range slices.Sorted(maps.Keys(defaults)) {
		at := s
		parts := strings.Split(path, ".")
		for _, within := range parts[:len(parts)-1] {
			if at.Properties[within] == nil {
				at.Properties[within] = &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
			}
			at = at.Properties[within]
		}
		leaf := leafSchema(path)
		leaf.Description = descriptions[path]
		at.Properties[parts[len(parts)-1]] = leaf
	}
	s.PropertyOrder = append(slices.Clone(programKeys), s.PropertyOrder...)
	return s
}

// leafForms are what is known of a value beyond its type.
var leafForms = map[string]jsonschema.Schema{
	"jumpcloud.region":                 {Enum: []any{"us", "eu", "in"}},
	"jumpcloud.console_url":            {Pattern: "^(https?://.+)?$"},
	"jumpcloud.insights_url":           {Pattern: "^(https?://.+)?$"},
	"jumpcloud.token_url":              {Pattern: "^(https?://.+)?$"},
	"jumpcloud.api_key":                {Pattern: placeForm},
	"jumpcloud.client_secret":          {Pattern: placeForm},
	"jumpcloud.requests_per_second":    {Minimum: new(0.0)},
	"jumpcloud.max_in_flight":          {Minimum: new(1.0)},
	"server.http":                      {Pattern: `:[^:]+$`},
	"server.origins":                   {Pattern: `^([, ]*https?://[^/, *]+)*[, ]*$`},
	"server.tls.client_cert":           {Enum: []any{"required", "optional"}},
	"server.ops":                       {Pattern: `^$|:[^:]+$`},
	"server.traces":                    {Pattern: "^(https?://.+)?$"},
	"server.traces_headers":            {Pattern: placeForm},
	"server.hosts":                     {Pattern: `^[^/:*]*$`},
	"server.max_answer_bytes":          {Minimum: new(4096.0)},
	"audit.path":                       {MinLength: new(1)},
	"audit.sync":                       {Enum: []any{"all", "changes"}},
	"audit.pii":                        {Enum: []any{"clear", "hmac", "drop"}},
	"audit.min_free":                   {Pattern: sizeForm},
	"audit.rotate.size":                {Pattern: sizeForm},
	"audit.sinks.syslog":               {Pattern: "^((udp|tcp|tls)://.+|unix:///.+)?$"},
	"audit.sinks.webhook":              {Pattern: "^(https?://.+)?$"},
	"audit.sinks.webhook_secret":       {Pattern: placeForm},
	"audit.sinks.otlp":                 {Pattern: "^(https?://.+)?$"},
	"audit.sinks.otlp_headers":         {Pattern: placeForm},
	"audit.checkpoints.syslog":         {Pattern: "^((udp|tcp|tls)://.+|unix:///.+)?$"},
	"audit.checkpoints.webhook":        {Pattern: "^(https?://.+)?$"},
	"audit.checkpoints.webhook_secret": {Pattern: placeForm},
	"log.level":                        {Enum: []any{"debug", "info", "warn", "error"}},
	"log.format":                       {Enum: []any{"auto", "text", "json"}},
}

// sizeForm is a number of bytes in units.
const sizeForm = "^(0|[1-9][0-9]*)(KiB|MiB|GiB)$"

// placeForm is where a secret is, and never the secret.
const placeForm = `^(\$\{[A-Za-z_][A-Za-z0-9_]*\}|file:.*|keyring:.*)?$`

func leafSchema(path string) *jsonschema.Schema {
	leaf := leafForms[path]
	standard := defaults[path]
	switch v := standard.(type) {
	case string:
		leaf.Type = "string"
	case int:
		leaf.Type = "integer"
	case bool:
		leaf.Type = "boolean"
	case time.Duration:
		leaf.Type, leaf.Pattern = "string", `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`
		standard = v.String()
	}
	leaf.Default, _ = json.Marshal(standard) // a text or a number has its JSON
	return &leaf
}
