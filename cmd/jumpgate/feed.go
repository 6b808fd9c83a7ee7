package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/audit/siem"
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

	connects connects // for a place that takes records over a connection, and not one by one; else nil

	wait    time.Duration // after the trail could not be read on
	retry   time.Duration // after a place failed; doubles with each time
	timeout time.Duration // most that a place may take for anything
	longest time.Duration // that a connection is kept
	failing bool

	toTheEnd bool // and no further
	has      arrived
	noted    time.Time // when that was kept last
}

// arrived is how far a place has the trail: where the next record stands, and
// the hash of the one before it, by which another trail in its place is known.
type arrived struct {
	Next audit.Place `json:"next"`
	Hash string      `json:"hash"`
}

// How long the trail is left alone when there is nothing new, and a place that
// fails at most.
const (
	feedLook  = 200 * time.Millisecond
	feedPause = time.Minute
)

func (f *feed) path() string { return f.trail + ".fed-" + f.name }

// run feeds until ctx ends, and then brings what is left in the trail, if that
// takes no long.
func (f *feed) run(ctx context.Context) {
	for {
		var err error
		if f.has, err = f.reached(); err != nil {
			f.log.Warn("how far a place has the audit trail is not known: it gets all of it again", "place", f.name, "error", err)
		}
		err = f.bringAll(ctx)
		switch {
		case ctx.Err() != nil:
			f.finish()
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

func (f *feed) bringAll(ctx context.Context) error {
	if f.connects != nil {
		return f.followConnected(ctx)
	}
	return f.follow(ctx)
}

// finish brings the last records of a trail that is closed, such as that the
// server stopped. A place that fails gets them when the server starts again.
func (f *feed) finish() {
	if f.failing {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), atLast)
	defer cancel()
	f.toTheEnd = true
	_ = f.bringAll(ctx)
}

// atLast is how long the end of the server waits for a place.
const atLast = 2 * time.Second

// A record that a place lacks, in its form, and how far the place has the trail
// with it.
type lacking struct {
	text []byte
	then arrived
}

// lacks ranges over what the place lacks, and waits for more, until ctx ends or,
// at last, as far as the trail goes. What
// stands in the trail and is no record has no form that would take it there.
func (f *feed) lacks(ctx context.Context) iter.Seq2[lacking, error] {
	return func(yield func(lacking, error) bool) {
		from := f.has
		at := from
		lines := audit.Follow(ctx, f.trail, at.Next, feedLook)
		if f.toTheEnd {
			lines = audit.Until(ctx, audit.LinesFrom(f.trail, at.Next))
		}
		for line, err := range lines {
			switch {
			case err != nil && at == from && from != (arrived{}):
				err = fmt.Errorf("%w: %w", audit.ErrGone, err) // what was noted is of another trail
			case err == nil && at.Hash != "" && !follows(line.Text, at.Hash):
				err = audit.ErrGone
			}
			if err != nil {
				yield(lacking{}, err)
				return
			}
			sum := sha256.Sum256(line.Text)
			at = arrived{line.Next(), hex.EncodeToString(sum[:])}
			text, err := f.form(line.Text)
			if err != nil {
				f.log.Warn("a line of the audit trail is no record, and a place does not get it: see jumpgate audit verify", "place", f.name, "error", err)
				continue
			}
			if !yield(lacking{text, at}, nil) {
				return
			}
		}
	}
}

func (f *feed) follow(ctx context.Context) error {
	defer func() { f.keep(0) }()
	for r, err := range f.lacks(ctx) {
		if err != nil {
			return err
		}
		if !f.bring(ctx, r.text) {
			break
		}
		f.has = r.then
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
	for wait := f.retry; ; wait = min(2*wait, feedPause) {
		once, cancel := context.WithTimeout(ctx, f.timeout)
		err := f.sink.Send(once, text)
		cancel()
		if err != nil && ctx.Err() != nil {
			return false
		}
		if no := new(siem.Rejected); errors.As(err, &no) {
			f.log.Warn("a place rejects a record of the audit trail, and does not have it", "place", f.name, "error", err)
			err = nil
		}
		if f.tell(err); err == nil {
			return true
		}
		if !pause(ctx, wait) {
			return false
		}
	}
}

// tell says once that a place fails, and once that it takes records again.
func (f *feed) tell(err error) {
	switch {
	case err != nil && !f.failing:
		f.log.Warn("a place does not take the audit trail: it is tried again, and nothing is lost", "place", f.name, "error", err)
	case err == nil && f.failing:
		f.log.Info("a place takes the audit trail again", "place", f.name)
	}
	f.failing = err != nil
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
