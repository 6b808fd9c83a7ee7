package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func newAuditShow(f *flags) *cobra.Command {
	var inJSON bool
	cmd := &cobra.Command{
		Use:   "show CALL [PATH]",
		Short: "Tell all that is on record about one call",
		Long: "Tell all that is on record about one call: who asked for what, what was decided and why, what came\n" +
			"of it, and what the record hides. CALL is the call's id, or as much of its beginning as no other\n" +
			"call shares; `audit query` and `audit tail` print it, and an agent is told it with each answer.",
		Args: cobra.RangeArgs(1, 2),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if args[0] == "" {
				return &exitError{exitUsage, errors.New("which call? Give its id, or the beginning of it")}
			}
			path, err := trailNamed(f, args[1:])
			if err != nil {
				return err
			}
			story, err := callStory(until(cmd.Context(), audit.Lines(path)), args[0])
			if err != nil {
				return err
			}
			return story.print(inJSON)
		}),
	}
	cmd.Flags().BoolVar(&inJSON, "json", false, "the records' own bytes, one a line")
	return cmd
}

// callStory finds the records of the one call whose id begins as given.
func callStory(lines trailLines, begin string) (story, error) {
	var s story
	var others []string
	begin = strings.ToUpper(begin) // as ids are written
	err := eachRecord(audit.Entries(lines, audit.Query{}), func(e audit.Entry) error {
		id := e.Record.Call
		switch {
		case !strings.HasPrefix(id, begin):
		case len(s.records) == 0 || s.records[0].Call == id:
			s.records = append(s.records, e.Record)
			s.lines = append(s.lines, bytes.Clone(e.Line))
		case !slices.Contains(others, id) && len(others) < 5:
			others = append(others, id)
		}
		return nil
	})
	switch {
	case err != nil:
		return s, err
	case len(s.records) == 0:
		return s, fmt.Errorf("no call on record has an id that begins with %s: `jumpgate audit query` lists those that there are", audit.Quote(begin))
	case len(others) > 0:
		all := append([]string{s.records[0].Call}, others...)
		return s, &exitError{exitUsage, fmt.Errorf("more than one call has an id that begins with %s: %s; give more of it", audit.Quote(begin), audit.Legible(strings.Join(all, ", ")))}
	}
	return s, nil
}

// A story is what is on record about one call.
type story struct {
	records []audit.Record
	lines   [][]byte
}

func (s story) print(inJSON bool) error {
	if !inJSON {
		w := newRecordWriter(sentences)
		_, err := w.WriteString(s.text())
		return w.end(err)
	}
	w := newRecordWriter(asJSON)
	var err error
	for i := 0; i < len(s.records) && err == nil; i++ {
		err = w.write(s.records[i], s.lines[i])
	}
	return w.end(err)
}

// text tells the story; every part of it that came from the file is legible.
func (s story) text() string {
	var b strings.Builder
	about := func(title string, lines ...string) {
		for i, line := range lines {
			if i > 0 {
				title = ""
			}
			fmt.Fprintf(&b, "  %-10s%s\n", title, audit.Legible(line))
		}
	}
	first, last := s.records[0], s.records[len(s.records)-1]
	fmt.Fprintf(&b, "Call %s\n\n", audit.Legible(first.Call))
	about("When", first.Time.UTC().Format("2006-01-02 15:04:05.000 MST"))
	about("Who", whoLines(s.latest(func(r audit.Record) bool { return r.Who != nil }))...)
	about("What", whatLines(s.latest(func(r audit.Record) bool { return r.What != nil }))...)
	about("Decision", decisionLines(s.latest(func(r audit.Record) bool { return r.Decision != nil && r.Decision.Effect != "" }))...)
	about("Outcome", outcomeLines(s.latest(func(r audit.Record) bool { return r.Outcome != nil }), s.open())...)
	if d := last.Time.Sub(first.Time); len(s.records) > 1 {
		about("Took", fmt.Sprintf("%s from the first record to the last", milliseconds(float64(d.Microseconds())/1000)))
	}
	about("Hidden", s.hidden()...)
	b.WriteString("\n")
	for _, r := range s.records {
		fmt.Fprintf(&b, "  %d  %s  %s\n", r.Seq, r.Time.UTC().Format("15:04:05.000"), audit.Legible(cmp.Or(r.Message, string(r.Kind))))
	}
	return b.String()
}

// latest is the last record of the call that tells of something; the zero Record
// when none does.
func (s story) latest(tells func(audit.Record) bool) audit.Record {
	for _, r := range slices.Backward(s.records) {
		if tells(r) {
			return r
		}
	}
	return audit.Record{}
}

// open says that the call was let through, and nothing tells what came of it.
func (s story) open() bool {
	open := false
	for _, r := range s.records {
		open = r.Kind == audit.CallIntent || open && r.Kind != audit.CallOutcome
	}
	return open
}

// hidden names what the records do not hold as it was.
func (s story) hidden() []string {
	var all []string
	for _, r := range s.records {
		all = append(all, r.Erased...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 {
		return []string{"nothing"}
	}
	return []string{strings.Join(all, ", ")}
}
