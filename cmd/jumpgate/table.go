package main

import (
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// A table is rows of cells for people to read. The last column holds prose.
type table [][]string

func (t *table) add(cells ...string) { *t = append(*t, cells) }

// text is the table with its columns under one another. The last one is broken
// into lines, so that none is longer than width; 0 breaks nothing. Where the
// other columns leave it too little, it goes beneath them.
func (t table) text(width int) string {
	var widths []int
	for _, row := range t {
		for i, cell := range row[:len(row)-1] {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range t {
		line := ""
		for i, cell := range row[:len(row)-1] {
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2)
		}
		b.WriteString(behind(line, row[len(row)-1], width) + "\n")
	}
	return b.String()
}

// leastProse is how many columns prose needs beside others.
const leastProse = 24

// behind puts prose behind the beginning of its line, or beneath it.
func behind(line, prose string, width int) string {
	taken := utf8.RuneCountInString(line)
	switch {
	case width == 0 || taken+utf8.RuneCountInString(prose) <= width:
		return strings.TrimRight(line+prose, " ")
	case width-taken >= leastProse:
		return line + strings.TrimLeft(wrap(prose, width, strings.Repeat(" ", taken)), " ")
	}
	return strings.TrimRight(line, " ") + "\n" + wrap(prose, max(width, leastProse), "    ")
}

// outputWidth is how many columns standard output has; 0 when it is no terminal,
// where a program reads lines as they are.
func outputWidth() int {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}
