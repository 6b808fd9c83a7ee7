package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// valueChecks say what is wrong with a value, for a key that does not take any.
var valueChecks = map[string]func(value string) error{
	"jumpcloud.region":              func(v string) error { _, _, err := jcclient.Regions(v); return err },
	"jumpcloud.console_url":         func(v string) error { return usable(jcclient.Options{ConsoleURL: v}) },
	"jumpcloud.insights_url":        func(v string) error { return usable(jcclient.Options{InsightsURL: v}) },
	"jumpcloud.org_id":              func(v string) error { return usable(jcclient.Options{OrgID: v}) },
	"jumpcloud.token_url":           func(v string) error { return usable(jcclient.Options{ClientID: "none", TokenURL: v}) },
	"jumpcloud.client_id":           checkClientID,
	"jumpcloud.requests_per_second": atLeast(0),
	"jumpcloud.max_in_flight":       atLeast(1),
	"jumpcloud.cool_down":           checkDuration,
	"server.http":                   checkAddress,
	"server.hosts":                  checkHosts,
	"server.origins":                checkOrigins,
	"server.behind_proxy":           checkProxies,
	"server.tls.client_cert":        checkClientCert,
	"server.ops":                    unlessEmpty(checkAddress),
	"server.traces":                 unlessEmpty(push.CheckWebhook),
	"server.call_timeout":           checkDuration,
	"server.max_answer_bytes":       atLeast(4096),
	"audit.path":                    checkAuditPath,
	"audit.sync":                    checkSync,
	"audit.pii":                     checkPersonal,
	"audit.min_free":                sizeOfAtLeast("0KiB"),
	"audit.rotate.size":             sizeOfAtLeast("64KiB"),
	"audit.rotate.age":              checkDuration,
	"audit.sinks.syslog":            unlessEmpty(push.CheckSyslog),
	"audit.sinks.webhook":           unlessEmpty(push.CheckWebhook),
	"audit.sinks.otlp":              unlessEmpty(push.CheckWebhook),
	"audit.checkpoints.stderr":      checkBool,
	"audit.checkpoints.syslog":      unlessEmpty(push.CheckSyslog),
	"audit.checkpoints.webhook":     unlessEmpty(push.CheckWebhook),
	"approvals.webhook_url":         unlessEmpty(push.CheckWebhook),
	"log.level":                     checkLevel,
	"log.format":                    checkFormat,
}

// checkValue is what is wrong with the value of a key.
func checkValue(key, value string) error {
	if check := valueChecks[key]; check != nil {
		return check(value)
	}
	return nil
}

// usable asks the client itself.
func usable(o jcclient.Options) error {
	if o.APIKey = jcclient.NewSecret("none"); o.ClientID != "" {
		o.APIKey, o.ClientSecret = o.ClientSecret, o.APIKey
	}
	_, err := jcclient.New(o)
	return err
}

// checkClientID takes an id, or where it is.
func checkClientID(value string) error {
	if isPlace(value) {
		return nil
	}
	return usable(jcclient.Options{ClientID: value})
}

// checkAddress does not take "", which would listen everywhere, at any port.
func checkAddress(value string) error {
	_, port, err := net.SplitHostPort(value)
	if err != nil || port == "" {
		return fmt.Errorf("it takes a host and a port, such as 127.0.0.1:8080, not %q", value)
	}
	return nil
}

func checkHosts(value string) error {
	for _, name := range hostNames(value) {
		if strings.ContainsAny(name, "/:*") {
			return fmt.Errorf("it takes names without scheme and port, such as gate.example.com, not %q", name)
		}
	}
	return nil
}

// hostNames are the names in a list with commas between.
func hostNames(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func checkDuration(value string) error {
	if d, err := time.ParseDuration(value); err != nil || d <= 0 {
		return fmt.Errorf("it takes a duration above 0s, such as 50s, not %q", value)
	}
	return nil
}

func atLeast(fewest int) func(string) error {
	return func(value string) error {
		// 010000 is a whole number too, but YAML reads it as another one.
		if n, err := strconv.Atoi(value); err != nil || strconv.Itoa(n) != value || n < fewest {
			return fmt.Errorf("it takes a whole number of at least %d, not %q", fewest, value)
		}
		return nil
	}
}

func checkAuditPath(value string) error {
	if value == "" {
		return errors.New("it takes a file: without a record nothing is done")
	}
	return nil
}

func checkBool(value string) error {
	if value != "true" && value != "false" {
		return fmt.Errorf("it takes true or false, not %q", value)
	}
	return nil
}

func unlessEmpty(check func(string) error) func(string) error {
	return func(value string) error {
		if value == "" {
			return nil
		}
		return check(value)
	}
}

func checkPersonal(value string) error {
	_, err := audit.ParsePersonal(value)
	return err
}

func checkClientCert(value string) error {
	if value != "required" && value != "optional" {
		return fmt.Errorf("it takes required, or optional where some clients have a token alone, not %q", value)
	}
	return nil
}

func checkSync(value string) error {
	if value != "all" && value != "changes" {
		return fmt.Errorf("it takes all or changes, not %q", value)
	}
	return nil
}

func checkLevel(value string) error {
	var l slog.Level
	if l.UnmarshalText([]byte(value)) != nil {
		return fmt.Errorf("it takes debug, info, warn or error, not %q", value)
	}
	return nil
}

func checkFormat(value string) error {
	if !slices.Contains([]string{"auto", "text", "json"}, value) {
		return fmt.Errorf("it takes auto, text or json, not %q", value)
	}
	return nil
}
