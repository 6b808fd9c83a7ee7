package main

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// newLogger writes to w: coloured lines on a terminal, JSON elsewhere, unless
// format says which. What is logged is for the operator; what was asked,
// decided and done is in the audit trail.
func newLogger(w io.Writer, level, format string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("log level %q: use debug, info, warn or error", level)
	}
	file, isFile := w.(*os.File)
	onTerminal := isFile && term.IsTerminal(int(file.Fd()))
	switch {
	case format == "json" || format == "auto" && !onTerminal:
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l, ReplaceAttr: blotted})), nil
	case format == "text" || format == "auto":
		return slog.New(tint.NewHandler(w, &tint.Options{Level: l, TimeFormat: time.TimeOnly, NoColor: !onTerminal || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb", ReplaceAttr: blotted})), nil
	}
	return nil, fmt.Errorf("log format %q: use auto, text or json", format)
}

// blotted takes out of the log what looks like a secret, as records do.
func blotted(_ []string, a slog.Attr) slog.Attr {
	var text string
	switch a.Value.Kind() {
	case slog.KindString:
		text = a.Value.String()
	case slog.KindAny:
		text = fmt.Sprintf("%+v", a.Value.Any())
	default:
		return a
	}
	if safe := audit.Blot(text); safe != text {
		a.Value = slog.StringValue(safe)
	}
	return a
}

// A standardLog gives on what libraries write to Go's standard logger, up to
// the first quote: net/http quotes there what a server sends unasked, and with
// it the key, if that is echoed.
type standardLog struct{ log *slog.Logger }

func (s standardLog) Write(line []byte) (int, error) {
	said, _, _ := strings.Cut(string(line), `"`)
	s.log.Warn("a library says: " + strings.TrimSpace(said))
	return len(line), nil
}

// takeStandardLog makes it the only place that the standard logger writes to.
func takeStandardLog(l *slog.Logger) {
	log.SetFlags(0)
	log.SetOutput(standardLog{l})
}
