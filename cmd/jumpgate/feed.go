package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
)

// A feed brings every record of the trail to one place, in order, as the trail's
// files have them: nothing that the place does, or does not, keeps a call
// waiting or loses a record. What has arrived is noted beside the trail, so that
// a restart goes on from there; what arrived within the last second before a
// crash may arrive twice.
type feed struct {
	name  string // of the place, as the configuration calls it
	trail string
	sink  push.Sink
	form  func(line []byte) ([]byte, error)
	log   *slog.Logger

	wait    time.Duration // after the trail could not be read on
	failing bool
	has     arrived
	noted   time.Time // when that was kept last
}

// arrived is how far a place has the trail: where the next record stands, and
// the hash of the one before it, by which another trail in its place is known.
type arrived struct {
	Next audit.Place `json:"next"`
	Hash string      `json:"hash"`
}

// How long the trail is left alone when there is nothing new, one record may
// take, and a place that fails is left alone at most.
const (
	feedLook    = 200 * time.Millisecond
	feedTimeout = 10 * time.Second
	feedPause   = time.Minute
)

func (f *feed) path() string { return f.trail + ".fed-" + f.name }

// run feeds until ctx ends.
func (f *feed) run(ctx context.Context) {
	for ctx.Err() == nil {
		var err error
		if f.has, err = f.reached(); err != nil {
			f.log.Warn("how far a place has the audit trail is not known: it gets all of it again", "place", f.name, "error", err)
		}
		err = f.follow(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, audit.ErrGone):
			f.log.Warn("files of the audit trail are gone that a place does not have: it gets what is left", "place", f.name)
			_ = os.Remove(f.path())
		default:
			f.log.Error("the audit trail cannot be read on for a place", "place", f.name, "error", err)
		}
		pause(ctx, f.wait)
	}
}

func (f *feed) follow(ctx context.Context) error {
	defer func() { f.keep(0) }()
	from := f.has
	for line, err := range audit.Follow(ctx, f.trail, f.has.Next, feedLook) {
		if err != nil && f.has == from && from != (arrived{}) {
			return fmt.Errorf("%w: %w", audit.ErrGone, err) // what was noted is of another trail
		}
		if err != nil {
			return err
		}
		if f.has.Hash != "" && !follows(line.Text, f.has.Hash) {
			return audit.ErrGone
		}
		text, err := f.form(line.Text)
		if err != nil {
			return err
		}
		if !f.bring(ctx, text) {
			return ctx.Err()
		}
		sum := sha256.Sum256(line.Text)
		f.has = arrived{line.Next(), hex.EncodeToString(sum[:])}
		f.keep(time.Second)
	}
	return ctx.Err()
}

// follows says whether a record names the hash of the one before it.
func follows(line []byte, hash string) bool {
	var r struct {
		Prev string `json:"prev"`
	}
	return json.Unmarshal(line, &r) == nil && r.Prev == hash
}

// bring tries until the place has it, or ctx ends.
func (f *feed) bring(ctx context.Context, text []byte) bool {
	for wait := time.Second; ; wait = min(2*wait, feedPause) {
		once, cancel := context.WithTimeout(ctx, feedTimeout)
		err := f.sink.Send(once, text)
		cancel()
		switch {
		case err == nil:
			if f.failing {
				f.log.Info("a place takes the audit trail again", "place", f.name)
			}
			f.failing = false
			return true
		case ctx.Err() != nil:
			return false
		case !f.failing:
			f.log.Warn("a place does not take the audit trail: it is tried again, and nothing is lost", "place", f.name, "error", err)
		}
		f.failing = true
		if !pause(ctx, wait) {
			return false
		}
	}
}

// pause is false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// reached is what was kept of how far a place has the trail.
func (f *feed) reached() (arrived, error) {
	var at arrived
	src, err := os.ReadFile(f.path())
	if errors.Is(err, os.ErrNotExist) {
		return at, nil
	}
	if err == nil {
		err = json.Unmarshal(src, &at, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return arrived{}, err
	}
	return at, nil
}

// keep notes how far it is, unless it did within that time.
func (f *feed) keep(within time.Duration) {
	if time.Since(f.noted) < within {
		return
	}
	f.noted = time.Now()
	src, err := json.Marshal(f.has)
	if err == nil {
		err = replaceBeside(f.path(), f.trail, src)
	}
	if err != nil {
		f.log.Warn("how far a place has the audit trail could not be noted: after a restart it gets more of it again", "place", f.name, "error", err)
	}
}
