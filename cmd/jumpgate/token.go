package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

func newToken() *cobra.Command {
	cmd := &cobra.Command{Use: "token", Short: "Make bearer tokens for agents: new", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:     "new AGENT",
		Example: "  jumpgate token new onboarding",
		Short:   "Make a bearer token for an agent; it is shown once, its hash goes into the configuration",
		Args:    cobra.ExactArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			if !policy.ValidName(args[0]) {
				return &exitError{exitUsage, fmt.Errorf("%q is no agent's name: lower-case letters, digits, - and _", args[0])}
			}
			token, hash := policy.NewToken()
			if _, err := fmt.Println(token); err != nil {
				return fmt.Errorf("the token could not be written, so throw it away and make another: %w", err)
			}
			fmt.Fprintf(os.Stderr, "\nThat line is the token of %s. It is shown this once and stored nowhere: give it to the agent's client.\nIn the policy, under agents.%s:\n\n    identify:\n      - token_sha256: %s\n", args[0], args[0], hash)
			return nil
		}),
	})
	return cmd
}
