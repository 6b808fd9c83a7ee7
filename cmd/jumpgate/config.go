package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/viper"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// config is the program's half of the configuration file; the policy's half
// is read by package policy from the same bytes.
type config struct {
	JumpCloud struct {
		Region      string `mapstructure:"region"`
		ConsoleURL  string `mapstructure:"console_url"`
		InsightsURL string `mapstructure:"insights_url"`
		TokenURL    string `mapstructure:"token_url"`
		ClientID    string `mapstructure:"client_id"`
		OrgID       string `mapstructure:"org_id"`

		// Where they are; in the environment they may stand themselves.
		APIKey       jcclient.Secret `mapstructure:"-"`
		ClientSecret jcclient.Secret `mapstructure:"-"`

		RequestsPerSecond int           `mapstructure:"requests_per_second"`
		MaxInFlight       int           `mapstructure:"max_in_flight"`
		CoolDown          time.Duration `mapstructure:"cool_down"`
	} `mapstructure:"jumpcloud"`
	Server struct {
		HTTP           string          `mapstructure:"http"`
		Hosts          string          `mapstructure:"hosts"`
		Origins        string          `mapstructure:"origins"`
		BehindProxy    string          `mapstructure:"behind_proxy"`
		Ops            string          `mapstructure:"ops"`
		Traces         string          `mapstructure:"traces"`
		TracesHeaders  jcclient.Secret `mapstructure:"-"`
		CallTimeout    time.Duration   `mapstructure:"call_timeout"`
		MaxAnswerBytes int             `mapstructure:"max_answer_bytes"`

		TLS struct {
			Cert     string `mapstructure:"cert"`
			Key      string `mapstructure:"key"`
			ClientCA string `mapstructure:"client_ca"`

			ClientCert string `mapstructure:"client_cert"`
		} `mapstructure:"tls"`
	} `mapstructure:"server"`
	Audit struct {
		Path       string `mapstructure:"path"`
		SigningKey string `mapstructure:"signing_key"`
		Sync       string `mapstructure:"sync"`
		MinFree    string `mapstructure:"min_free"`
		PII        string `mapstructure:"pii"`

		Rotate struct {
			Size string        `mapstructure:"size"`
			Age  time.Duration `mapstructure:"age"`
		} `mapstructure:"rotate"`

		Sinks struct {
			Syslog        string          `mapstructure:"syslog"`
			SyslogCA      string          `mapstructure:"syslog_ca"`
			Webhook       string          `mapstructure:"webhook"`
			WebhookSecret jcclient.Secret `mapstructure:"-"`
			OTLP          string          `mapstructure:"otlp"`
			OTLPHeaders   jcclient.Secret `mapstructure:"-"`
		} `mapstructure:"sinks"`
		Checkpoints struct {
			Stderr        bool            `mapstructure:"stderr"`
			File          string          `mapstructure:"file"`
			Syslog        string          `mapstructure:"syslog"`
			SyslogCA      string          `mapstructure:"syslog_ca"`
			Webhook       string          `mapstructure:"webhook"`
			WebhookSecret jcclient.Secret `mapstructure:"-"`
		} `mapstructure:"checkpoints"`
	} `mapstructure:"audit"`
	Approvals struct {
		WebhookURL    string          `mapstructure:"webhook_url"`
		WebhookSecret jcclient.Secret `mapstructure:"-"`
	} `mapstructure:"approvals"`
	Log struct {
		Level  string `mapstructure:"level"`
		Format string `mapstructure:"format"`
	} `mapstructure:"log"`
	PolicyFile string `mapstructure:"policy_file"`

	taken map[string]jcclient.Secret // from the environment, where they are no more

	keyGiven bool // api_key was said, in the file or the environment
	opsGiven bool // the same of server.ops

	file string // where it was read; "" when there is none
	src  []byte // the very bytes

	invented bool // the file is none: its bytes are the demo's
}

// defaults are every key of the program's half, and what it is when not given.
var defaults = map[string]any{
	"jumpcloud.region":                 "us",
	"jumpcloud.console_url":            "",
	"jumpcloud.insights_url":           "",
	"jumpcloud.token_url":              "",
	"jumpcloud.api_key":                "${JUMPCLOUD_API_KEY}",
	"jumpcloud.client_id":              "",
	"jumpcloud.client_secret":          "",
	"jumpcloud.org_id":                 "",
	"jumpcloud.requests_per_second":    0,
	"jumpcloud.max_in_flight":          8,
	"jumpcloud.cool_down":              30 * time.Second,
	"server.http":                      "127.0.0.1:8080",
	"server.hosts":                     "",
	"server.origins":                   "",
	"server.behind_proxy":              "",
	"server.tls.cert":                  "",
	"server.tls.key":                   "",
	"server.tls.client_ca":             "",
	"server.tls.client_cert":           "required",
	"server.ops":                       "127.0.0.1:9464",
	"server.traces":                    "",
	"server.traces_headers":            "",
	"server.call_timeout":              50 * time.Second,
	"server.max_answer_bytes":          64 << 10,
	"audit.path":                       "audit.jsonl",
	"audit.signing_key":                "",
	"audit.sync":                       "all",
	"audit.min_free":                   "64MiB",
	"audit.pii":                        "clear",
	"audit.rotate.size":                "100MiB",
	"audit.rotate.age":                 24 * time.Hour,
	"audit.sinks.syslog":               "",
	"audit.sinks.syslog_ca":            "",
	"audit.sinks.webhook":              "",
	"audit.sinks.webhook_secret":       "",
	"audit.sinks.otlp":                 "",
	"audit.sinks.otlp_headers":         "",
	"audit.checkpoints.stderr":         true,
	"audit.checkpoints.file":           "",
	"audit.checkpoints.syslog":         "",
	"audit.checkpoints.syslog_ca":      "",
	"audit.checkpoints.webhook":        "",
	"audit.checkpoints.webhook_secret": "",
	"approvals.webhook_url":            "",
	"approvals.webhook_secret":         "",
	"log.level":                        "info",
	"log.format":                       "auto",
	"policy_file":                      "",
}

