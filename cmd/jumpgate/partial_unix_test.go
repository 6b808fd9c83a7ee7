//go:build unix

package main

import (
	"os"
	"strings"
	"testing"
)

// In a folder that others write to, the files of an unfinished export can be
// theirs: they would read every row, or have another file written over.
func TestAFileOfSomebodyElsesIsNotTakenUp(t *testing.T) {
	for said, spoil := range map[string]func(path string) error{
		"has 2 names":          func(path string) error { return os.Link(path, path+".other") },
		"belongs to user 4711": func(path string) error { return os.Chown(path, 4711, -1) },
	} {
		for _, file := range []string{"users.partial", "users.partial.state"} {
			u := newUpstream(t)
			for _, made := range []string{"users.partial", "users.partial.state"} {
				if err := os.WriteFile(u.path(made), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if spoil(u.path(file)) != nil {
				continue // who is not root gives nothing away
			}
			if code, told := u.export(t, u.path("users")); code != exitFailed || !strings.Contains(told, said) || len(u.asked()) > 0 {
				t.Errorf("%s: exit code %d: %s", file, code, told)
			}
		}
	}
}
