package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// The exit codes of `audit verify`, beside exitFailed and exitUsage.
const (
	exitTorn       = 3
	exitUnfinished = 4
	exitTampered   = 5
)

func newAuditVerify(f *flags) *cobra.Command {
	var e evidenceFlags
	cmd := &cobra.Command{
		Use:   "verify [PATH]",
		Short: "Check that no record of the audit trail was changed, removed, moved or doubled",
		Long: "Read the audit trail over all its files, check that every record follows from the one before it, and\n" +
			"hold it against its checkpoints: those beside it, and those that were kept elsewhere (--checkpoint), in\n" +
			"files of them or in a server's log. It takes no lock and may run beside a server.\n\n" +
			"Who can write the trail can also replace the key beside it: keep the verifier key elsewhere, and give\n" +
			"it with --key. A key that it was changed for since is trusted too.\n\n" +
			"Exit codes: 0 good; 1 it could not be read; 2 the command line is wrong; 3 the last line is torn, as a\n" +
			"crash leaves it; 4 calls have an intent and no outcome, as those have that a running server is at work on;\n" +
			"5 tampered with: records or checkpoints are not as they were written.",
		Example: "  jumpgate audit verify audit.jsonl\n" +
			"  jumpgate audit verify --key \"$(cat verifier)\" --checkpoint kept.checkpoints\n" +
			"  journalctl -u jumpgate | jumpgate audit verify audit.jsonl --checkpoint -",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			path, err := trailNamed(f, args)
			if err != nil {
				return err
			}
			evidence, err := e.read()
			if err != nil {
				return err
			}
			p := newReading(f)
			evidence.Progress = p.read
			report, err := evidence.Verify(path)
			p.end()
			if err != nil {
				return damaged(path, report, err)
			}
			return told(path, report, evidence)
		}),
	}
	e.add(cmd)
	return cmd
}

// evidenceFlags are what was kept elsewhere of a trail.
type evidenceFlags struct {
	key         string
	checkpoints []string
}

func (e *evidenceFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.key, "key", "", "the `VERIFIER` key that was kept elsewhere (default: the one beside the trail)")
	cmd.Flags().StringArrayVar(&e.checkpoints, "checkpoint", nil, "a `FILE` with checkpoints that were kept elsewhere, or - for standard input; may be given again")
}

func (e *evidenceFlags) read() (audit.Evidence, error) {
	kept, err := given(e.checkpoints)
	return audit.Evidence{Key: strings.TrimSpace(e.key), Given: kept}, err
}

// given reads checkpoints that were kept elsewhere.
func given(names []string) ([]audit.Given, error) {
	var all []audit.Given
	for _, name := range names {
		read := func() ([]byte, error) { return os.ReadFile(name) }
		if name == "-" {
			name, read = "standard input", func() ([]byte, error) { return io.ReadAll(os.Stdin) }
		}
		text, err := read()
		if err != nil {
			return nil, fmt.Errorf("--checkpoint: %w", err)
		}
		all = append(all, audit.Given{Name: name, Text: text})
	}
	return all, nil
}

// damaged gives what is wrong with a trail its exit code.
func damaged(path string, report audit.Report, err error) error {
	var d *audit.Damage
	var u *audit.Untrusted
	switch {
	case errors.As(err, &d) && d.Fault == audit.Torn:
		return &exitError{exitTorn, fmt.Errorf("%s: %w. The %s before it are good; a server that starts cuts it off", path, err, counted(report.Records, "record"))}
	case errors.As(err, &d):
		return &exitError{exitTampered, fmt.Errorf("%s: tampered with: %w", path, err)}
	case errors.As(err, &u):
		return &exitError{exitTampered, fmt.Errorf("%s: not to be trusted: %w", path, err)}
	}
	return err
}

// told tells what is known of a trail in which nothing is wrong.
func told(path string, r audit.Report, e audit.Evidence) error {
	var said strings.Builder
	fmt.Fprintf(&said, "%s: %s, in one unbroken chain: verified.\n", path, counted(r.Records, "record"))
	if r.FirstSeq > 1 {
		fmt.Fprintf(&said, "Records 1 to %d are not here: their files were moved away. Record %d carries the hash of them all.\n", r.FirstSeq-1, r.FirstSeq)
	}
	fmt.Fprintln(&said, heldAgainst(r, e))
	if r.SetBack > 0 {
		fmt.Fprintf(&said, "The clock was set back: %s dated before the one before.\n", plural(r.SetBack, "record is", "records are"))
	}
	if _, err := os.Stdout.WriteString(said.String()); err != nil {
		return err
	}
	if len(e.Given) > 0 && r.Given == 0 {
		return fmt.Errorf("%s: none of the checkpoints that were given could be held against it: they cover records that were moved away; put their files beside it again", path)
	}
	return unfinished(path, r)
}

func heldAgainst(r audit.Report, e audit.Evidence) string {
	if r.Checkpoints == 0 {
		return "There is no checkpoint of it: whether its end was cut off or rewritten cannot be told."
	}
	said := fmt.Sprintf("It is what %s (%s given) cover, up to record %d", plural(r.Checkpoints, "checkpoint", "checkpoints"), zeroNone(r.Given), r.Checkpointed)
	if after := int64(r.Seq) - r.Checkpointed; after > 0 {
		said += fmt.Sprintf("; %s after it", plural(int(after), "record came", "records came"))
	}
	switch {
	case r.Key == "":
		return said + ". Their signatures were not checked: give the verifier key with --key."
	case e.Key == "":
		return said + ". The key is the one beside the trail, which who can write here can replace: keep " + audit.Legible(r.Key) + " elsewhere, and give it with --key."
	}
	return said + ", signed with the key that was given, or one that it vouches for."
}

// unfinished is no tampering, and told apart.
func unfinished(path string, r audit.Report) error {
	var gone, open int
	first := uint64(0)
	for _, u := range r.Unfinished {
		if first == 0 {
			first = u.Seq
		}
		if open++; u.Gone {
			open--
			gone++
		}
	}
	if len(r.Unfinished) == 0 {
		return nil
	}
	said := fmt.Sprintf("%s: %s no outcome, the first in record %d; nothing was tampered with.", path, plural(len(r.Unfinished), "call has", "calls have"), first)
	if open > 0 {
		said += fmt.Sprintf(" A server may be at work on %d of them.", open)
	}
	if gone > 0 {
		said += fmt.Sprintf(" The server of %d of them is gone: they may or may not have reached JumpCloud.", gone)
	}
	return &exitError{exitUnfinished, errors.New(said)}
}

func plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", more)
}

func zeroNone(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}
