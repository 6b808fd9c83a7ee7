package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func exportHelp() string {
	return `Write every row of a listing, through the whole gate: the agent needs the grant of the tool that
lists, and secrets are masked as in its answers. RESOURCE is one of

  ` + strings.Join(tools.Exports(), "\n  ") + `

With --out the rows go to FILE.partial until they are all there; FILE itself is never overwritten.
An export that broke off (Ctrl-C, a crash, a full disk, JumpCloud's error) goes on where it stopped
when the same command is given again. Without --out, or with "-", rows go to standard output.
server.call_timeout does not bound an export: each request has two minutes, and five tries.

Exit codes: 0 complete, 1 failed with nothing written, 2 usage, 3 denied, 4 incomplete: rows may be
missing, because the export broke off or the directory changed while it was read.`
}

// exportFlags are what an export is asked for.
type exportFlags struct {
	agent, format, out, args, fields string
	filters                          []string
	inSandbox                        bool
}

func newExport(f *flags) *cobra.Command {
	var o exportFlags
	cmd := &cobra.Command{
		Use:   "export RESOURCE",
		Short: "Write a whole listing to a file, through the whole gate",
		Long:  exportHelp(),
		Example: "  jumpgate export users --sandbox --format csv --fields username,email,department --out users.csv\n" +
			"  jumpgate export devices --filter 'os:$eq:Windows' --out windows.jsonl\n" +
			"  jumpgate export events --args '{\"service\": [\"sso\"], \"start_time\": \"7d\"}' --out sso.jsonl\n" +
			"  jumpgate export user_group_members --args '{\"group_id\": \"Engineering\"}'",
		Args: cobra.ExactArgs(1),
		RunE: does(func(cmd *cobra.Command, words []string) error {
			if tools.ParseFormat(o.format) == 0 {
				return &exitError{exitUsage, fmt.Errorf("--format: it takes jsonl or csv, not %q", o.format)}
			}
			args, err := o.arguments()
			if err != nil {
				return &exitError{exitUsage, err}
			}
			h, err := open(cmd.Context(), f, o.inSandbox)
			if err != nil {
				return err
			}
			defer h.close()
			if err := h.traceCalls(cmd.Context()); err != nil {
				return err
			}
			who, err := localAgent(h.policy, o.agent, h.clock.now())
			if err != nil {
				return err
			}
			of := exportOf{Tool: tools.ExportTool(words[0]), Args: args, Agent: who.ID, Format: o.format, Tenant: h.tenant(who, o.inSandbox)}
			return h.export(cmd.Context(), who, of, o.out)
		}),
	}
	cmd.Flags().StringVar(&o.agent, "agent", "", "the agent to export as (default: the only local one)")
	cmd.Flags().StringVar(&o.format, "format", "jsonl", "jsonl (a JSON object a line) or csv")
	cmd.Flags().StringVar(&o.out, "out", "", "the `FILE` to write (default: standard output)")
	cmd.Flags().StringArrayVar(&o.filters, "filter", nil, "only rows that match, as the listing tool's filter; may be given again")
	cmd.Flags().StringVar(&o.fields, "fields", "", "the members of a row to write, with commas between (default: all)")
	cmd.Flags().StringVar(&o.args, "args", "{}", "the listing tool's other arguments, a JSON object")
	cmd.Flags().BoolVar(&o.inSandbox, "sandbox", false, "export from an invented directory in memory instead of JumpCloud; needs no key")
	return cmd
}

// arguments are the listing tool's, in one order however they were given.
func (o exportFlags) arguments() (jsontext.Value, error) {
	args := map[string]any{}
	if err := json.Unmarshal([]byte(o.args), &args); err != nil || args == nil {
		return nil, errors.New("--args must be one JSON object, such as '{\"group_id\": \"Engineering\"}', without duplicate names")
	}
	for name, given := range map[string]any{"filter": o.filters, "fields": o.fields} {
		if _, twice := args[name]; twice && (name == "filter" && len(o.filters) > 0 || name == "fields" && o.fields != "") {
			return nil, fmt.Errorf("--%s and %s in --args: give one of them", name, name)
		}
		switch v := given.(type) {
		case []string:
			if len(v) > 0 {
				args[name] = v
			}
		case string:
			if v != "" {
				args[name] = v
			}
		}
	}
	return json.Marshal(args, json.Deterministic(true))
}

