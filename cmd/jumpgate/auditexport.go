package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/index"
	"github.com/jumpgate-mcp/jumpgate/audit/siem"
)

func newAuditExport(f *flags) *cobra.Command {
	var q queryFlags
	var format, ocsf, out string
	names := strings.Join(slices.Sorted(maps.Keys(siem.Formats)), ", ")
	cmd := &cobra.Command{
		Use:   "export --format FORMAT [PATH]",
		Short: "Write records for a log collector: " + names,
		Long: "Write the records for which all that is asked holds, one a line: ocsf (OCSF, API Activity), ecs\n" +
			"(Elastic Common Schema, JSON lines), cef (ArcSight), otlp (OpenTelemetry, a request in JSON a line).\n" +
			"Each carries the record's number, the hash of its line and that of the line before it, so that it can\n" +
			"be held against the audit trail. FILE has its name only when all is written, and is never replaced.",
		Example: "  jumpgate audit export --format ocsf --since yesterday\n  jumpgate audit export --format cef --decision deny --out denied.cef",
		Args:    cobra.MaximumNArgs(1),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			write := siem.Formats[format]
			if write == nil {
				return &exitError{exitUsage, fmt.Errorf("--format: it takes one of %s, not %q", names, format)}
			}
			switch {
			case format != "ocsf" && cmd.Flags().Changed("ocsf-version"):
				return &exitError{exitUsage, errors.New("--ocsf-version: it is of --format ocsf alone")}
			case ocsf == "1.9":
				write = siem.OCSF19
			case ocsf != "1.8":
				return &exitError{exitUsage, fmt.Errorf("--ocsf-version: it takes 1.8 or 1.9, not %q", ocsf)}
			}
			path, err := q.over(f, args)
			if err != nil {
				return err
			}
			defer patience(path).Stop()
			entries := index.Find(cmd.Context(), path, q.Query, 0)
			lines := func(w io.Writer) error {
				return eachRecord(entries, func(e audit.Entry) error {
					line, err := write(e)
					if err == nil {
						_, err = w.Write(append(line, '\n'))
					}
					return err
				})
			}
			if out == "" || out == "-" {
				w := newRecordWriter(sentences)
				return w.end(lines(w))
			}
			return toNewFile(out, lines)
		}),
	}
	cmd.Flags().StringVar(&format, "format", "", names)
	cmd.Flags().StringVar(&ocsf, "ocsf-version", "1.8", "1.8, or 1.9, which is not released: it has the agent and the record's integrity")
	cmd.Flags().StringVar(&out, "out", "", "write to this `file` (default: standard output)")
	q.add(cmd)
	return cmd
}

// toNewFile gives a file its name once it is whole. One with lines that were passed
// over is as whole as it can be.
func toNewFile(path string, write func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: name a new file", path)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	partial := path + ".partial"
	file, err := os.OpenFile(partial, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: another export writes it, or one broke off; remove it if so", partial)
	}
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 64<<10)
	passed := write(w)
	err = errors.Join(w.Flush(), file.Sync(), file.Close())
	if passed != nil && !errors.As(passed, new(passedOver)) {
		err = cmp.Or(passed, err)
	}
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		os.Remove(partial)
		return err
	}
	return passed
}
