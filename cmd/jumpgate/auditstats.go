package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/index"
)

func newAuditStats(f *flags) *cobra.Command {
	var q queryFlags
	var inJSON bool
	cmd := &cobra.Command{
		Use:     "stats [PATH]",
		Short:   "Count the calls on record: by agent, tool, class, decision and outcome; without one, denied most, slowest, limits hit",
		Example: "  jumpgate audit stats --since 7d\n  jumpgate audit stats --agent helpdesk --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: does(func(cmd *cobra.Command, args []string) error {
			path, err := q.over(f, args)
			if err != nil {
				return err
			}
			defer patience(path).Stop()
			s := newStats()
			passed := eachRecord(index.Find(cmd.Context(), path, q.Query, 0), func(e audit.Entry) error { s.add(e.Record); return nil })
			if passed != nil && s.Records == 0 {
				return passed
			}
			if err := s.findOutcomes(cmd.Context(), path, q.Query); err != nil {
				return err
			}
			s.DeniedMost = s.deniedMost()
			w := newRecordWriter(sentences)
			if inJSON {
				err = json.MarshalWrite(w, s, json.Deterministic(true), jsontext.WithIndent("  "))
				_, _ = w.WriteString("\n")
			} else {
				_, err = w.WriteString(s.text())
			}
			return cmp.Or(w.end(err), passed)
		}),
	}
	q.add(cmd)
	cmd.Flags().BoolVar(&inJSON, "json", false, "all counts, as one JSON object")
	return cmd
}

// stats are counts of calls. A call is counted where it was decided.
type stats struct {
	Records    int            `json:"records"`
	Calls      int            `json:"calls"`
	First      time.Time      `json:"first,omitzero"`
	Last       time.Time      `json:"last,omitzero"`
	Agents     map[string]int `json:"agents"`
	Tools      map[string]int `json:"tools"`
	Classes    map[string]int `json:"classes"`
	Decisions  map[string]int `json:"decisions"`
	Outcomes   map[string]int `json:"outcomes"`
	DeniedMost []deniedCount  `json:"denied_most"`
	Slowest    []slowCall     `json:"slowest"`
	LimitsHit  map[string]int `json:"limits_hit"`
	Open       *int           `json:"without_outcome,omitzero"` // calls that were let through, and of which nothing says what came of them; nil where outcomes are not among what was asked for

	open   map[string]time.Time
	denied map[deniedCount]int
}

type deniedCount struct {
	Agent string `json:"agent"`
	Tool  string `json:"tool"`
	Rule  string `json:"rule,omitzero"`
	Calls int    `json:"calls"`
}

type slowCall struct {
	Call  string  `json:"call"`
	Agent string  `json:"agent"`
	Tool  string  `json:"tool"`
	MS    float64 `json:"ms"`
}

// mostTold is how many lines a list has that could be long.
const mostTold = 10

func newStats() *stats {
	return &stats{Agents: map[string]int{}, Tools: map[string]int{}, Classes: map[string]int{}, Decisions: map[string]int{}, Outcomes: map[string]int{},
		LimitsHit: map[string]int{}, denied: map[deniedCount]int{}, open: map[string]time.Time{}, DeniedMost: []deniedCount{}, Slowest: []slowCall{}}
}

func (s *stats) add(r audit.Record) {
	s.Records++
	if s.First.IsZero() || r.Time.Before(s.First) {
		s.First = r.Time
	}
	if r.Time.After(s.Last) {
		s.Last = r.Time
	}
	var what audit.What
	if r.What != nil {
		what = *r.What
	}
	agent, tool := audit.Legible(cmp.Or(agentOf(r), "nobody")), audit.Legible(cmp.Or(what.Tool, "no tool"))
	switch r.Kind {
	case audit.CallIntent:
		s.open[r.Call] = r.Time
	case audit.CallOutcome:
		delete(s.open, r.Call)
	}
	switch r.Kind {
	case audit.CallIntent, audit.CallDenied, audit.CallRefused, audit.ApprovalAsked:
		s.Calls++
		s.Agents[agent]++
		s.Tools[tool]++
		s.Classes[audit.Legible(cmp.Or(what.Class, "none"))]++
		s.decided(r, agent, tool)
	case audit.CallOutcome:
		s.ended(r, agent, tool)
	}
}

