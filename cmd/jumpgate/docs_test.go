package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// pages are what people read, by path from here.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../docs/decisions/*.md", "../../packaging/*/*.md", "../../packaging/*/*/*.md"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all[path] = string(b)
		}
	}
	if len(all) < 20 {
		t.Fatalf("%d pages", len(all))
	}
	return all
}

var (
	pageLink  = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notInMark = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// A link of a page leads to a file, and a heading in it, that is there.
func TestTheLinksOfThePagesLeadSomewhere(t *testing.T) {
	all, seen := pages(t), 0
	for path, text := range all {
		for _, m := range pageLink.FindAllStringSubmatch(text, -1) {
			file, mark, _ := strings.Cut(m[1], "#")
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			seen++
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if mark != "" && !hasMark(all[target], mark) {
				t.Errorf("%s: %s has no heading #%s", path, target, mark)
			}
		}
	}
	if seen < 60 {
		t.Errorf("%d links", seen)
	}
}

// hasMark says whether a page has a heading that a link can name so.
func hasMark(text, mark string) bool {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		if strings.ReplaceAll(notInMark.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-") == mark {
			return true
		}
	}
	return false
}

var (
	said     = regexp.MustCompile("(?:`|\\$ |\\$\\(|\\| |/)jumpgate ([^`|;&>\n]*)")
	saidFlag = regexp.MustCompile(`(?:^| )--([a-z][a-z-]*)`)
)

// What the pages tell people to type is a command, with flags that it has.
func TestThePagesNameCommandsAndFlagsThatThereAre(t *testing.T) {
	seen := 0
	for path, text := range pages(t) {
		for _, m := range said.FindAllStringSubmatch(text, -1) {
			line, _, _ := strings.Cut(m[1], "#")
			if line = strings.TrimSpace(line); line == "" || line[0] < 'a' || line[0] > 'z' {
				continue
			}
			root := newRoot()
			root.InitDefaultCompletionCmd()
			cmd, rest, err := root.Find(strings.Fields(line))
			if err != nil || cmd == root {
				t.Errorf("%s: there is no command in %q", path, line)
				continue
			}
			seen++
			if cmd.HasSubCommands() && len(rest) > 0 && rest[0][0] >= 'a' && rest[0][0] <= 'z' && !isSub(cmd, rest[0]) {
				t.Errorf("%s: %s has no command %q in %q", path, cmd.CommandPath(), rest[0], line)
			}
			for _, flag := range saidFlag.FindAllStringSubmatch(strings.Join(rest, " "), -1) {
				if cmd.Flag(flag[1]) == nil && cmd.InheritedFlags().Lookup(flag[1]) == nil && flag[1] != "help" {
					t.Errorf("%s: %s has no flag --%s", path, cmd.CommandPath(), flag[1])
				}
			}
		}
	}
	if seen < 120 {
		t.Errorf("%d commands", seen)
	}
}

func isSub(cmd *cobra.Command, name string) bool {
	for _, sub := range cmd.Commands() {
		if sub.Name() == name {
			return true
		}
	}
	return false
}

// The README's table has every command, those of one kind in one row.
func TestTheReadmeNamesEveryCommand(t *testing.T) {
	_, rows, _ := strings.Cut(readme(t), "\n## Commands\n")
	rows, _, _ = strings.Cut(rows, "\n## ")
	root := newRoot()
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			look(sub)
		}
		if cmd.HasSubCommands() || cmd.Name() == "help" || cmd == root {
			return
		}
		words := strings.Fields(cmd.CommandPath())
		split := min(2, len(words)-1)
		group, name := strings.Join(words[:split], " "), strings.Join(words[split:], " ")
		for row := range strings.Lines(rows) {
			names, _, _ := strings.Cut(strings.TrimPrefix(row, "| `"), "`")
			if strings.HasPrefix(names, group+" ") && strings.Contains(strings.TrimPrefix(names, group)+" ", " "+name+" ") {
				return
			}
		}
		t.Errorf("no row of the README has %s", cmd.CommandPath())
	}
	look(root)
}
