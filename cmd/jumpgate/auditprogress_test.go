package main

import (
	"bytes"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"
)

// Long work says how far it is: over and over on a line of a terminal, in the log elsewhere.
func TestAReadingTellsHowFarItIs(t *testing.T) {
	for live, wants := range map[bool][]string{true: {"\r\x1b[K5 MB, ", "\r\x1b[K70000 records decided again\r"}, false: {"megabytes=5", "records=70000"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		before := os.Stderr
		os.Stderr = w
		p := &reading{log: slog.New(slog.NewTextHandler(&log, nil)), live: live, begun: time.Now().Add(-time.Minute)}
		p.read(5e6)
		p.read(6e6) // too soon
		p.told = time.Time{}
		p.decided(70_000)
		p.decided(70_001)
		p.end()
		os.Stderr = before
		w.Close()
		shown, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		said := string(shown) + log.String()
		for _, want := range wants {
			if strings.Count(said, want) != 1 {
				t.Errorf("%q, not once %q", said, want)
			}
		}
		if strings.Contains(said, "6 MB") || strings.Contains(said, "70001") || !live && len(shown) > 0 {
			t.Errorf("%q", said)
		}
	}
}
