package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func newAudit(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Look into the audit trail (query, tail, show, stats, export), and check it (verify, prove)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newAuditVerify(f), newAuditQuery(f), newAuditTail(f), newAuditShow(f), newAuditStats(f), newAuditExport(f))
	cmd.AddCommand(newAuditHash(f), newAuditProve(f), newAuditCheckProof(), newAuditKeygen(), newAuditKey(f))
	return cmd
}

// trailNamed is the audit trail that an argument names, or else the
// configuration; it is there.
func trailNamed(f *flags, args []string) (string, error) {
	path, err := trailPath(f, args)
	if err == nil {
		err = nothingThere(path)
	}
	return path, err
}

// trailPath is where that trail is, or will be.
func trailPath(f *flags, args []string) (string, error) {
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

// nothingThere says that a trail has neither its newest file nor an older one.
func nothingThere(path string) error {
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return nil // what else is wrong with it shows when it is read
	}
	if older, _ := audit.Segments(path); len(older) > 0 {
		return nil
	}
	return fmt.Errorf("%w: nothing is on record there; name the trail's file, or with --config the server's configuration", err)
}