// tenant names the organization that rows come from: an export goes on only
// with rows of the same one.
func (h *house) tenant(who policy.Agent, inSandbox bool) string {
	if inSandbox {
		return "sandbox"
	}
	console, insights, err := h.config.upstream()
	if err != nil {
		return "" // no client would have been made
	}
	return strings.Join([]string{console, insights, or(who.OrgID, h.config.JumpCloud.OrgID)}, " ")
}

// export makes an export, and tells what came of it.
func (h *house) export(ctx context.Context, who policy.Agent, of exportOf, out string) error {
	to, from, err := h.destination(ctx, out, of)
	if err != nil {
		return err
	}
	p := newProgress(to, from, h, out)
	defer p.stop()
	caller := tools.Caller{Agent: who, Authn: "local", Transport: "cli", Session: audit.NewCallID()}
	answer := h.exportFrom(ctx, caller, of, p, from)
	if answer.Code == "moved" {
		h.log.Warn("the directory has changed since the export began: it begins anew", "rows", from.Rows)
		to.anew()
		p.anew()
		answer = h.exportFrom(ctx, caller, of, p, tools.Checkpoint{})
	}
	p.stop()
	if answer.IsError {
		return exportProblem(answer, p.reached.Rows, to.left())
	}
	if err := to.finish(); err != nil {
		return &exitError{exitIncomplete, err}
	}
	h.log.Info("the export is complete", "rows", p.reached.Rows, "bytes", p.reached.Bytes, "sha256", p.reached.SHA256, "call", answer.Call)
	if note := noteOf(answer); note != "" {
		h.log.Warn(note)
	}
	if n := p.reached.Spelled; n > 0 {
		h.log.Info("hidden characters are written out", "characters", n)
	}
	if n := p.reached.Defused; n > 0 {
		h.log.Info("what a spreadsheet would take for a formula has an apostrophe in front; jsonl has it as it is", "cells", n)
	}
	return nil
}

// exportFrom goes through the gate. What goes on asks for what was decided
// first: the same ids, and the same window of time.
func (h *house) exportFrom(ctx context.Context, who tools.Caller, of exportOf, to tools.Outlet, from tools.Checkpoint) tools.Answer {
	args := of.Args
	if from.Mark.Names != "" {
		args = from.Args
	}
	ctx, end := h.tracer.BeginExport(ctx)
	defer end()
	return h.gate.Export(ctx, who, of.Tool, args, tools.Export{Format: tools.ParseFormat(of.Format), To: to, From: from})
}

// noteOf is what an answer says beside what was asked.
func noteOf(a tools.Answer) string {
	var said struct {
		Note string `json:"note"`
	}
	_ = json.Unmarshal(a.Structured, &said) // an answer is JSON, and without a note there is none
	return said.Note
}

// exportProblem is why an export is not complete, and what to do.
func exportProblem(a tools.Answer, rows int, left string) error {
	var said struct {
		Error struct {
			Message string `json:"message"`
			Hint    string `json:"hint"`
		} `json:"error"`
	}
	if err := json.Unmarshal(a.Structured, &said); err != nil {
		return err
	}
	text := strings.TrimSpace(said.Error.Message + " " + said.Error.Hint)
	switch {
	case a.Code == "denied":
		return &exitError{exitDenied, errors.New(text)}
	case rows == 0 && a.Code != "changed":
		return &exitError{exitFailed, errors.New(text)}
	}
	return &exitError{exitIncomplete, fmt.Errorf("the export is incomplete after %s: %s%s", counted(rows, "row"), text, left)}
}
