package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func newAuditProve(f *flags) *cobra.Command {
	var e evidenceFlags
	cmd := &cobra.Command{
		Use:   "prove SEQ [PATH]",
		Short: "Print one record with a proof that it stands in the audit trail, and none of the others",
		Long: "Print the record with the number SEQ, the hashes that lead from it to a checkpoint, and the checkpoint,\n" +
			"as one JSON document. Who has the verifier key checks it with `audit check-proof`, without the trail.\n" +
			"The whole trail is verified on the way. The checkpoint is the newest one; or of those given, when some\n" +
			"are.",
		Example: "  jumpgate audit prove 4711 >proof.json",
		Args:    cobra.RangeArgs(1, 2),
		RunE: does(func(_ *cobra.Command, args []string) error {
			seq, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil || seq == 0 {
				return &exitError{exitUsage, fmt.Errorf("%q is no record's number: they count from 1", args[0])}
			}
			path, err := trailNamed(f, args[1:])
			if err != nil {
				return err
			}
			evidence, err := e.read()
			if err != nil {
				return err
			}
			p := newReading(f)
			evidence.Progress = p.read
			proof, err := evidence.Prove(path, seq)
			p.end()
			if err != nil {
				return damaged(path, audit.Report{}, err)
			}
			return printAsJSON(proof)
		}),
	}
	e.add(cmd)
	return cmd
}

func newAuditCheckProof() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "check-proof FILE",
		Short: "Check a record's proof with the verifier key alone; the audit trail is not needed",
		Long: "Check what `audit prove` printed, in FILE or, with -, on standard input: that the record stands in the\n" +
			"audit trail whose verifier key is given, under that number, as it was written.\n\n" +
			"Exit codes: 0 proven, 1 it cannot be read, 2 the command line is wrong, 5 not proven.",
		Example: "  jumpgate audit check-proof proof.json --key \"$(cat verifier)\"",
		Args:    cobra.ExactArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			if key == "" {
				return &exitError{exitUsage, errors.New("--key takes the trail's verifier key, as you got it from whoever runs the server: a proof shows nothing by itself")}
			}
			text, err := os.ReadFile(args[0])
			if args[0] == "-" {
				text, err = io.ReadAll(os.Stdin)
			}
			if err != nil {
				return err
			}
			proof, err := audit.ParseProof(text)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			r, c, err := proof.Check(strings.TrimSpace(key))
			var untrusted *audit.Untrusted
			if errors.As(err, &untrusted) {
				return &exitError{exitTampered, fmt.Errorf("%s: not proven: %w", args[0], err)}
			}
			if err != nil {
				return err
			}
			_, err = os.Stdout.WriteString(provenSentence(r, c))
			return err
		}),
	}
	cmd.Flags().StringVar(&key, "key", "", "the `VERIFIER` key of the audit trail")
	return cmd
}

// provenSentence tells of a record that was proven. Who signed it may have written anything.
func provenSentence(r audit.Record, c audit.Checkpoint) string {
	return fmt.Sprintf("Proven: record %d of the %d that the checkpoint of %s covers.\n%s  %s\n", r.Seq, c.Size, audit.Legible(c.Origin), r.Time.Format(time.RFC3339), audit.Legible(r.Message))
}
