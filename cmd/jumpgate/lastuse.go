package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// lastUse is when each token and certificate was last used: so that people see
// which are no longer needed. It is kept beside the trail, once a minute and at
// the end. The trail itself knows it to the second, and takes long to search; after
// a crash a minute may be missing here, and a use before that is told instead.
type lastUse struct {
	trail string
	log   *slog.Logger

	mu    sync.Mutex
	at    map[string]time.Time // by the way as policy.Proof has it
	dirty bool
	wrote time.Time
}

const keepUsesEvery = time.Minute

func lastUsePath(trail string) string { return trail + ".last-use" }

func newLastUse(trail string, log *slog.Logger) *lastUse {
	u := &lastUse{trail: trail, log: log, wrote: time.Now()}
	var err error
	if u.at, err = readLastUse(trail); err != nil {
		log.Warn("when tokens were last used is not known any more, and is noted anew", "error", err)
	}
	return u
}

// readLastUse is never nil. Where there is no such file, nothing was used.
func readLastUse(trail string) (map[string]time.Time, error) {
	at := map[string]time.Time{}
	src, err := readBeside(lastUsePath(trail), trail)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at, nil
	case err != nil:
		return at, err
	case json.Unmarshal(src, &at) != nil || at == nil:
		return map[string]time.Time{}, fmt.Errorf("%s is no list of times", lastUsePath(trail))
	}
	return at, nil
}

// used notes that a remote caller was identified.
func (u *lastUse) used(who tools.Caller) {
	way := who.Authn
	switch {
	case who.Claims != nil: // each of those tokens is another
		return
	case who.Certificate == nil:
		way = "token " + way
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.at[way], u.dirty = time.Now().UTC().Truncate(time.Second), true
}

// keep writes what is new, once in a while, or now.
func (u *lastUse) keep(now bool) {
	u.mu.Lock()
	if !u.dirty || !now && time.Since(u.wrote) < keepUsesEvery {
		u.mu.Unlock()
		return
	}
	u.dirty, u.wrote = false, time.Now()
	at := maps.Clone(u.at)
	u.mu.Unlock()
	src, err := json.Marshal(at, json.Deterministic(true), jsontext.WithIndent("  "))
	if err == nil {
		err = replaceBeside(lastUsePath(u.trail), u.trail, append(src, '\n'))
	}
	if err != nil {
		u.log.Warn("when tokens were last used could not be noted", "error", err)
	}
}

// credentials has a line for each way but local by which an agent is known.
func credentials(p *policy.Policy, agent string, used map[string]time.Time, now time.Time) string {
	var b strings.Builder
	for _, proof := range p.Proofs(agent) {
		if proof.Way == "local" {
			continue
		}
		fmt.Fprintf(&b, "    %s", proof.Way)
		switch at, known := used[proof.Way]; {
		case known:
			b.WriteString("; last used " + at.Format(time.RFC3339))
		case !strings.HasPrefix(proof.Way, "jwt "):
			b.WriteString("; no use is known")
		}
		switch {
		case proof.Until.IsZero():
		case now.Before(proof.Until):
			b.WriteString("; until " + proof.Until.UTC().Format(time.RFC3339))
		default:
			b.WriteString("; void since " + proof.Until.UTC().Format(time.RFC3339))
		}
		b.WriteString("\n")
	}
	return b.String()
}
