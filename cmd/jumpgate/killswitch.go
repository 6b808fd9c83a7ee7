package main

import (
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A killSwitch knows which agents people have disabled. One that has not looked
// yet, or cannot read its file, has everybody disabled.
type killSwitch struct {
	trail   string
	audit   *audit.Log
	log     *slog.Logger
	off     atomic.Pointer[func(agent string) bool]
	found   string   // what the last look found, once it is recorded
	taken   switches // what counts
	spoilt  bool     // the file cannot be used, which is recorded
	failing bool     // the last look could not be recorded
}

// newKillSwitch looks for the first time. What was done while no server ran is
// recorded now.
func newKillSwitch(trail string, log *audit.Log, logger *slog.Logger) (*killSwitch, error) {
	k := &killSwitch{trail: trail, audit: log, log: logger}
	var err error
	if k.taken, err = readSwitches(seenPath(trail), trail); err != nil {
		logger.Warn("it is not known which disabled agents are recorded already: they are recorded again", "error", err)
	}
	err = k.look()
	if names := k.taken.disabled(); len(names) > 0 {
		logger.Warn("agents are disabled: 'jumpgate agent enable NAME' lets one go on", "agents", strings.Join(names, ", "))
	}
	return k, err
}

// disabledNow says whether an agent is disabled, for the gate.
func (k *killSwitch) disabledNow(agent string) bool {
	off := k.off.Load()
	return off == nil || (*off)(agent)
}

// look looks once. To disable counts at once and is then recorded; to enable is
// recorded, and then counts. The error is that of a record that could not be
// written: the next look tries again.
func (k *killSwitch) look() error {
	src, err := readBeside(switchPath(k.trail), k.trail)
	found := fingerprint(src, err)
	if found == k.found {
		return nil
	}
	next := noSwitches()
	if err == nil {
		next, err = parseSwitches(switchPath(k.trail), src)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		err = k.disableAll(err)
	} else {
		err = k.take(next)
	}
	if err == nil {
		k.found = found
	}
	return err
}

// lookAgain looks, and says once that a record cannot be written.
func (k *killSwitch) lookAgain() {
	err := k.look()
	if err != nil && !k.failing {
		k.log.Error("a change of the disabled agents could not be recorded: who is disabled is, and who is enabled waits", "error", err)
	}
	k.failing = err != nil
}

// disableAll denies everybody: nobody knows who is meant.
func (k *killSwitch) disableAll(problem error) error {
	k.off.Store(nil)
	if k.spoilt {
		return nil
	}
	k.log.Error("the list of disabled agents cannot be used: "+denyingAll, "error", problem)
	_, err := k.audit.Append(audit.Record{Kind: audit.AgentDisabled, Decision: &audit.Decision{Rule: "disabled", Reason: problem.Error()}})
	k.spoilt = err == nil
	return err
}

func (k *killSwitch) take(next switches) error {
	now := k.taken
	either := func(agent string) bool { return now.Agents[agent].Disabled || next.Agents[agent].Disabled }
	if k.spoilt {
		if _, err := k.audit.Append(audit.Record{Kind: audit.AgentEnabled, Decision: &audit.Decision{Reason: "the list of those that are disabled can be read again"}}); err != nil {
			return err
		}
		k.spoilt = false
	}
	k.off.Store(&either)
	if err := k.record(now, next); err != nil {
		return err
	}
	k.taken = next
	off := func(agent string) bool { return next.Agents[agent].Disabled }
	k.off.Store(&off)
	return k.remember(next)
}

// record writes a record of each agent that was switched.
func (k *killSwitch) record(now, next switches) error {
	names := slices.Sorted(maps.Keys(next.Agents))
	for name := range now.Agents {
		if _, ok := next.Agents[name]; !ok {
			names = append(names, name)
		}
	}
	for _, name := range names {
		was, is := now.Agents[name], next.Agents[name]
		if was == is || is == (switchEntry{}) && !was.Disabled {
			continue
		}
		kind := audit.AgentEnabled
		if is.Disabled {
			kind = audit.AgentDisabled
		}
		r := audit.Record{Kind: kind, Who: &audit.Who{Name: is.User, Authn: "uid " + is.UID, Transport: "cli"},
			What: &audit.What{Targets: []audit.Target{{Kind: "agent", ID: name}}}, Decision: &audit.Decision{Rule: "disabled", Reason: is.Reason}}
		if is == (switchEntry{}) {
			r.Who, r.Decision.Reason = nil, "it no longer stands in the list of those that are disabled"
		}
		if _, err := k.audit.Append(r); err != nil {
			return err
		}
		k.log.Warn("an agent was switched", "agent", name, "disabled", is.Disabled, "by", is.User, "reason", is.Reason)
	}
	return nil
}

// remember keeps what the trail tells of, for the next start and for commands
// that wait for it.
func (k *killSwitch) remember(s switches) error {
	seen, err := readSwitches(seenPath(k.trail), k.trail)
	if err == nil && seen.same(s) {
		return nil
	}
	src, err := s.encode()
	if err != nil {
		return err
	}
	return replaceBeside(seenPath(k.trail), k.trail, src)
}

// disabled are the names of the agents that are disabled, sorted.
func (s switches) disabled() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.Agents)) {
		if s.Agents[name].Disabled {
			names = append(names, name)
		}
	}
	return names
}
