package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/issuer"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/ops"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/spans"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A house is everything that a command needs to make governed calls: one
// configuration, wired.
type house struct {
	config *config
	log    *slog.Logger
	policy *policy.Policy
	audit  *audit.Log
	trail  string // where the audit log is
	clock  *steadyClock
	pushes *pushes
	kill   *killSwitch
	uses   *lastUse
	gate   *tools.Gate
	stop   []func()

	jumpcloud   *jcclient.Client
	meter       *ops.Meter
	upstream    *ops.Upstream
	tracer      *spans.Tracer // nil where nobody is told
	policyState policyState
	door        door

	approvals *approval.Book
	webhook   *webhook // nil where none is configured
}

// errSandboxOnly is added to the advice when no configuration is found.
var errSandboxOnly = errors.New("to try it without one: jumpgate demo, or --sandbox")

// open wires a house. With inSandbox the directory is an invented one in
// memory, no key is needed, and without a configuration the demo's policy
// stands in.
func open(ctx context.Context, f *flags, inSandbox bool) (*house, error) {
	h, err := prepare(f, inSandbox)
	if err != nil {
		return nil, err
	}
	if err := h.openGate(ctx, inSandbox); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

// prepare is the part of open that leaves no trace: the trail is not opened yet.
func prepare(f *flags, inSandbox bool) (*house, error) {
	// A reader of our output that goes away must not end calls that are under
	// way, which would leave no outcome in the record: writing fails instead.
	signal.Ignore(syscall.SIGPIPE)
	tools.Prepare()
	c, err := readConfig(f)
	if errors.Is(err, errNoConfig) && inSandbox {
		c.file, c.src, c.invented = "demo.yaml", demoPolicy, true
	} else if err != nil {
		return nil, adviseSandbox(err)
	}
	h := &house{config: c}
	if h.log, err = newLogger(os.Stderr, c.Log.Level, c.Log.Format); err != nil {
		return nil, err
	}
	takeStandardLog(h.log)
	if err := hideMemory(); err != nil {
		h.log.Warn("jumpgate's memory could not be hidden: a crash may write the key to disk", "error", err)
	}
	var warnings []policyWarning
	if h.policy, warnings, err = c.policy(time.Now()); err != nil {
		return nil, err
	}
	for _, w := range warnings {
		h.log.Warn("policy: " + w.String())
	}
	return h, nil
}

func adviseSandbox(err error) error {
	if errors.Is(err, errNoConfig) {
		return fmt.Errorf("%w\n%w", err, errSandboxOnly)
	}
	return err
}

func (h *house) openGate(ctx context.Context, inSandbox bool) error {
	h.meter = ops.NewMeter(version())
	h.upstream = ops.NewUpstream(ctx, func(ctx context.Context) error { return h.gate.Check(ctx) }, h.log)
	h.stop = append(h.stop, h.upstream.Wait)
	client, err := h.client(ctx, inSandbox)
	if err != nil {
		return err
	}
	h.jumpcloud = client
	where := audit.Where{Host: hostname(), OrgID: h.config.JumpCloud.OrgID, Server: version(), Instance: audit.NewCallID()}
	if h.trail, err = filepath.Abs(h.config.beside(h.config.Audit.Path)); err != nil {
		return err
	}
	if h.pushes, err = h.config.pushCheckpoints(ctx, h.log); err != nil {
		return err
	}
	if h.audit, err = audit.Open(h.trail, h.auditOptions(where)); err != nil {
		return err
	}
	if err := h.record(audit.ServerStart, audit.Decision{Reason: fmt.Sprintf("it offers %d tools, whose names, words and schemas hash to %s", len(tools.All()), tools.Digest()[:12])}); err != nil {
		return err
	}
	if err := h.record(audit.PolicyLoaded, audit.Decision{Policy: h.policy.Hash()}); err != nil {
		return err
	}
	h.policyState.isLoaded(time.Now())
	h.clock = newSteadyClock(h.audit.Newest(), h.log)
	if h.kill, err = newKillSwitch(h.trail, h.audit, h.log); err != nil {
		return err
	}
	h.uses = newLastUse(h.trail, h.log)
	if err = h.openApprovals(ctx, h.config.directory(inSandbox)); err != nil {
		return err
	}
	h.gate, err = tools.NewGate(tools.Options{
		Client: client, Policy: h.policy, Audit: h.audit, Disabled: h.kill.disabledNow, Verify: issuer.NewVerifier(h.log).Verify, Identified: h.uses.used, Approvals: h.approvals, Observe: h.called, Log: h.log, Now: h.clock.now,
		CallTimeout: h.config.Server.CallTimeout, MaxAnswerBytes: h.config.Server.MaxAnswerBytes,
	})
	return err
}

func (h *house) auditOptions(where audit.Where) audit.Options {
	c := h.config.Audit
	sync := audit.SyncAll
	if c.Sync == "changes" {
		sync = audit.SyncChanges
	}
	personal, _ := audit.ParsePersonal(c.PII) // checked when it was read; drop where it was not
	return audit.Options{Where: where, Personal: personal, RotateSize: sizeOf(c.Rotate.Size), RotateAge: c.Rotate.Age, Sync: sync, MinFree: sizeOf(c.MinFree), SigningKey: h.config.signingKey(), Checkpoint: h.pushes.checkpoint, Recorded: h.meter.Recorded, Synced: h.meter.Synced,
		Problem: func(err error) { h.log.Warn("the audit trail stands, but " + err.Error()) }}
}

// record writes one record about the server itself.
func (h *house) record(kind audit.Kind, d audit.Decision) error {
	_, err := h.audit.Append(audit.Record{Kind: kind, Decision: &d})
	return err
}

// client is the JumpCloud client, let through by the gate alone.
func (h *house) client(ctx context.Context, inSandbox bool) (*jcclient.Client, error) {
	options := jcclient.Options{
		RequestsPerSecond: float64(h.config.JumpCloud.RequestsPerSecond), MaxInFlight: h.config.JumpCloud.MaxInFlight, CoolDown: h.config.JumpCloud.CoolDown,
		OrgID: h.config.JumpCloud.OrgID, UserAgent: "jumpgate/" + version(), Authorize: tools.Authorize, Observe: h.sent, Blot: audit.Blot,
	}
	if inSandbox {
		origin, stop, err := serveSandbox(ctx, sandbox.New(sandbox.Options{}))
		if err != nil {
			return nil, err
		}
		h.stop = append(h.stop, stop)
		options.OrgID = ""
		options.ConsoleURL, options.InsightsURL = origin, origin+"/insights/directory/v1"
		options.APIKey = jcclient.NewSecret(sandbox.DefaultAPIKey)
		return jcclient.New(options)
	}
	var err error
	if options.ConsoleURL, options.InsightsURL, err = h.config.upstream(); err != nil {
		return nil, err
	}
	err = h.config.credentials(ctx, &options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.config.name(), err)
	}
	client, err := jcclient.New(options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", h.config.name(), err)
	}
	return client, nil
}

