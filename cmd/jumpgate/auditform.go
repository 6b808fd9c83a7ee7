package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A form is how records are written.
type form uint8

const (
	sentences form = iota + 1 // the time, the sentence, and the call that it is about
	asJSON                    // the records' own bytes
	asCSV                     // a table, fit for a spreadsheet
)

// recordWriter writes records to standard output. A terminal is sent nothing
// that it would act on, whoever wrote the file.
type recordWriter struct {
	*bufio.Writer
	form     form
	terminal bool
	live     bool // each record is written at once: somebody watches
	records  int
}

func newRecordWriter(f form) *recordWriter {
	signal.Ignore(syscall.SIGPIPE) // so that a reader who has seen enough is an error, and can be told
	w := &recordWriter{Writer: bufio.NewWriterSize(os.Stdout, 64<<10), form: f, terminal: stdoutIsTerminal()}
	if f == asCSV {
		_, _ = w.Write(tools.AppendCSV(nil, csvColumns[:]...)) // the error comes again when it is flushed
	}
	return w
}

func stdoutIsTerminal() bool { return term.IsTerminal(int(os.Stdout.Fd())) }

// write is given the record, and the line that it was read from.
func (w *recordWriter) write(r audit.Record, line []byte) error {
	w.records++
	var err error
	switch w.form {
	case asJSON:
		if w.terminal {
			line = audit.LegibleLine(line)
		}
		_, err = w.Write(append(line[:len(line):len(line)], '\n'))
	case asCSV:
		_, err = w.Write(tools.AppendCSV(nil, csvCells(r)...))
	default:
		_, err = w.WriteString(sentenceLine(r) + "\n")
	}
	if err == nil && w.live {
		err = w.Flush()
	}
	return err
}

// all writes records, to the last.
func (w *recordWriter) all(entries iter.Seq2[audit.Entry, error]) error {
	return w.end(eachRecord(entries, func(e audit.Entry) error { return w.write(e.Record, e.Line) }))
}

// end writes what is left, and returns what went wrong, if it was not that nobody
// reads on.
func (w *recordWriter) end(err error) error {
	if err = cmp.Or(err, w.Flush()); seenEnough(err) {
		return nil
	}
	return err
}

// sentenceLine is a record for a person: when, what, and the call to ask on about.
func sentenceLine(r audit.Record) string {
	said := r.Time.UTC().Format(time.RFC3339) + "  " + audit.Legible(r.Message)
	if r.Call != "" {
		said += "  [" + audit.Legible(r.Call) + "]"
	}
	return said
}

var csvColumns = [...]string{"seq", "time", "kind", "call", "agent", "tool", "class", "targets", "decision", "rule", "reason", "result", "code", "http_status", "ms", "message"}

func csvCells(r audit.Record) []string {
	cells := []string{strconv.FormatUint(r.Seq, 10), r.Time.UTC().Format(time.RFC3339Nano), string(r.Kind), r.Call, agentOf(r), "", "", "", "", "", "", "", "", "", "", r.Message}
	if w := r.What; w != nil {
		cells[5], cells[6], cells[7] = w.Tool, w.Class, strings.Join(targetNames(w.Targets), " ")
	}
	if d := r.Decision; d != nil {
		cells[8], cells[9], cells[10] = d.Effect, d.Rule, d.Reason
	}
	if o := r.Outcome; o != nil {
		cells[11], cells[12] = o.Result, o.Code
		if o.HTTPStatus != 0 {
			cells[13] = strconv.Itoa(o.HTTPStatus)
		}
		if o.MS != 0 {
			cells[14] = strconv.FormatFloat(o.MS, 'f', -1, 64)
		}
	}
	for i := range cells {
		cells[i] = audit.Legible(cells[i])
	}
	return cells
}

func agentOf(r audit.Record) string {
	if r.Who == nil {
		return ""
	}
	return r.Who.Agent
}

// targetNames names objects as a person would find them: by name and id.
func targetNames(targets []audit.Target) []string {
	var names []string
	for _, t := range targets {
		switch {
		case t.Name == "":
			names = append(names, t.ID)
		case t.ID == "":
			names = append(names, audit.Quote(t.Name))
		default:
			names = append(names, fmt.Sprintf("%s (%s)", audit.Quote(t.Name), t.ID))
		}
	}
	return names
}

// seenEnough says of an error that nobody reads on, as with "| head", which is no
// failure.
func seenEnough(err error) bool { return errors.Is(err, syscall.EPIPE) }
