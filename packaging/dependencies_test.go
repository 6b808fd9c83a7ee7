package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each direct dependency has its reason, and none has one that is gone.
func TestEachDependencyHasAReason(t *testing.T) {
	page := read(t, "../docs/decisions/0001-dependencies.md")
	mod := read(t, "../go.mod")
	var direct []string
	for line := range strings.Lines(mod) {
		fields := strings.Fields(line)
		if len(fields) == 2 && strings.Contains(fields[0], ".") && strings.HasPrefix(fields[1], "v") {
			direct = append(direct, fields[0])
			if !strings.Contains(page, "`"+fields[0]) {
				t.Errorf("%s is required directly, and docs/decisions/0001-dependencies.md has no reason for it", fields[0])
			}
		}
	}
	if len(direct) < 10 {
		t.Fatalf("go.mod requires %v", direct)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*)\\|").FindAllStringSubmatch(page, -1) {
		for _, name := range regexp.MustCompile("`([a-z0-9.-]+\\.[a-z]+/[^`]*)`").FindAllStringSubmatch(row[1], -1) {
			if !slices.ContainsFunc(direct, func(module string) bool { return strings.HasPrefix(name[1], module) }) {
				t.Errorf("%s has a reason, and go.mod does not require it", name[1])
			}
		}
	}
}

// licenses are those under which others' code may be linked, and by which words each is known.
var licenses = map[string][]string{
	"Apache-2.0": {"Apache License", "Version 2.0"},
	"MIT":        {"Permission is hereby granted, free of charge"},
	"BSD":        {"Redistribution and use in source and binary forms"},
	"ISC":        {"Permission to use, copy, modify, and/or distribute"},
	"MPL-2.0":    {"Mozilla Public License", "2.0"},
}

func TestAllThatIsLinkedMayBe(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}} {{.Dir}}{{end}}", "../cmd/jumpgate")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) {
		module, dir, found := strings.Cut(line, " ")
		if !found || module == "github.com/jumpgate-mcp/jumpgate" {
			continue
		}
		if license := licenseIn(dir); license == "" {
			t.Errorf("%s (%s) has no license that we know", module, dir)
		}
	}
}

func licenseIn(dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "[LlCc][IiOo][CcPp]*"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		flat := strings.Join(strings.Fields(string(text)), " ")
		for name, words := range licenses {
			if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(flat, word) }) {
				return name
			}
		}
	}
	return ""
}