// upstream is where JumpCloud is: the region's hosts, or those spelled out.
func (c *config) upstream() (console, insights string, err error) {
	if console, insights, err = jcclient.Regions(c.JumpCloud.Region); err != nil {
		return "", "", fmt.Errorf("%s: jumpcloud.region: %w", c.name(), err)
	}
	if c.JumpCloud.ConsoleURL != "" {
		console = c.JumpCloud.ConsoleURL
	}
	if c.JumpCloud.InsightsURL != "" {
		insights = c.JumpCloud.InsightsURL
	}
	return console, insights, nil
}

// directory says which directory is asked, for approvals, which count in it alone.
func (c *config) directory(inSandbox bool) string {
	if inSandbox {
		return "sandbox"
	}
	console, _, err := c.upstream()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(console + " " + c.JumpCloud.OrgID)
}

// serveSandbox gives a sandbox an address on loopback until stop is called.
func serveSandbox(ctx context.Context, s http.Handler) (origin string, stop func(), err error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(ln)
	return (&url.URL{Scheme: "http", Host: ln.Addr().String()}).String(), func() { server.Close() }, nil
}

// close ends what open began, and records that it did.
func (h *house) close() {
	if h.uses != nil {
		h.uses.keep(true)
	}
	if h.audit != nil {
		if err := h.record(audit.ServerStop, audit.Decision{}); err != nil {
			h.log.Error("the audit trail could not be written", "error", err)
		}
		h.audit.Close()
	}
	if h.pushes != nil {
		h.pushes.close()
	}
	for _, stop := range h.stop {
		stop()
	}
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return name
}
