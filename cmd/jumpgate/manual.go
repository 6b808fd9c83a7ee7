package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newManual writes what a package of this program brings along.
func newManual(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "manual DIR",
		Short:   "Write the manual pages, and the completions of four shells, into a folder",
		Long:    "Write the manual pages into DIR/man, and the completions of bash, zsh, fish and PowerShell into DIR/completions,\nfor whoever packages jumpgate; pages are dated by SOURCE_DATE_EPOCH where it is set.\nOne shell's completions alone: jumpgate completion SHELL.",
		Example: "  jumpgate manual /tmp/jumpgate && man /tmp/jumpgate/man/jumpgate-serve.1",
		Args:    cobra.ExactArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			man, completions := filepath.Join(args[0], "man"), filepath.Join(args[0], "completions")
			if err := errors.Join(os.MkdirAll(man, 0o755), os.MkdirAll(completions, 0o755)); err != nil {
				return err
			}
			root.DisableAutoGenTag = true
			if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "jumpgate " + version(), Manual: "jumpgate"}, man); err != nil {
				return err
			}
			err := errors.Join(
				root.GenBashCompletionFileV2(filepath.Join(completions, "jumpgate.bash"), true),
				root.GenZshCompletionFile(filepath.Join(completions, "_jumpgate")),
				root.GenFishCompletionFile(filepath.Join(completions, "jumpgate.fish"), true),
				root.GenPowerShellCompletionFileWithDesc(filepath.Join(completions, "jumpgate.ps1")),
			)
			if err == nil {
				fmt.Printf("%s and %s were written.\n", man, completions)
			}
			return err
		}),
	}
}
