package packaging

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every link from page to page leads somewhere, headings included.
func TestLinksBetweenPagesHold(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s:]*)(#[^)]*)?\)`)
	links := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		for _, m := range link.FindAllStringSubmatch(read(t, path), -1) {
			links++
			target := path
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(path), m[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", path, m[0])
				continue
			}
			if m[2] != "" && !hasHeading(read(t, target), m[2][1:]) {
				t.Errorf("%s: %s has no such heading", path, m[0])
			}
		}
		return nil
	})
	if err != nil || links < 60 {
		t.Errorf("%d links: %v", links, err)
	}
}

func hasHeading(page, anchor string) bool {
	for line := range strings.Lines(page) {
		if text := strings.TrimLeft(line, "#"); text != line {
			slug := regexp.MustCompile(`[^a-z0-9 _-]`).ReplaceAllString(strings.ToLower(strings.TrimSpace(text)), "")
			if strings.ReplaceAll(slug, " ", "-") == anchor {
				return true
			}
		}
	}
	return false
}
