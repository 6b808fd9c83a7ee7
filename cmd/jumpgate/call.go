package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newCall(f *flags) *cobra.Command {
	var agent, args string
	var inSandbox bool
	cmd := &cobra.Command{
		Use:   "call TOOL",
		Short: "Make one call through the whole gate and print its answer as JSON",
		Example: "  jumpgate call users_list --sandbox --args '{\"limit\": 3}'\n" +
			"  jumpgate call users_get --agent onboarding --args '{\"id\": \"ana.ruiz\"}'",
		Args: cobra.ExactArgs(1),
		RunE: does(func(cmd *cobra.Command, words []string) error {
			raw := jsontext.Value(args)
			if !raw.IsValid() {
				return &exitError{exitUsage, errors.New("--args must be one JSON object, such as '{\"limit\": 3}', without duplicate names")}
			}
			h, err := open(cmd.Context(), f, inSandbox)
			if err != nil {
				return err
			}
			defer h.close()
			who, err := localAgent(h.policy, agent, h.clock.now())
			if err != nil {
				return err
			}
			answer := h.gate.Call(cmd.Context(), tools.Caller{Agent: who, Authn: "local", Transport: "cli", Session: audit.NewCallID()}, words[0], raw)
			if err := printJSON(answer.Structured); err != nil {
				return err
			}
			return codeOf(answer)
		}),
	}
	cmd.Flags().StringVar(&agent, "agent", "", "the agent to call as (default: the only local one)")
	cmd.Flags().StringVar(&args, "args", "{}", "the tool's arguments, a JSON object")
	cmd.Flags().BoolVar(&inSandbox, "sandbox", false, "call an invented directory in memory instead of JumpCloud; needs no key")
	return cmd
}

// codeOf is the exit code that an answer means: denied is not failed.
func codeOf(a tools.Answer) error {
	if !a.IsError {
		return nil
	}
	if strings.Contains(string(a.Structured), `"code":"denied"`) {
		return &exitError{code: exitDenied}
	}
	return &exitError{code: exitFailed}
}

// printJSON writes JSON to standard output, indented for people.
func printJSON(v jsontext.Value) error {
	v = v.Clone()
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := fmt.Fprintf(os.Stdout, "%s\n", v)
	return err
}
