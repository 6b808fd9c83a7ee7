package main

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newTools(f *flags) *cobra.Command {
	var agent string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tools",
		Short: "List the tools, or those that one agent sees",
		Args:  cobra.NoArgs,
		RunE: does(func(*cobra.Command, []string) error {
			rows, err := visibleTools(f, agent)
			if err != nil {
				return err
			}
			if asJSON {
				return printJSON(tools.Encode(rows))
			}
			w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
			fmt.Fprintln(w, "TOOL\tRESOURCE\tCLASS\tWHAT IT DOES")
			for _, t := range rows {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.Name, t.On, t.Class, t.Does)
			}
			return w.Flush()
		}),
	}
	cmd.Flags().StringVar(&agent, "agent", "", "only what this agent sees, by the configuration's policy")
	cmd.Flags().BoolVar(&asJSON, "json", false, "as MCP's tools/list gives them")
	return cmd
}

func visibleTools(f *flags, agent string) ([]*tools.Tool, error) {
	all := tools.All()
	if agent == "" {
		return all, nil
	}
	c, err := readConfig(f)
	if err != nil {
		return nil, err
	}
	p, _, err := c.policy(time.Now())
	if err != nil {
		return nil, err
	}
	if !p.Knows(agent) {
		return nil, fmt.Errorf("%s has no agent %q", c.name(), agent)
	}
	return tools.Named(p.Tools(agent, time.Now())), nil
}
