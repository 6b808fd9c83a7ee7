package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

func newAgent(f *flags) *cobra.Command {
	var trail string
	cmd := &cobra.Command{Use: "agent", Short: "Stop agents at once, and let them go on: disable, enable, list", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.PersistentFlags().StringVar(&trail, "trail", "", "the server's audit trail (`file`), where its configuration cannot be read")
	cmd.AddCommand(newAgentSwitch(f, &trail, true), newAgentSwitch(f, &trail, false), newAgentList(f, &trail))
	return cmd
}

func newAgentSwitch(f *flags, trail *string, disable bool) *cobra.Command {
	var reason string
	use, short := "enable NAME", "Let a disabled agent go on, as far as the policy grants"
	if disable {
		use, short = "disable NAME", "Stop an agent within a second, whatever the policy says, until it is enabled"
	}
	cmd := &cobra.Command{
		Use: use, Short: short,
		Example: "  jumpgate agent " + strings.Fields(use)[0] + " onboarding --reason 'its laptop was stolen'",
		Long:    short + ".\n\nIt counts for every server with the same audit trail, and after a restart. The trail tells which\noperating-system user did it.",
		Args:    cobra.ExactArgs(1),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if err := checkReason(reason); err != nil {
				return &exitError{exitUsage, err}
			}
			path, p, err := agentsOf(f, *trail)
			if err != nil {
				return err
			}
			if err := knownAgent(path, p, args[0]); err != nil {
				return err
			}
			return switchAgent(cmd.Context(), path, args[0], switchEntry{Disabled: disable, Reason: reason})
		}),
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the record")
	return cmd
}

func checkReason(reason string) error {
	if utf8.RuneCountInString(reason) > 256 || !utf8.ValidString(reason) || strings.ContainsFunc(reason, strict.Hidden) {
		return errors.New("--reason: it takes one line of at most 256 characters that can be seen")
	}
	return nil
}

// agentsOf finds the trail whose servers are meant, and the policy's agents. It
// does without a policy, which may be broken just when an agent has to be stopped.
func agentsOf(f *flags, trail string) (path string, p *policy.Policy, err error) {
	if trail != "" {
		path, err = filepath.Abs(trail)
		return path, nil, err
	}
	c, err := readConfig(f)
	if err != nil {
		return "", nil, fmt.Errorf("%w\nor name the server's audit trail with --trail", err)
	}
	if path, err = filepath.Abs(c.beside(c.Audit.Path)); err != nil {
		return "", nil, err
	}
	p, _, err = c.policy(time.Now())
	if err != nil {
		fmt.Fprintln(os.Stderr, "The policy cannot be read, so it is not known which agents there are:", err)
	}
	return path, p, nil
}

// knownAgent refuses a name that nobody has, which would stop nobody. One that
// is in the list already may be let go.
func knownAgent(trail string, p *policy.Policy, name string) error {
	if !policy.ValidName(name) {
		return &exitError{exitUsage, fmt.Errorf("%q is no agent's name: lower-case letters, digits, - and _", name)}
	}
	if p == nil || p.Knows(name) {
		return nil
	}
	if listed, err := readSwitches(switchPath(trail), trail); err == nil && listed.Agents[name] != (switchEntry{}) {
		return nil
	}
	var names []string
	for _, a := range p.Agents() {
		names = append(names, a.ID)
	}
	return fmt.Errorf("the policy has no agent %q: it has %s", name, strings.Join(names, ", "))
}

// operator is who runs this command, as the operating system has it.
func operator() (name, uid string) {
	u, err := user.Current()
	if err != nil {
		return "unknown", fmt.Sprint(os.Getuid())
	}
	if by := os.Getenv("SUDO_USER"); by != "" && os.Geteuid() == 0 {
		return u.Username + " by sudo of " + by, u.Uid
	}
	return u.Username, u.Uid
}

func newAgentList(f *flags, trail *string) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the agents, which are disabled, since when and by whom, and when their tokens were last used",
		Example: "  jumpgate agent list",
		Args:    cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			path, p, err := agentsOf(f, *trail)
			if err != nil {
				return err
			}
			listed, err := readSwitches(switchPath(path), path)
			if err != nil {
				return fmt.Errorf("%w: %s", err, denyingAll)
			}
			used, err := readLastUse(path)
			if err != nil {
				fmt.Fprintln(os.Stderr, "When tokens were last used is not known:", err)
			}
			_, err = os.Stdout.WriteString(agentList(p, listed, used, time.Now()))
			return err
		}),
	}
}

// agentList has a line for each agent of the policy, and each that is disabled;
// below it, one for each of its tokens, issuers and certificates.
func agentList(p *policy.Policy, listed switches, used map[string]time.Time, now time.Time) string {
	names := listed.disabled()
	if p != nil {
		for _, a := range p.Agents() {
			names = append(names, a.ID)
		}
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range slices.Compact(names) {
		state := "active"
		switch entry := listed.Agents[name]; {
		case entry.Disabled:
			state = entry.String()
		case !p.Until(name).IsZero() && !now.Before(p.Until(name)):
			state = "its time was over at " + p.Until(name).UTC().Format(time.RFC3339)
		}
		if p != nil && !p.Knows(name) {
			state += "; the policy does not have it"
		}
		fmt.Fprintf(&b, "%-24s %s\n", name, state)
		if p != nil {
			b.WriteString(credentials(p, name, used, now))
		}
	}
	return b.String()
}

// String says what was done to an agent last.
func (e switchEntry) String() string {
	words := "enabled"
	if e.Disabled {
		words = "disabled"
	}
	words += fmt.Sprintf(" at %s by %q", e.Time.UTC().Format(time.RFC3339), e.User)
	if e.Reason != "" {
		words += fmt.Sprintf(" (%q)", e.Reason)
	}
	return words
}
