package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// The exit codes of `audit verify`, beside exitFailed.
const (
	exitTampered = 2
	exitTorn     = 3
)

func newAuditVerify(f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [PATH]",
		Short: "Check that no record of the audit trail was changed, removed, moved or doubled",
		Long: "Read the audit trail from its beginning, and check that every record follows from the one before it.\n" +
			"It takes no lock and may run beside a server.\n\n" +
			"Exit codes: 0 good, 1 it could not be read, 2 tampered with, 3 the last line is torn.",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			path, err := trailNamed(f, args)
			if err != nil {
				return err
			}
			report, err := audit.Verify(path)
			if err != nil {
				return damaged(path, err)
			}
			_, err = fmt.Printf("%s: %s, in one unbroken chain: verified.\n", path, counted(int(report.Records), "record"))
			return err
		}),
	}
}

// damaged gives what is wrong with a trail its exit code.
func damaged(path string, err error) error {
	var d *audit.Damage
	switch {
	case !errors.As(err, &d):
		return err
	case d.Fault == audit.Torn:
		return &exitError{exitTorn, fmt.Errorf("%s: %w", path, err)}
	}
	return &exitError{exitTampered, fmt.Errorf("%s: %w", path, err)}
}
