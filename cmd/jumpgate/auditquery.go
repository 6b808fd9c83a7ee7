package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/index"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// queryFlags are what a query is asked for.
type queryFlags struct {
	audit.Query
	since, until string
}

// add gives a command the flags of a query.
func (q *queryFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&q.Agent, "agent", "", "the agent's id")
	cmd.Flags().StringVar(&q.Tool, "tool", "", "the tool's name")
	cmd.Flags().StringVar(&q.Class, "class", "", "the tool's class: "+strings.Join(classWords, ", "))
	cmd.Flags().StringVar(&q.Decision, "decision", "", "what was decided: "+strings.Join(effectWords, ", "))
	cmd.Flags().StringVar(&q.Target, "target", "", "an object that the call is about, by its `id or name`")
	cmd.Flags().StringVar(&q.Text, "text", "", "a part of the sentence, in capitals or not; or a hash by jumpgate audit hash, also in the arguments")
	cmd.Flags().StringVar(&q.since, "since", "", "not before this `time`: RFC 3339, a date, today, yesterday, or how long ago (2 hours ago, 7d)")
	cmd.Flags().StringVar(&q.until, "until", "", "not after this `time`; of a day, its end")
}

// over reads what is asked, and finds the trail that is.
func (q *queryFlags) over(f *flags, args []string) (path string, err error) {
	if err := q.read(time.Now()); err != nil {
		return "", &exitError{exitUsage, err}
	}
	return trailNamed(f, args)
}

func newAuditQuery(f *flags) *cobra.Command {
	var q queryFlags
	var limit int
	var inSentences, inJSON, inCSV bool
	cmd := &cobra.Command{
		Use:   "query [PATH]",
		Short: "Search the audit trail by agent, tool, class, decision, target, time or text",
		Long: "Print the records for which all that is asked holds, in the order in which they were written: as\n" +
			"sentences on a terminal, as JSON lines elsewhere. Days and times without a zone are those of UTC.",
		Example: "  jumpgate audit query --agent helpdesk --decision deny --since yesterday\n" +
			"  jumpgate audit query --target ana.ruiz --class destroy\n" +
			"  jumpgate audit query --since 2026-11-01 --until 2026-11-30 --csv >november.csv",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if limit < 0 || limit == 0 && cmd.Flags().Changed("limit") {
				return &exitError{exitUsage, errors.New("--limit: it takes how many records at most, 1 or more")}
			}
			path, err := q.over(f, args)
			if err != nil {
				return err
			}
			defer patience(path).Stop()
			w := newRecordWriter(chosenForm(inSentences, inJSON, inCSV))
			if err := w.all(index.Find(cmd.Context(), path, q.Query, limit)); err != nil {
				return err
			}
			if w.records == 0 {
				fmt.Fprintln(os.Stderr, "Nothing on record is like that.")
			}
			return nil
		}),
	}
	q.add(cmd)
	cmd.Flags().IntVar(&limit, "limit", 0, "only the newest `N` of those found")
	cmd.Flags().BoolVar(&inSentences, "sentences", false, "the time and the sentence of each, and its call (on a terminal, as if given)")
	cmd.Flags().BoolVar(&inJSON, "json", false, "the records' own bytes, one a line (elsewhere, as if given)")
	cmd.Flags().BoolVar(&inCSV, "csv", false, "a table that no spreadsheet takes for formulas")
	cmd.MarkFlagsMutuallyExclusive("sentences", "json", "csv")
	return cmd
}

var (
	classWords  = []string{"read", "reveal", "write", "privilege", "execute", "destroy"}
	effectWords = []string{"allow", "deny", "approval_required", "invalid"}
)

// read makes a query of the flags' values; an error says what one of them takes.
func (q *queryFlags) read(now time.Time) (err error) {
	for _, s := range []*string{&q.Agent, &q.Tool, &q.Target, &q.Text} {
		*s = audit.Legible(*s) // as records spell what is invisible
	}
	if q.Class != "" && !slices.Contains(classWords, q.Class) {
		return fmt.Errorf("--class: it takes %s, not %q", strings.Join(classWords, ", "), q.Class)
	}
	if q.Decision != "" && !slices.Contains(effectWords, q.Decision) {
		return fmt.Errorf("--decision: it takes %s, not %q", strings.Join(effectWords, ", "), q.Decision)
	}
	if q.Since, err = timeFlag("--since", q.since, false, now); err != nil {
		return err
	}
	if q.Until, err = timeFlag("--until", q.until, true, now); err != nil {
		return err
	}
	if !q.Until.IsZero() && q.Until.Before(q.Since) {
		return fmt.Errorf("--until (%s) is before --since (%s)", q.Until.Format(time.RFC3339), q.Since.Format(time.RFC3339))
	}
	return nil
}

// timeFlag reads a time or words for one; end says that a day stands for its end.
func timeFlag(name, value string, end bool, now time.Time) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return at, nil
	}
	at, ok := tools.Moment(value, end, now.UTC())
	if !ok {
		return at, fmt.Errorf("%s: %.60q is not clear: give a time in RFC 3339 (2026-08-20T09:00:00Z), a date (2026-08-20), today, yesterday, now, or how long ago (30m, 2 hours ago, 7d, 2w)", name, value)
	}
	return at, nil
}

func chosenForm(inSentences, inJSON, inCSV bool) form {
	switch {
	case inCSV:
		return asCSV
	case inJSON, !inSentences && !stdoutIsTerminal():
		return asJSON
	}
	return sentences
}
