package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// matrixOptions are how the matrix is wanted.
type matrixOptions struct {
	at             string
	markdown, html bool
	golden         string
	update         bool
}

func newPolicyMatrix(f *flags) *cobra.Command {
	var o matrixOptions
	cmd := &cobra.Command{
		Use:     "matrix [FILE]",
		Example: "  jumpgate policy matrix\n  jumpgate policy matrix grants.yaml --golden grants.matrix",
		Short:   "Show who may call what, and by which rules: agents and tools, field by field",
		Long: "Show who may call what, and by which rules: a table on the terminal, Markdown, or one\nself-contained HTML page.\n\n" +
			"With --golden, compare it with a file under review instead: exit code 1 tells that they\ndiffer. The comparison is at the file's own time, unless --at gives another.",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			if o.update && o.golden == "" {
				return &exitError{exitUsage, errors.New("--update writes the file that --golden names")}
			}
			now, err := momentOf(o.at)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			if len(args) == 1 {
				f.config = args[0]
			}
			c, p, err := readPolicy(f, now)
			if err != nil {
				return err
			}
			if o.golden != "" {
				return o.compare(p, c.policyPath(), now)
			}
			return o.print(newMatrix(p, c.policyPath(), now, policy.Cell.String))
		}),
	}
	cmd.Flags().StringVar(&o.at, "at", "", "as it is at this `time`, such as 2027-06-30T00:00:00Z (default: now)")
	cmd.Flags().BoolVar(&o.markdown, "markdown", false, "as Markdown")
	cmd.Flags().BoolVar(&o.html, "html", false, "as one HTML page, for a report")
	cmd.Flags().StringVar(&o.golden, "golden", "", "compare with this `file`, and exit with 1 when it differs")
	cmd.Flags().BoolVar(&o.update, "update", false, "write the file that --golden names")
	cmd.MarkFlagsMutuallyExclusive("markdown", "html", "golden")
	return cmd
}

// momentOf reads a time given on the command line; "" is now.
func momentOf(text string) (time.Time, error) {
	if text == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("--at: it takes a time with its zone, such as 2027-06-30T00:00:00Z, not %q", text)
	}
	return t.UTC(), nil
}

func (o matrixOptions) print(m *matrix) error {
	text, err := "", error(nil)
	switch {
	case o.markdown:
		text = m.markdown()
	case o.html:
		text, err = m.html()
	default:
		text = m.text(terminalWidth())
	}
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(text)
	return err
}

// terminalWidth is that of the terminal; elsewhere always the same, so that
// output to a file is too.
func terminalWidth() int { return cmp.Or(outputWidth(), 100) }

// compare holds a policy against a golden file, or writes it.
func (o matrixOptions) compare(p *policy.Policy, file string, now time.Time) error {
	want, then, err := readGolden(o.golden)
	if err != nil && !o.update {
		return err
	}
	if err == nil && o.at == "" {
		now = then
	}
	got := newMatrix(p, file, now, policy.Cell.Exactly).golden()
	if o.update {
		return os.WriteFile(o.golden, []byte(got), 0o644)
	}
	if got == want {
		return nil
	}
	changed := changedLines(want, got)
	if _, err := fmt.Println(strings.Join(changed, "\n")); err != nil {
		return err
	}
	return fmt.Errorf("the policy in %s is not what %s says (%s): if it is meant so, --update writes it", file, o.golden, counted(len(changed), "line"))
}
