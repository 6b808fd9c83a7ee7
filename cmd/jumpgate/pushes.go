package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// pushes bring each checkpoint of the trail to where others see it.
type pushes struct {
	log *slog.Logger

	mu   sync.Mutex
	to   []pushed
	last []byte // the newest checkpoint
}

// A pushed is one place, and the form that a checkpoint has there.
type pushed struct {
	*push.Newest
	form func(note []byte) []byte
}

// checkpoint gives a checkpoint to every place. It never waits.
func (p *pushes) checkpoint(note []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = note
	for _, place := range p.to {
		place.Offer(place.form(note))
	}
}

// add has checkpoints brought to one more place, the newest at once.
func (p *pushes) add(name string, sink push.Sink, form func([]byte) []byte) {
	place := pushed{push.NewNewest(name, sink, p.tell), form}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = append(p.to, place)
	if p.last != nil {
		place.Offer(form(p.last))
	}
}

func (p *pushes) tell(name string, err error) {
	if err != nil {
		p.log.Warn("checkpoints of the audit trail cannot be brought there: it is tried again", "place", name, "error", err)
		return
	}
	p.log.Info("checkpoints of the audit trail are brought there again", "place", name)
}

// close waits a moment for the last checkpoint to arrive.
func (p *pushes) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for _, place := range p.to {
		if err := place.Close(ctx); err != nil {
			p.log.Warn("the last checkpoint of the audit trail could not be brought there in time", "error", err)
		}
	}
}

// asNote is a checkpoint as it stands in a file.
func asNote(note []byte) []byte { return note }

// asDocument is a checkpoint as one line.
func asDocument(note []byte) []byte {
	line, _ := json.Marshal(map[string]string{"checkpoint": string(note)}) // a note is UTF-8
	return line
}

// pushCheckpoints brings them where the configuration says, until the pushes are
// closed.
func (c *config) pushCheckpoints(ctx context.Context, log *slog.Logger) (*pushes, error) {
	p := &pushes{log: log}
	if err := p.addAll(ctx, c); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *pushes) addAll(ctx context.Context, c *config) error {
	to := c.Audit.Checkpoints
	if to.File != "" {
		p.add("audit.checkpoints.file", push.File{Path: c.beside(to.File)}, asNote)
	}
	if to.Syslog != "" {
		sink, err := c.syslog("audit.checkpoints", to.Syslog, to.SyslogCA, "checkpoint")
		if err != nil {
			return err
		}
		p.add("audit.checkpoints.syslog", sink, asDocument)
	}
	if to.Webhook != "" {
		if to.WebhookSecret.Reveal() == "" {
			return fmt.Errorf("%s: audit.checkpoints.webhook_secret is missing: say where it is, ${ENV}, file:/path or keyring:name", c.name())
		}
		secret, err := c.secret(ctx, "audit.checkpoints.webhook_secret", to.WebhookSecret)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name(), err)
		}
		sink, err := push.NewWebhook(to.Webhook, secret.Reveal())
		if err != nil {
			return fmt.Errorf("audit.checkpoints.webhook: %w", err)
		}
		p.add("audit.checkpoints.webhook", sink, asDocument)
	}
	return nil
}

// syslog is the collector that the settings of a section name.
func (c *config) syslog(section, to, caFile, kind string) (*push.Syslog, error) {
	var ca []byte
	if caFile != "" {
		var err error
		if ca, err = policy.ReadFile(c.beside(caFile)); err != nil {
			return nil, fmt.Errorf("%s.syslog_ca: %w", section, err)
		}
	}
	sink, err := push.NewSyslog(to, ca, kind)
	if err != nil {
		return nil, fmt.Errorf("%s.syslog: %w", section, err)
	}
	return sink, nil
}

// logCheckpoints also writes them to standard error, which a server's keeper
// collects, whatever level is logged.
func (h *house) logCheckpoints() error {
	if !h.config.Audit.Checkpoints.Stderr {
		return nil
	}
	log, err := newLogger(os.Stderr, "info", h.config.Log.Format)
	if err != nil {
		return err
	}
	h.pushes.add("standard error", push.Func(func(_ context.Context, note []byte) error {
		log.Info("checkpoint of the audit trail", "records", sizeIn(note), "checkpoint", string(note))
		return nil
	}), asNote)
	return nil
}

// sizeIn is how many records a checkpoint covers; 0 for a change of keys.
func sizeIn(note []byte) int {
	lines := bytes.SplitN(note, []byte("\n"), 3)
	n, _ := strconv.Atoi(string(lines[min(1, len(lines)-1)])) // 0 for what is no number
	return n
}
