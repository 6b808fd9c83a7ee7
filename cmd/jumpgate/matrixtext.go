package main

import (
	"fmt"
	"strings"
	"time"
)

// text is the matrix as a plain table in at most width columns, as far as the
// names of tools allow.
func (m *matrix) text(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Policy %s of %s, at %s\n\n", m.Hash[:12], m.File, m.At.Format(time.RFC3339))
	for _, a := range m.Agents {
		b.WriteString(hanging("  "+a.ID+"  ", a.describes(), width))
	}
	b.WriteString("\n" + hanging("", "yes: allowed; ask: once people approve it; if: some calls are, the rules say which; no: a rule denies it; -: nothing grants it. A number names the rules below the table.", width))
	for _, r := range m.Resources {
		r.text(&b, m.Agents, width)
	}
	return b.String()
}

// text is one resource: as many tables as its agents need, then the rules.
func (r matrixResource) text(b *strings.Builder, agents []matrixAgent, width int) {
	names, classes := len(r.Name)-2, 0
	for _, t := range r.Tools {
		names, classes = max(names, len(t.Name)), max(classes, len(t.Class))
	}
	left := 2 + names + 2 + classes
	for first := 0; first < len(agents); {
		last, columns := first, []int{}
		for used := left; last < len(agents); last++ {
			column := min(max(len(agents[last].ID), len("yes 99")), max(width-left-2, len("yes 99")))
			if used += 2 + column; used > width && last > first {
				break
			}
			columns = append(columns, column)
		}
		line := fmt.Sprintf("\n%-*s", left, r.Name)
		for i, a := range agents[first:last] {
			line += "  " + pad(clipped(a.ID, columns[i]), columns[i])
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		for _, t := range r.Tools {
			line := fmt.Sprintf("  %-*s  %-*s", names, t.Name, classes, t.Class)
			for i, f := range t.Fields[first:last] {
				line += "  " + pad(f.text(), columns[i])
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
		first = last
	}
	for i, note := range r.Notes {
		b.WriteString(hanging(fmt.Sprintf("  %2d  ", i+1), note, width))
	}
}

func (f matrixField) text() string {
	if f.Says == "" {
		return "-"
	}
	return fmt.Sprint(f.Says, " ", f.Note)
}

// hanging is a paragraph behind a mark, indented under its own beginning; under
// a long mark it begins on a line of its own.
func hanging(mark, text string, width int) string {
	if len(mark) > 24 {
		return strings.TrimRight(mark, " ") + "\n" + hanging("    ", text, width)
	}
	indent := strings.Repeat(" ", len(mark))
	return mark + strings.TrimLeft(wrap(text, max(width, 40), indent), " ") + "\n"
}

func pad(s string, width int) string { return fmt.Sprintf("%-*s", width, s) }

// clipped keeps the beginning of a name, which is ASCII.
func clipped(s string, width int) string {
	if len(s) <= width {
		return s
	}
	return s[:width-1] + "~"
}
