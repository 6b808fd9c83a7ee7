package main

import (
	"fmt"
	"strings"
	"time"
)

// markdown is the matrix for a review or a wiki.
func (m *matrix) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Who may do what\n\nPolicy `%s` of %s, at %s.\n", m.Hash, inMarkdown(m.File), m.At.Format(time.RFC3339))
	b.WriteString("\n| agent | name | owner | known by | tools |\n|---|---|---|---|---|\n")
	for _, a := range m.Agents {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d |\n", a.ID, inMarkdown(a.Name), inMarkdown(a.Owner), a.known(), a.Sees)
	}
	b.WriteString("\n**yes**: allowed. **ask**: once people approve it. **if**: some calls are, the rules say which. **no**: a rule denies it. Empty: nothing grants it. A number names the rules below the table.\n")
	for _, r := range m.Resources {
		fmt.Fprintf(&b, "\n## %s\n\n| tool | class |", r.Name)
		for _, a := range m.Agents {
			b.WriteString(" " + a.ID + " |")
		}
		b.WriteString("\n|---|---|" + strings.Repeat("---|", len(m.Agents)) + "\n")
		for _, t := range r.Tools {
			fmt.Fprintf(&b, "| %s | %s |", t.Name, t.Class)
			for _, f := range t.Fields {
				if f.Says == "" {
					b.WriteString("  |")
					continue
				}
				fmt.Fprintf(&b, " **%s** %d |", f.Says, f.Note)
			}
			b.WriteString("\n")
		}
		if len(r.Notes) > 0 {
			b.WriteString("\n")
		}
		for i, note := range r.Notes {
			fmt.Fprintf(&b, "%d. %s\n", i+1, inMarkdown(note))
		}
	}
	return b.String()
}

// inMarkdown is a text that stands for itself: no column, tag, image, emphasis,
// code or link begins in it, not even where an address is taken for one.
func inMarkdown(text string) string {
	var b strings.Builder
	for i, r := range text {
		address := strings.HasPrefix(text[i:], "://") || r == '.' && i >= 3 && strings.EqualFold(text[i-3:i], "www")
		if address || strings.ContainsRune("\\`*_{}[]()<>#+!|~&$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
