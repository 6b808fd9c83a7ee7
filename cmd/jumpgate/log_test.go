package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestTheLogTellsNoSecretThatSlippedIntoIt(t *testing.T) {
	const key = "jca_CANARY0123456789"
	for _, format := range []string{"json", "text"} {
		var out bytes.Buffer
		log, err := newLogger(&out, "debug", format)
		if err != nil {
			t.Fatal(err)
		}
		log.With("with", key).WithGroup("g").Error("it says "+key, "text", key, "error", fmt.Errorf("wrapped: %w", errors.New("Bearer CANARY0123456789")),
			"list", []string{key}, "struct", struct{ K string }{key}, slog.Group("h", "deep", key), "n", 42, "id", "66c0a1b2c3d4e5f601234567")
		said := out.String()
		if strings.Contains(said, "CANARY") || strings.Count(said, "[secret]") != 7 {
			t.Errorf("%s: %s", format, said)
		}
		if !strings.Contains(said, "42") || !strings.Contains(said, "66c0a1b2c3d4e5f601234567") || !strings.Contains(said, "it says") {
			t.Errorf("%s lost what is no secret: %s", format, said)
		}
	}
}
