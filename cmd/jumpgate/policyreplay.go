package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newPolicyReplay(f *flags) *cobra.Command {
	var trail string
	cmd := &cobra.Command{
		Use:   "replay --audit LOG NEW",
		Short: "Tell which calls on record another policy would decide otherwise; exit code 3 when any would be newly allowed",
		Long: "Read the calls on record in an audit trail, decide each again by the policy in NEW, and tell those\n" +
			"that it would decide otherwise: first what would be newly allowed. Each is decided at the time when\n" +
			"it was made, so that nothing differs but the policy. Nothing is asked of JumpCloud.\n\n" +
			"The record holds no secrets, and of scripts and long texts only their length and hash: it is said\n" +
			"where a call was decided without some of its arguments. Nor does it hold the object that a call was\n" +
			"about. Where a rule turns on what is not there, it is said, and nothing is decided.\n\n" +
			"Exit code 3 when any call would, or might, be newly allowed; else 0.",
		Example: "  jumpgate policy replay --audit audit.jsonl new.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			if trail == "" {
				return &exitError{exitUsage, errors.New("--audit takes the audit trail whose calls are decided again, such as audit.jsonl")}
			}
			p, err := policyIn(args[0])
			if err != nil {
				return err
			}
			progress := newReading(f)
			defer progress.end()
			if err := unbroken(trail, progress); err != nil {
				return err
			}
			var again replay
			records := 0
			for r, err := range audit.Read(trail) {
				if err != nil {
					fmt.Fprintf(os.Stderr, "warning: %v: what comes before is replayed\n", err)
					break
				}
				d, turnsOn := tools.Again(p, r)
				again.add(r, d, turnsOn)
				records++
				progress.decided(records)
			}
			progress.end()
			return again.print(p.Hash())
		}),
	}
	cmd.Flags().StringVar(&trail, "audit", "", "the `LOG` with the calls: an audit trail of jumpgate's")
	return cmd
}

// unbroken refuses a trail that was changed: calls may be missing from it. A
// last line without an end may be one that is just being written.
func unbroken(path string, progress *reading) error {
	evidence := audit.Evidence{Progress: progress.read}
	_, err := evidence.Verify(path)
	var damage *audit.Damage
	if errors.As(err, &damage) && damage.Fault == audit.Torn {
		return nil
	}
	return err
}
