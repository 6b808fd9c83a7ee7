package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newTools(f *flags) *cobra.Command {
	var agent string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "tools",
		Example: "  jumpgate tools\n  jumpgate tools --agent helpdesk --json",
		Short:   "List the tools, or those that one agent sees",
		Args:    cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			rows, p, err := visibleTools(f, agent)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(tools.Encode(rows))
			}
			all := table{{"TOOL", "RESOURCE", "CLASS", "WHAT IT DOES"}}
			for _, t := range rows {
				does := t.Does
				if requires := p.Requires(agent, t.Name); requires != "" {
					does += " [" + requires + "]"
				}
				all.add(t.Name, t.On, t.Class.String(), does)
			}
			_, err = os.Stdout.WriteString(all.text(outputWidth()))
			return err
		}),
	}
	cmd.Flags().StringVar(&agent, "agent", "", "only what this agent sees, by the configuration's policy")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as MCP's tools/list gives them")
	return cmd
}

// visibleTools are an agent's tools, by its policy; without an agent all, and
// a policy that says nothing.
func visibleTools(f *flags, agent string) ([]*tools.Tool, *policy.Policy, error) {
	if agent == "" {
		return tools.All(), &policy.Policy{}, nil
	}
	c, p, err := readPolicy(f, time.Now())
	if err != nil {
		return nil, nil, err
	}
	if !p.Knows(agent) {
		return nil, nil, fmt.Errorf("%s has no agent %q", c.name(), agent)
	}
	return tools.Named(p.Tools(agent, time.Now())), p, nil
}
