package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A golden matrix is a file for reviews and CI: a line for each field that a
// rule speaks of, with all values of its conditions and whole hashes, so that a change of the
// policy shows as the lines that it changes, and nothing else does: no hash, no
// number, no other agent's field.
const goldenTitle = "# jumpgate policy matrix at "

func (m *matrix) golden() string {
	var b strings.Builder
	b.WriteString(goldenTitle + m.At.Format(time.RFC3339) + "\n")
	for i, a := range m.Agents {
		fmt.Fprintf(&b, "%s: %s\n", a.ID, a.knownBy(func(p policy.Proof) string { return p.Whole }))
		for _, r := range m.Resources {
			for _, t := range r.Tools {
				if f := t.Fields[i]; f.Note > 0 {
					fmt.Fprintf(&b, "%s %s: %s\n", a.ID, t.Name, r.Notes[f.Note-1])
				}
			}
		}
	}
	return b.String()
}

// readGolden reads a golden file and the time that it was made for.
func readGolden(file string) (text string, at time.Time, err error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", at, fmt.Errorf("%w: --update writes it", err)
	}
	if err != nil {
		return "", at, err
	}
	text = strings.ReplaceAll(string(b), "\r\n", "\n") // some check-outs change the ends of lines
	title, _, _ := strings.Cut(text, "\n")
	moment, ok := strings.CutPrefix(title, goldenTitle)
	if at, err = time.Parse(time.RFC3339, moment); !ok || err != nil {
		return "", at, fmt.Errorf("%s is no golden matrix: its first line is not %q and a time; --update writes it anew", file, goldenTitle)
	}
	return text, at, nil
}

// changedLines are the lines that only one of two texts has, marked - and +,
// in the order of the texts.
func changedLines(old, new string) []string {
	was, is := strings.Split(old, "\n"), strings.Split(new, "\n")
	var changed []string
	for _, line := range was {
		if !slices.Contains(is, line) {
			changed = append(changed, "- "+line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			changed = append(changed, "+ "+line)
		}
	}
	return changed
}
