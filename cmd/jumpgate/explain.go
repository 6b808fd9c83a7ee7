package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func newExplain(f *flags) *cobra.Command {
	var asked struct{ agent, tool, args, target, now string }
	var batch bool
	cmd := &cobra.Command{
		Use:   "explain [TOOL]",
		Short: "What a call would be decided, and by which rules; no call is made",
		Example: "  jumpgate policy explain users_update --agent onboarding --args '{\"id\": \"5f0c1b2a3d4e5f6071829304\", \"sudo\": true}'\n" +
			"  jumpgate policy explain --batch <calls.jsonl",
		Long: "Explain says what a call would be decided, and what every rule that names its tool comes to.\n\n" +
			"With --batch it reads JSON lines {\"agent\", \"tool\", \"args\", \"now\", \"target\"} from standard input, and answers\n" +
			"each with a line {\"decision\", \"rule\", \"reason\", \"requires\"}; of a target that a line leaves out no field is there.",
		Args: cobra.MaximumNArgs(1),
		RunE: does(func(_ *cobra.Command, words []string) error {
			now := time.Now()
			_, p, err := readPolicy(f, now)
			if err != nil {
				return err
			}
			if batch {
				return explainAll(p, os.Stdin, os.Stdout, now)
			}
			if len(words) == 1 {
				asked.tool = words[0]
			}
			if asked.tool == "" || asked.agent == "" {
				return &exitError{exitUsage, errors.New("explain takes a tool and --agent, or --batch")}
			}
			q := tools.Question{Agent: asked.agent, Tool: asked.tool, Args: jsontext.Value(asked.args), Now: now}
			if asked.target != "" {
				q.Target = jsontext.Value(asked.target)
			}
			if !q.Args.IsValid() || q.Target != nil && (q.Target.Kind() != '{' || !q.Target.IsValid()) {
				return &exitError{exitUsage, errors.New("--args and --target take one JSON object each")}
			}
			if asked.now != "" {
				if q.Now, err = time.Parse(time.RFC3339Nano, asked.now); err != nil {
					return &exitError{exitUsage, errors.New("--now takes a time such as 2026-11-23T12:00:00Z")}
				}
			}
			d, weighed := tools.Explain(p, q)
			if err := printExplained(os.Stdout, q, d, weighed); err != nil {
				return err
			}
			if _, err := tools.Verdict(p, q); err != nil && d.Effect != policy.Invalid {
				_, err = fmt.Printf("A call may be decided otherwise: %v (--target).\n", err)
				return err
			}
			return nil
		}),
	}
	cmd.Flags().StringVar(&asked.agent, "agent", "", "who would call")
	cmd.Flags().StringVar(&asked.tool, "tool", "", "the tool, where it is not the first word")
	cmd.Flags().StringVar(&asked.args, "args", "{}", "the tool's arguments, a JSON object")
	cmd.Flags().StringVar(&asked.target, "target", "", "the object that the call is about, a JSON object; \"groups\" in it are names")
	cmd.Flags().StringVar(&asked.now, "now", "", "when (default: now)")
	cmd.Flags().BoolVar(&batch, "batch", false, "JSON lines from standard input, an answer each")
	return cmd
}

func printExplained(to io.Writer, q tools.Question, d policy.Decision, weighed []policy.Weighed) error {
	said := fmt.Sprintf("%s, %s: %s by %s", q.Agent, q.Tool, d.Effect, d.Rule)
	if reason := tools.ReasonOf(d); reason != "" {
		said += ": " + reason
	}
	var all table
	for _, one := range weighed {
		when, fires := whatOf(one), "no"
		if when == "" {
			when = "always"
		}
		if one.Fires {
			fires = "yes"
		}
		all.add("  "+one.Rule, verb(one), fires, one.Truth.String(), when)
	}
	_, err := io.WriteString(to, behind("", said, outputWidth())+"\n"+all.text(outputWidth()))
	return err
}

// explainAll answers line by line, each as it comes.
func explainAll(p *policy.Policy, from io.Reader, to io.Writer, now time.Time) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 2<<20)
	for n := 1; lines.Scan(); n++ {
		line := struct {
			Agent  string         `json:"agent"`
			Tool   string         `json:"tool"`
			Args   jsontext.Value `json:"args"`
			Target jsontext.Value `json:"target"`
			Now    time.Time      `json:"now"`
		}{Args: jsontext.Value("{}"), Target: jsontext.Value("{}"), Now: now}
		if err := json.Unmarshal(lines.Bytes(), &line, json.RejectUnknownMembers(true), jsontext.AllowDuplicateNames(true)); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if line.Target.Kind() != '{' {
			line.Target = jsontext.Value("{}")
		}
		d, _ := tools.Explain(p, tools.Question{Agent: line.Agent, Tool: line.Tool, Args: line.Args, Target: line.Target, Now: line.Now})
		answer, err := json.Marshal(struct {
			Decision string `json:"decision"`
			Rule     string `json:"rule"`
			Reason   string `json:"reason"`
			Requires string `json:"requires,omitzero"`
		}{d.Effect.String(), d.Rule, tools.ReasonOf(d), d.Requires})
		if err != nil {
			return err
		}
		if _, err := to.Write(append(answer, '\n')); err != nil {
			return err
		}
	}
	return lines.Err()
}
