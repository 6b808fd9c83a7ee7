package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newAudit(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Look into the audit trail (query, tail, show, stats, export), and check it (verify, prove)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newAuditVerify(f), newAuditQuery(f), newAuditTail(f), newAuditShow(f), newAuditStats(f), newAuditExport(f))
	cmd.AddCommand(newAuditHash(f), newAuditProve(f), newAuditCheckProof(), newAuditKeygen(), newAuditKey(f))
	return cmd
}

// trailNamed is the audit trail that an argument names, or else the
// configuration.
func trailNamed(f *flags, args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	c, err := readConfig(f)
	if errors.Is(err, errNoConfig) {
		return "", &exitError{exitUsage, fmt.Errorf("which audit trail? Name its file, or with --config a configuration whose audit.path does")}
	}
	if err != nil {
		return "", err
	}
	return c.beside(c.Audit.Path), nil
}
