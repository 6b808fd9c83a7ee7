package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

func newPolicyDiff() *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Tell in English what agents gain and lose from one file to another; exit code 3 when anything is gained",
		Long: "Tell in English what agents gain (+) and lose (-) from one file to another: tools and until when,\nways to be known, organizations. A file may be - for standard input.\n\n" +
			"The exit code is 3 when anything is gained, so that a grant is not merged unseen; else 0.",
		Example: "  git show main:grants.yaml | jumpgate policy diff - grants.yaml",
		Args:    cobra.ExactArgs(2),
		RunE: does(func(_ *cobra.Command, args []string) error {
			now, err := momentOf(at)
			if err != nil {
				return &exitError{exitUsage, err}
			}
			old, err := policyIn(args[0])
			if err != nil {
				return err
			}
			new, err := policyIn(args[1])
			if err != nil {
				return err
			}
			return printChanges(policy.Diff(old, new, now))
		}),
	}
	cmd.Flags().StringVar(&at, "at", "", "from this `time` on, such as 2027-06-30T00:00:00Z (default: now)")
	return cmd
}

func printChanges(changes []policy.Change) error {
	if len(changes) == 0 {
		fmt.Fprintln(os.Stderr, "No agent gains or loses anything.")
		return nil
	}
	if _, err := fmt.Println(strings.Join(policy.Lines(changes), "\n")); err != nil {
		return err
	}
	if slices.ContainsFunc(changes, policy.Change.Gained) {
		return &exitError{code: exitDenied}
	}
	return nil
}

// policyIn is the policy in a file, or in the one that its policy_file names:
// by what stands in the file alone, whatever the environment says.
func policyIn(file string) (*policy.Policy, error) {
	c := &config{file: file}
	var err error
	if file == "-" {
		c.file = "standard input"
		c.src, err = io.ReadAll(io.LimitReader(os.Stdin, 1<<20+1))
	} else {
		c.src, err = policy.ReadFile(file)
	}
	if err != nil {
		return nil, err
	}
	c.PolicyFile = policyFileIn(c.file, c.src)
	p, _, err := c.policy(time.Now())
	return p, err
}
