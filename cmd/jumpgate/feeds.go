package main

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/audit/siem"
)

// feedTrail brings the trail's records where the configuration says, until the
// house is closed.
func (h *house) feedTrail(ctx context.Context) error {
	feeds, err := h.feeds(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	for _, f := range feeds {
		running.Go(func() { f.run(ctx) })
	}
	h.stop = append(h.stop, func() { cancel(); running.Wait() })
	return nil
}

func (h *house) feeds(ctx context.Context) (all []*feed, err error) {
	to := h.config.Audit.Sinks
	add := func(name string, sink push.Sink, form func([]byte) ([]byte, error)) {
		all = append(all, &feed{name: name, trail: h.trail, sink: sink, form: form, log: h.log, wait: 5 * time.Second, retry: time.Second, timeout: 10 * time.Second, longest: longOver})
	}
	if to.Syslog != "" {
		sink, err := h.config.syslog("audit.sinks", to.Syslog, to.SyslogCA, "record")
		if err != nil {
			return nil, err
		}
		add("syslog", sink, asItStands)
		if sink.Connects() {
			all[len(all)-1].connects = sink.Connect
		}
	}
	if to.Webhook != "" {
		if to.WebhookSecret.Reveal() == "" {
			return nil, fmt.Errorf("%s: audit.sinks.webhook_secret is missing: say where it is, ${ENV}, file:/path or keyring:name", h.config.name())
		}
		secret, err := h.config.secret(ctx, "audit.sinks.webhook_secret", to.WebhookSecret)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", h.config.name(), err)
		}
		sink, err := push.NewWebhook(to.Webhook, secret.Reveal())
		if err != nil {
			return nil, fmt.Errorf("audit.sinks.webhook: %w", err)
		}
		add("webhook", sink, asItStands)
	}
	if to.OTLP != "" {
		headers, err := h.config.headers(ctx, "audit.sinks.otlp_headers", to.OTLPHeaders)
		if err != nil {
			return nil, err
		}
		sink, err := push.NewPost(to.OTLP, headers)
		if err != nil {
			return nil, fmt.Errorf("audit.sinks.otlp: %w", err)
		}
		sink.Judge = siem.OTLPAnswer
		add("otlp", sink, asOTLP)
	}
	return all, nil
}

// asItStands is a record as the trail has it, byte for byte.
func asItStands(line []byte) ([]byte, error) { return bytes.Clone(line), nil }

// asOTLP is a record as OpenTelemetry's log service takes it.
func asOTLP(line []byte) ([]byte, error) {
	e, err := audit.Parse(audit.Line{Text: line})
	if err != nil {
		return nil, err
	}
	return siem.OTLP(e)
}
