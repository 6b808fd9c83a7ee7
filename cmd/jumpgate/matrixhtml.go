package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"
)

//go:embed matrix.html
var matrixPage string

// matrixTemplate escapes all that it is given for the place where it stands.
var matrixTemplate = template.Must(template.New("matrix").Funcs(template.FuncMap{
	"moment": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"known":  matrixAgent.known,
	"field": func(f matrixField) string {
		if f.Says == "" {
			return ""
		}
		return fmt.Sprint(f.Says, " ", f.Note)
	},
}).Parse(matrixPage))

// html is the matrix as one page that needs nothing else: no script, no font,
// no image, and a policy of its own that forbids browsers to fetch any.
func (m *matrix) html() (string, error) {
	var b strings.Builder
	err := matrixTemplate.Execute(&b, m)
	return b.String(), err
}
