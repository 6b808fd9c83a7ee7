package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

func newPolicy(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "policy", Short: "Look after the policy: check, matrix, diff, explain, test, scopes, replay", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:     "check [FILE]",
		Example: "  jumpgate policy check\n  jumpgate policy check grants.yaml",
		Short:   "Validate the configuration and its policy: every error with its line, and warnings",
		Args:    cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				f.config = args[0]
			}
			c, err := readConfig(f)
			if err != nil {
				return err
			}
			now := time.Now()
			p, warnings, err := c.policy(now)
			if err != nil {
				return err
			}
			for _, w := range warnings {
				fmt.Fprintln(os.Stderr, "warning:", w)
			}
			told := len(warnings)
			if err := c.credentialsFit(); err != nil { // what is missing may come from the environment, elsewhere
				fmt.Fprintf(os.Stderr, "warning: %s: %v\n", c.name(), err)
				told++
			}
			var said strings.Builder
			fmt.Fprintf(&said, "%s is valid: %s, %s. Policy %s.\n", c.policyPath(), counted(len(p.Agents()), "agent"), counted(told, "warning"), p.Hash()[:12])
			for _, a := range p.Agents() {
				fmt.Fprintf(&said, "  %-24s sees %s\n", a.ID, counted(len(p.Tools(a.ID, now)), "tool"))
				for _, c := range p.Conditions(a.ID) {
					fmt.Fprintf(&said, "    %s %s %s\n", c.Rule, verb(c), whatOf(c))
				}
			}
			_, err = os.Stdout.WriteString(said.String())
			return err
		}),
	}, newPolicyMatrix(f), newPolicyDiff(), newExplain(f), newPolicyTest(f), newPolicyScopes(f), newPolicyReplay(f))
	return cmd
}

func verb(w policy.Weighed) string {
	if w.Grants {
		return "grants"
	}
	if w.Requires != "" {
		return "requires"
	}
	return "denies"
}

// whatOf is what a rule requires, and its condition.
func whatOf(w policy.Weighed) string { return strings.TrimSpace(w.Requires + " " + w.When) }

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, strings.TrimSuffix(what, "s"))
}
