package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// How often `audit tail -f` looks for more.
const tailEvery = 200 * time.Millisecond

func newAuditTail(f *flags) *cobra.Command {
	var n int
	var follow, inJSON bool
	cmd := &cobra.Command{
		Use:     "tail [PATH]",
		Short:   "Show the last records in plain English, and with -f those that follow",
		Example: "  jumpgate audit tail -f\n  jumpgate audit tail -n 100 --json audit.jsonl",
		Args:    cobra.MaximumNArgs(1),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if n < 0 {
				return &exitError{exitUsage, errors.New("-n: it takes how many records, 0 or more")}
			}
			path, err := trailNamed(f, args)
			if err != nil {
				return err
			}
			from, err := audit.Last(path, n)
			if err != nil {
				return err
			}
			w := newRecordWriter(sentences)
			if inJSON {
				w.form = asJSON
			}
			lines := audit.Until(cmd.Context(), audit.LinesFrom(path, from))
			if w.live = follow; follow {
				ctx, cancel := whileRead(cmd.Context())
				defer cancel()
				lines = audit.Follow(ctx, path, from, tailEvery)
			}
			return w.all(audit.Entries(lines, audit.Query{}))
		}),
	}
	cmd.Flags().IntVarP(&n, "lines", "n", 10, "how many records")
	cmd.Flags().BoolVarP(&follow, "follow", "f", false, "go on with the records that are written from now on, until Ctrl-C")
	cmd.Flags().BoolVar(&inJSON, "json", false, "the records' own bytes, one a line")
	return cmd
}
