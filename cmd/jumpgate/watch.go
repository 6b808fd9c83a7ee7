package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/policy/strict"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// lookEvery is how often a server looks whether its policy has changed, or who
// is disabled. It looks at what a file holds, wherever links lead: neither times
// nor names of files tell that reliably.
const lookEvery = 500 * time.Millisecond

// watch looks after the policy and the disabled agents while a server runs,
// until stop. The context that it returns ends with ctx, or when the terminal is
// gone that started the server.
func (h *house) watch(ctx context.Context) (_ context.Context, stop func()) {
	return h.watchBoth(ctx, h.policyWatch())
}

// watchBoth looks at each by itself: to read a policy, and to compare it with
// the old one, can take longer than an agent may go on.
func (h *house) watchBoth(ctx context.Context, w *policyWatch) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	hangups, terminal := hangups(), onTerminal()
	var done sync.WaitGroup
	done.Go(func() {
		h.everyLook(ctx, nil, func(bool) {
			h.kill.lookAgain()
			h.gate.TidyApprovals()
			h.uses.keep(false)
		})
	})
	done.Go(func() {
		h.everyLook(ctx, hangups, func(asked bool) {
			if asked && terminal && !onTerminal() {
				cancel()
				return
			}
			w.look(asked)
		})
	})
	return ctx, func() { cancel(); done.Wait() }
}

// everyLook looks twice a second, and when it is asked to.
func (h *house) everyLook(ctx context.Context, asks <-chan os.Signal, look func(asked bool)) {
	ticks := time.NewTicker(lookEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-asks:
			look(true)
		case <-ticks.C:
			look(false)
		}
		h.gate.TellLists()
	}
}

// A policyWatch puts in force what the policy's file holds.
type policyWatch struct {
	read    func() ([]byte, error)
	load    func(src []byte) (*policy.Policy, error)
	gate    *tools.Gate
	log     *slog.Logger
	pending string // what the last look found, when that was new
	settled string // what was found and is in force, or was refused
	state   *policyState
	unsaid  bool // that the record cannot be written was not said yet
}

func (h *house) policyWatch() *policyWatch {
	w := &policyWatch{read: h.config.readPolicy, load: h.config.loadPolicy, gate: h.gate, log: h.log, settled: h.gate.Policy().Hash(), state: &h.policyState, unsaid: true}
	if h.config.invented {
		w.read = func() ([]byte, error) { return h.config.src, nil }
	}
	return w
}

// look looks once. What is new counts when it is found twice, since it may have
// been half written; or at once, when somebody asks for it.
func (w *policyWatch) look(asked bool) {
	src, err := w.read()
	found := fingerprint(src, err)
	if found == w.settled {
		w.pending = ""
		return
	}
	if !asked && found != w.pending {
		w.pending = found
		return
	}
	var p *policy.Policy
	if err == nil {
		p, err = w.load(src)
	}
	w.state.isRefused(err != nil)
	if err == nil {
		err = w.exchange(p)
	} else {
		err = w.refuse(found, err)
	}
	if err != nil {
		w.state.isRefused(true) // what is not on record is not in force
	}
	switch {
	case err == nil:
		w.settled, w.unsaid = found, true
	case w.unsaid: // and it is tried again with each look
		w.unsaid = false
		w.log.Error("the policy has changed, but the audit trail cannot be written: the old policy stays in force", "error", err)
	}
}

// fingerprint tells apart what a look found: a file's content, or why there is none.
func fingerprint(src []byte, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	sum := sha256.Sum256(src)
	return hex.EncodeToString(sum[:])
}

func (w *policyWatch) exchange(p *policy.Policy) error {
	if p.Hash() == w.gate.Policy().Hash() {
		w.log.Info("the policy's file holds again what is in force", "policy", p.Hash()[:12])
		return nil
	}
	old := w.gate.Policy().Hash()
	changes, err := w.gate.Reload(p)
	if err != nil {
		return err
	}
	w.state.isLoaded(time.Now())
	w.log.Info("another policy came into force", "policy", p.Hash()[:12], "replaces", old[:12], "changes", policy.Summary(changes, 300))
	for _, warning := range p.Warnings(time.Now()) {
		w.log.Warn("policy: " + warning.String())
	}
	return nil
}

func (w *policyWatch) refuse(found string, problem error) error {
	if err := w.gate.Reject(inShort(found, problem)); err != nil {
		return err
	}
	w.log.Error("the policy's file cannot be used: the old policy stays in force, and what the file should take away is still granted", "policy", w.gate.Policy().Hash()[:12], "error", problem)
	return nil
}

// inShort is the first problem of a policy, how many more there are, and which
// content it was.
func inShort(found string, problem error) string {
	text := problem.Error()
	var all strict.Problems
	if errors.As(problem, &all) && len(all) > 0 {
		text = all[0].String()
		if len(all) > 1 {
			text += fmt.Sprintf("; and %s", counted(len(all)-1, "more problem"))
		}
	}
	if strings.HasPrefix(found, "error: ") {
		return text
	}
	return "content " + found[:12] + ", " + text
}

// readPolicy reads the bytes that the policy's half is in.
func (c *config) readPolicy() ([]byte, error) { return policy.ReadFile(c.policyPath()) }

// loadPolicy makes a policy of such bytes. A configuration is checked whole: one
// with which the server would not start again is none to go on with.
func (c *config) loadPolicy(src []byte) (*policy.Policy, error) {
	if c.PolicyFile != "" {
		return policy.Load(c.policyPath(), src, tools.ForPolicy())
	}
	if _, problems := checkConfig(c.file, src); len(problems) > 0 {
		return nil, problems
	}
	if named := policyFileIn(c.file, src); named != "" {
		return nil, fmt.Errorf("%s names %s as its policy_file, which is read at the start alone: restart the server", c.file, named)
	}
	return policy.Load(c.file, src, tools.ForPolicy(), programKeys...)
}