// programKeys are the top-level keys that are not the policy's.
var programKeys = []string{"jumpcloud", "server", "audit", "approvals", "log", "policy_file"}

// errNoConfig is returned when no configuration was named and none is found.
var errNoConfig = errors.New("there is no configuration: write jumpgate.yaml here (config.example.yaml is a start), or name one with --config")

// readConfig reads the configuration: the file, then the environment
// (JUMPGATE_SERVER_HTTP for server.http), then the flags, each over the last.
func readConfig(f *flags) (*config, error) {
	c := &config{}
	var err error
	if c.file, err = findConfig(f.config); err == nil {
		if c.src, err = policy.ReadFile(c.file); errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: name a configuration that is there (config.example.yaml is a start)", err)
			if _, noLink := os.Lstat(c.file); noLink == nil {
				err = fmt.Errorf("%s is a link that leads nowhere: mend it, or take it away", c.file)
			}
		}
	}
	if err != nil && !errors.Is(err, errNoConfig) {
		return nil, err
	}
	noFile := err
	settings, problems := checkConfig(c.file, c.src)
	if len(problems) > 0 {
		return nil, withPolicyProblems(problems, c.file, c.src)
	}
	if err := checkEnv(f); err != nil {
		return nil, err
	}
	v := viper.New()
	for key, value := range defaults {
		v.SetDefault(key, value)
	}
	for key := range defaults {
		_ = v.BindEnv(key, envName(key)) // it fails for no key at all
	}
	if err := v.MergeConfigMap(settings); err != nil {
		return nil, fmt.Errorf("%s: %w", c.file, err)
	}
	if err := v.Unmarshal(c); err != nil {
		return nil, fmt.Errorf("%s: %w", c.name(), err)
	}
	key := v.GetString("jumpcloud.api_key")
	c.JumpCloud.APIKey, c.JumpCloud.ClientSecret = jcclient.NewSecret(key), jcclient.NewSecret(v.GetString("jumpcloud.client_secret"))
	c.Audit.Sinks.WebhookSecret = jcclient.NewSecret(v.GetString("audit.sinks.webhook_secret"))
	c.Server.TracesHeaders, c.Audit.Sinks.OTLPHeaders = jcclient.NewSecret(v.GetString("server.traces_headers")), jcclient.NewSecret(v.GetString("audit.sinks.otlp_headers"))
	c.Audit.Checkpoints.WebhookSecret = jcclient.NewSecret(v.GetString("audit.checkpoints.webhook_secret"))
	c.Approvals.WebhookSecret = jcclient.NewSecret(v.GetString("approvals.webhook_secret"))
	c.keyGiven = key != "" && (v.InConfig("jumpcloud.api_key") || os.Getenv(envName("jumpcloud.api_key")) != "")
	c.opsGiven = v.InConfig("server.ops") || os.Getenv(envName("server.ops")) != ""
	if f.logLevel != "" {
		c.Log.Level = f.logLevel
	}
	if f.logFormat != "" {
		c.Log.Format = f.logFormat
	}
	return c, noFile
}

// envName is the environment's name of a key, which lies over the file's.
func envName(key string) string {
	return "JUMPGATE_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

func (c *config) name() string {
	if c.file == "" {
		return "the environment"
	}
	return c.file
}

// beside resolves a path that the configuration names relative to its file.
func (c *config) beside(path string) string {
	if filepath.IsAbs(path) || c.file == "" {
		return path
	}
	return filepath.Join(filepath.Dir(c.file), path)
}

// findConfig is the file named, else jumpgate.yaml here, else in the user's
// config folder.
func findConfig(named string) (string, error) {
	if named != "" {
		return named, nil
	}
	places := []string{"jumpgate.yaml"}
	if dir, err := os.UserConfigDir(); err == nil {
		places = append(places, filepath.Join(dir, "jumpgate", "jumpgate.yaml"))
	}
	for _, place := range places {
		if _, err := os.Lstat(place); err == nil { // a link that leads nowhere, too: another policy must not take its place
			return place, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", errNoConfig
}
