package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"golang.org/x/term"
)

// A reading tells on standard error how far a long trail was read.
type reading struct {
	log         *slog.Logger
	live        bool
	begun, told time.Time
}

func newReading(f *flags) *reading {
	log, err := newLogger(os.Stderr, or(f.logLevel, "info"), or(f.logFormat, "auto"))
	if err != nil {
		log = slog.New(slog.DiscardHandler)
	}
	now := time.Now()
	return &reading{log: log, live: term.IsTerminal(int(os.Stderr.Fd())), begun: now, told: now}
}

// due says whether it is time to tell again.
func (r *reading) due() bool {
	every := logEvery
	if r.live {
		every = liveEvery
	}
	if time.Since(r.told) < every {
		return false
	}
	r.told = time.Now()
	return true
}

// decided is told how many records were decided again so far.
func (r *reading) decided(records int) {
	switch {
	case !r.due():
	case r.live:
		fmt.Fprintf(os.Stderr, "\r\x1b[K%d records decided again\r", records)
	default:
		r.log.Info("deciding the calls on record again", "records", records)
	}
}

// read is told how many bytes were read so far.
func (r *reading) read(bytes int64) {
	if !r.due() {
		return
	}
	rate := float64(bytes) / r.told.Sub(r.begun).Seconds()
	if r.live {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%d MB, %.0f a second\r", bytes/1e6, rate/1e6)
		return
	}
	r.log.Info("reading the audit trail", "megabytes", bytes/1e6, "megabytes_per_second", int(rate/1e6))
}

func (r *reading) end() {
	if r.live {
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
