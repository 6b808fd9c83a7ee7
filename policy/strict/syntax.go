package strict

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// What the library says is wrong, by what its line number is worth: its
// scanner counts from 1, its parser from 0, both leave out the first line, and
// of a block the parser tells the beginning, far from a wrong indentation.
var (
	atLine    = regexp.MustCompile(`^line (\d+): `)
	fromZero  = regexp.MustCompile(`^did not find expected (',' or|node content)|^found undefined tag handle`)
	atStop    = regexp.MustCompile(`^did not find expected (key|'-' indicator|<document start>)`)
	bareAlias = regexp.MustCompile(`^unknown anchor '(.*)' referenced`)
	bareStar  = "did not find expected alphabetic or numeric character"
)

// syntax places what the library found wrong, which tells no column: at the
// first word of its line.
func syntax(file string, src []byte, err error) Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	read := lastRead(src)
	if m := bareAlias.FindStringSubmatch(text); m != nil {
		at := max(0, bytes.LastIndex(read, []byte("*"+m[1])))
		return problemAt(file, src, at, "an alias (*%s) of nothing: a word that begins with * needs quotes", m[1])
	}
	line, where := 1, "not valid YAML: "
	if m := atLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
	}
	lines := bytes.SplitAfter(bytes.TrimRightFunc(src, unicode.IsSpace), []byte("\n"))
	switch {
	case text == bareStar:
		text += ": a word that begins with * or & needs quotes"
	case fromZero.MatchString(text):
		line++
	case atStop.MatchString(text):
		line = 1 + bytes.Count(read, []byte("\n"))
		where = "not valid YAML, here or just before: "
	}
	line = min(line, len(lines))
	start := len(bytes.Join(lines[:line-1], nil))
	if indent := lines[line-1][:len(lines[line-1])-len(bytes.TrimLeft(lines[line-1], " \t"))]; bytes.ContainsRune(indent, '\t') {
		return problemAt(file, src, start+bytes.IndexByte(indent, '\t'), "a tab: YAML is indented with spaces")
	}
	word := bytes.IndexFunc(src[start:], func(r rune) bool { return !unicode.IsSpace(r) })
	return problemAt(file, src, start+max(0, word), "%s%s", where, text)
}

// lastRead is what the library reads before it gives up, to its last word.
func lastRead(src []byte) []byte {
	r := &byteReader{src: src}
	for d, n := yaml.NewDecoder(r), (yaml.Node{}); d.Decode(&n) == nil; {
	}
	return bytes.TrimRightFunc(src[:r.at], unicode.IsSpace)
}

// A byteReader hands out one byte at a time, and counts.
type byteReader struct {
	src []byte
	at  int
}

func (r *byteReader) Read(p []byte) (int, error) {
	if r.at == len(r.src) {
		return 0, io.EOF
	}
	n := copy(p[:1], r.src[r.at:])
	r.at += n
	return n, nil
}