func (s *stats) decided(r audit.Record, agent, tool string) {
	var d audit.Decision
	if r.Decision != nil {
		d = *r.Decision
	}
	rule := audit.Legible(d.Rule)
	s.Decisions[audit.Legible(cmp.Or(d.Effect, "none"))]++
	if r.Kind == audit.CallIntent || r.Kind == audit.ApprovalAsked {
		return
	}
	s.denied[deniedCount{Agent: agent, Tool: tool, Rule: rule}]++
	// What a require rule denies is a call beyond its limit, or one more than may wait for people.
	if d.Effect == "deny" && strings.Contains("."+d.Rule, ".require.") {
		s.LimitsHit[rule]++
	}
}

func (s *stats) ended(r audit.Record, agent, tool string) {
	if r.Outcome == nil {
		return
	}
	s.Outcomes[audit.Legible(cmp.Or(r.Outcome.Result, "none"))]++
	s.Slowest = append(s.Slowest, slowCall{audit.Legible(r.Call), agent, tool, r.Outcome.MS})
	slices.SortStableFunc(s.Slowest, func(a, b slowCall) int { return cmp.Compare(b.MS, a.MS) })
	s.Slowest = s.Slowest[:min(len(s.Slowest), mostTold)]
}

// findOutcomes counts the calls without an outcome, once it has looked for those that are not among what was asked for.
func (s *stats) findOutcomes(ctx context.Context, path string, q audit.Query) error {
	if q.Decision != "" || q.Text != "" { // outcomes have no decision, and other words
		return nil
	}
	if len(s.open) > 0 && q != (audit.Query{}) {
		first := time.Time{}
		for _, at := range s.open {
			if first.IsZero() || at.Before(first) {
				first = at
			}
		}
		for e, err := range index.Find(ctx, path, audit.Query{Since: first}, 0) {
			if err != nil && !errors.As(err, new(*audit.NoRecord)) {
				return err
			}
			if err == nil && e.Record.Kind == audit.CallOutcome {
				delete(s.open, e.Record.Call)
			}
			if len(s.open) == 0 {
				break
			}
		}
	}
	s.Open = new(len(s.open))
	return nil
}

// deniedMost are those that were turned away most often.
func (s *stats) deniedMost() []deniedCount {
	all := []deniedCount{}
	for key, n := range s.denied {
		key.Calls = n
		all = append(all, key)
	}
	slices.SortFunc(all, func(a, b deniedCount) int {
		return cmp.Or(cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Tool, b.Tool), cmp.Compare(a.Rule, b.Rule))
	})
	return all[:min(len(all), mostTold)]
}

func (s *stats) text() string {
	if s.Records == 0 {
		return "There are no records.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s in %s, from %s to %s.\n", counted(s.Calls, "call"), counted(s.Records, "record"), s.First.UTC().Format(time.RFC3339), s.Last.UTC().Format(time.RFC3339))
	for _, list := range []struct {
		title  string
		counts map[string]int
	}{{"Agents", s.Agents}, {"Tools", s.Tools}, {"Classes", s.Classes}, {"Decisions", s.Decisions}, {"Outcomes", s.Outcomes}, {"Limits hit", s.LimitsHit}} {
		writeCounts(&b, list.title, list.counts)
	}
	if s.Open != nil && *s.Open > 0 {
		fmt.Fprintf(&b, "\n%s no outcome on record: under way, or cut short when the server stopped.\n", plural(*s.Open, "call has", "calls have"))
	}
	if len(s.DeniedMost) > 0 {
		b.WriteString("\nDenied most\n")
	}
	for _, d := range s.DeniedMost {
		by := ""
		if d.Rule != "" {
			by = " by " + d.Rule
		}
		fmt.Fprintf(&b, "%8d  %s: %s%s\n", d.Calls, d.Agent, d.Tool, by)
	}
	if len(s.Slowest) > 0 {
		b.WriteString("\nSlowest\n")
	}
	for _, c := range s.Slowest {
		fmt.Fprintf(&b, "%8s  %s: %s  [%s]\n", milliseconds(c.MS), c.Agent, c.Tool, c.Call)
	}
	return b.String()
}

// writeCounts writes a list, the largest count first.
func writeCounts(b *strings.Builder, title string, counts map[string]int) {
	if len(counts) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	names := slices.SortedFunc(maps.Keys(counts), func(a, c string) int { return cmp.Or(cmp.Compare(counts[c], counts[a]), cmp.Compare(a, c)) })
	for _, name := range names[:min(len(names), mostTold)] {
		fmt.Fprintf(b, "%8d  %s\n", counts[name], name)
	}
	if more := len(names) - mostTold; more > 0 {
		fmt.Fprintf(b, "          and %d more: --json tells them\n", more)
	}
}
