package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/index"
)

func newAuditShow(f *flags) *cobra.Command {
	var inJSON bool
	cmd := &cobra.Command{
		Use:     "show CALL [PATH]",
		Example: "  jumpgate audit show 01M8KDQXB3\n  jumpgate audit show 01M8KDQXB3 --json audit.jsonl",
		Short:   "Tell all that is on record about one call",
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
			defer patience(path).Stop()
			story, err := callStory(cmd.Context(), path, strings.ToUpper(args[0])) // as ids are written
			if len(story.records) > 0 && (err == nil || errors.As(err, new(passedOver))) {
				err = cmp.Or(story.print(inJSON), err)
			}
			return err
		}),
	}
	cmd.Flags().BoolVar(&inJSON, "json", false, "the records' own bytes, one a line")
	return cmd
}

// callStory finds the records of the one call whose id begins as given. The id says when the call began, which is looked
// at first; who wrote the trail need not have kept to that.
func callStory(ctx context.Context, path, begin string) (s story, err error) {
	began, ok := audit.CallTime(begin)
	places := []audit.Query{{Since: began.Add(-time.Minute), Until: began.Add(time.Hour)}, {Since: began.Add(-time.Minute)}, {}}
	if !ok {
		places = places[2:]
	}
	for _, q := range places {
		s, err = readStory(index.Find(ctx, path, q, 0), begin)
		if err != nil && !errors.As(err, new(passedOver)) || s.ended() {
			return s, err
		}
	}
	if len(s.records) == 0 && err == nil {
		return s, fmt.Errorf("no call on record has an id that begins with %s: `jumpgate audit query` lists those that there are", audit.Quote(begin))
	}
	return s, err
}

func readStory(entries iter.Seq2[audit.Entry, error], begin string) (story, error) {
	var s story
	var others []string
	err := eachRecord(entries, func(e audit.Entry) error {
		id := e.Record.Call
		switch {
		case len(s.records) > 0 && e.Record.Parent == s.records[0].Call && begins(e.Record):
			s.parts = append(s.parts, e.Record)
		case !strings.HasPrefix(id, begin):
		case len(s.records) == 0 || s.records[0].Call == id:
			s.records = append(s.records, e.Record)
			s.lines = append(s.lines, bytes.Clone(e.Line))
		case !slices.Contains(others, id) && len(others) < 5:
			others = append(others, id)
		}
		return nil
	})
	if err == nil && len(others) > 0 {
		all := append([]string{s.records[0].Call}, others...)
		err = &exitError{exitUsage, fmt.Errorf("more than one call has an id that begins with %s: %s; give more of it", audit.Quote(begin), audit.Legible(strings.Join(all, ", ")))}
	}
	return s, err
}

// begins says that a record is the first of its call, but for look-ups.
func begins(r audit.Record) bool {
	return slices.Contains([]audit.Kind{audit.CallIntent, audit.CallDenied, audit.CallRefused}, r.Kind)
}

// ended says that the last word on the call is there.
func (s story) ended() bool {
	return len(s.records) > 0 && slices.Contains([]audit.Kind{audit.CallOutcome, audit.CallDenied, audit.CallRefused, audit.ApprovalDenied, audit.ApprovalExpired}, s.records[len(s.records)-1].Kind)
}

// A story is what is on record about one call.
type story struct {
	records []audit.Record
	lines   [][]byte
	parts   []audit.Record // what was asked for, and decided, in calls that were made for it
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
	if first.Parent != "" {
		about("Part of", "call "+first.Parent)
	}
	about("When", first.Time.UTC().Format("2006-01-02 15:04:05.000 MST"))
	about("Who", whoLines(s.latest(func(r audit.Record) bool { return r.Who != nil }))...)
	about("What", whatLines(s.latest(func(r audit.Record) bool { return r.What != nil }))...)
	about("Decision", decisionLines(s.latest(func(r audit.Record) bool { return r.Decision != nil && r.Decision.Effect != "" }))...)
	about("Approval", approvalLines(s.latest(func(r audit.Record) bool { return r.Approval != nil }))...)
	about("Outcome", outcomeLines(s.latest(func(r audit.Record) bool { return r.Outcome != nil }), s.open())...)
	if d := last.Time.Sub(first.Time); len(s.records) > 1 {
		about("Took", fmt.Sprintf("%s from the first record to the last", milliseconds(float64(d.Microseconds())/1000)))
	}
	about("Hidden", s.hidden()...)
	b.WriteString("\n")
	for _, r := range s.records {
		fmt.Fprintf(&b, "  %d  %s  %s\n", r.Seq, r.Time.UTC().Format("15:04:05.000"), audit.Legible(cmp.Or(r.Message, string(r.Kind))))
	}
	if len(s.parts) > 0 {
		b.WriteString("\n  Made for it:\n")
	}
	for _, r := range s.parts {
		fmt.Fprintf(&b, "  %d  %s  %s  %s\n", r.Seq, r.Time.UTC().Format("15:04:05.000"), audit.Legible(r.Call), audit.Legible(cmp.Or(r.Message, string(r.Kind))))
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
