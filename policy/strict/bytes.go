package strict

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// checkBytes refuses what a parser might pass over without a word, and what
// makes a line read otherwise than it is. Of each character it tells the first.
func checkBytes(file string, src []byte) Problems {
	var problems Problems
	wrong := func(offset int, format string, a ...any) {
		problems = append(problems, problemAt(file, src, offset, format, a...))
	}
	if isUTF16(src) {
		wrong(0, "the file is UTF-16: save it as UTF-8")
		return problems
	}
	seen := map[rune]bool{}
	for i := 0; i < len(src); {
		r, width := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && width == 1 {
			wrong(i, "the file is not valid UTF-8 from here on: save it as UTF-8")
			return problems
		}
		crlf := r == '\r' && i+1 < len(src) && src[i+1] == '\n'
		if why := unfit(r); why != "" && !crlf && !seen[r] {
			seen[r] = true
			wrong(i, "%s (%U)", why, r)
		}
		i += width
	}
	if at := firstLine(src, endsDocument); at >= 0 {
		wrong(at, "an end of document (...): a file holds one document, to its end")
	}
	if at := firstLine(src, isDirective); at >= 0 {
		wrong(at, "a directive (%%): the file is read as it stands")
	}
	problems.Sort()
	return problems
}

// isUTF16 tells by how such a file begins, with a mark or without.
func isUTF16(src []byte) bool {
	if len(src) < 2 {
		return false
	}
	marked := src[0] == 0xff && src[1] == 0xfe || src[0] == 0xfe && src[1] == 0xff
	return marked || (src[0] == 0) != (src[1] == 0)
}

func endsDocument(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("..."))
	return ok && (len(rest) == 0 || bytes.ContainsAny(rest[:1], " \t\r\n"))
}

func isDirective(line []byte) bool { return bytes.HasPrefix(line, []byte("%")) }

// firstLine is where the first line of a kind begins; -1 when there is none.
func firstLine(src []byte, of func(line []byte) bool) int {
	start := 0
	for line := range bytes.Lines(src) {
		if of(line) {
			return start
		}
		start += len(line)
	}
	return -1
}

// unfit says why a character may stand nowhere in a file, comments included:
// a line break that an editor does not show would hide a grant in a comment.
func unfit(r rune) string {
	switch {
	case r >= ' ' && r <= '~' || r == '\n' || r == '\t':
		return ""
	case r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
		return "a line break that an editor may not show"
	case r == '\ufeff':
		return "a byte order mark: save the file without"
	case unicode.IsControl(r) || r == '\ufffe' || r == '\uffff':
		return "a control character"
	case unicode.Is(unicode.Bidi_Control, r):
		return "a character that makes text run the other way"
	}
	return ""
}

// Hidden holds for a character that a reader does not see: control,
// bidirectional, zero-width and unassigned ones, and letters without ink.
func Hidden(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || r == '\u2800'
}
