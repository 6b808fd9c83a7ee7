package strict

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Problem is something wrong at one place of a file.
type Problem struct {
	File         string
	Line, Column int // from 1; columns are characters
	Text         string
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems are all that is wrong with a file, a line each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders problems by file and position.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// problemAt is a problem at an offset into the file.
func problemAt(file string, src []byte, offset int, format string, a ...any) Problem {
	before := src[:offset]
	lineStart := bytes.LastIndexByte(before, '\n') + 1
	return Problem{
		File:   file,
		Line:   1 + bytes.Count(before, []byte("\n")),
		Column: 1 + utf8.RuneCount(before[lineStart:]),
		Text:   fmt.Sprintf(format, a...),
	}
}
