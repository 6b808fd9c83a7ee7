package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newPolicyScopes(f *flags) *cobra.Command {
	var agent string
	cmd := &cobra.Command{
		Use:     "scopes",
		Example: "  jumpgate policy scopes\n  jumpgate policy scopes --agent helpdesk",
		Short:   "Tell the least that JumpCloud's key must be allowed: the scopes of its administrator's role",
		Long: "Tell the least that JumpCloud's key must be allowed, for all calls that the policy can let through:\n" +
			"the scopes of a custom role, for the administrator or the service account that the key belongs to.\n\n" +
			"They are what JumpCloud publishes with each operation. It says nothing of fields: users_update is\n" +
			"one operation, whatever it changes.",
		Args: cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			now := time.Now()
			c, p, err := readPolicy(f, now)
			if err != nil {
				return err
			}
			if agent != "" && !p.Knows(agent) {
				return fmt.Errorf("%s has no agent %q", c.name(), agent)
			}
			_, err = os.Stdout.WriteString(scopesText(needs(p, agent, now)))
			return err
		}),
	}
	cmd.Flags().StringVar(&agent, "agent", "", "for this agent's calls alone")
	return cmd
}

// A need is a tool that some call could be allowed, and all requests that such
// calls may make.
type need struct {
	tool   *tools.Tool
	routes []jcclient.Route
}

// needs are those of the agent; of all agents when none is named. Later there
// can only be fewer: time takes away.
func needs(p *policy.Policy, agent string, now time.Time) []need {
	asks, waits := map[string][]string{}, map[string]bool{}
	for _, a := range p.Agents() {
		if agent == "" || a.ID == agent {
			for _, tool := range p.Tools(a.ID, now) {
				asks[tool] = append(asks[tool], p.Asks(a.ID, tool, now)...)
				waits[tool] = waits[tool] || p.MayAsk(a.ID, tool)
			}
		}
	}
	var all []need
	for _, t := range tools.Named(slices.Sorted(maps.Keys(asks))) {
		routes := t.Routes(asks[t.Name])
		if waits[t.Name] { // people see a plan of it
			routes = append(routes, t.PlanRoutes()...)
		}
		all = append(all, need{t, routes})
	}
	return all
}

func scopesText(granted []need) string {
	if len(granted) == 0 {
		return "The policy grants nothing: its key needs no scope.\n"
	}
	var said strings.Builder
	least := jcclient.LeastScopes(routesOf(granted))
	all := table{{"SCOPE", "WHAT IT IS FOR"}}
	for _, scope := range least {
		all.add(scope, strings.Join(wanting(granted, scope), ", "))
	}
	said.WriteString(all.text(outputWidth()))
	fmt.Fprintf(&said, "\nAll in a line: %s\n", strings.Join(least, ","))
	told := map[string]bool{}
	for _, r := range routesOf(granted) {
		switch {
		case told[r.String()]:
		case r.Unpublished:
			fmt.Fprintf(&said, "JumpCloud does not publish %s: its scopes are a guess.\n", r)
		case len(r.Scopes()) == 0:
			fmt.Fprintf(&said, "JumpCloud publishes no scope for %s: try which role it takes.\n", r)
		}
		told[r.String()] = true
	}
	return said.String()
}

func routesOf(some []need) []jcclient.Route {
	var all []jcclient.Route
	for _, n := range some {
		all = append(all, n.routes...)
	}
	return all
}

// wanting are the tools one of whose requests a scope lets through; what is
// read beside, to confirm a change or to decide, is told apart.
func wanting(granted []need, scope string) []string {
	var names []string
	for _, n := range granted {
		for i, r := range n.routes {
			if !slices.Contains(r.Scopes(), scope) {
				continue
			}
			if i == 0 {
				names = append(names, n.tool.Name)
			} else {
				names = append(names, n.tool.Name+" (reads beside)")
			}
			break
		}
	}
	return names
}
