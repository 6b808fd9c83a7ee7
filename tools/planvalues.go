package tools

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A value that takes more than mostInline characters stands on lines of its
// own. Of one such value mostShown bytes are shown: who approves code must see
// all of it, or be told that they do not.
const (
	mostInline = 200
	mostShown  = 32 << 10
	mostWide   = 120
)

// inline is a value within a line: whole, and nothing in it invisible.
func inline(v jsontext.Value) string {
	var text string
	if v.Kind() == '"' && json.Unmarshal(v, &text) == nil {
		return audit.QuoteUpTo(text, len(text))
	}
	return audit.Legible(string(compact(v)))
}

// glimpse is inline of a value that only helps to know an object by.
func glimpse(v jsontext.Value) string {
	var text string
	if v.Kind() != '"' || json.Unmarshal(v, &text) != nil {
		text = string(compact(v))
		if len(text) <= mostInline {
			return audit.Legible(text)
		}
	}
	return audit.Quote(text)
}

// isNothing says whether a value is as good as none. False and 0 are something.
func isNothing(v jsontext.Value) bool {
	switch string(compact(v)) {
	case "", "null", `""`, "[]", "{}":
		return true
	}
	return false
}

func orNothing(v jsontext.Value) string {
	if isNothing(v) {
		return "nothing"
	}
	return inline(v)
}

func compact(v jsontext.Value) jsontext.Value {
	c := v.Clone()
	_ = c.Compact()
	return c
}

// sameValue says whether two values are the same, however they are written; a
// text and a number are when they read the same.
func sameValue(a, b jsontext.Value) bool {
	if isNothing(a) || isNothing(b) {
		return isNothing(a) && isNothing(b)
	}
	x, y := a.Clone(), b.Clone()
	if x.Canonicalize(jsontext.CanonicalizeRawInts(true)) != nil || y.Canonicalize(jsontext.CanonicalizeRawInts(true)) != nil {
		return false
	}
	return string(x) == string(y) || strings.Trim(string(x), `"`) == strings.Trim(string(y), `"`) && (x.Kind() == '0' || y.Kind() == '0')
}

// isLong says whether a value needs lines of its own.
func isLong(v jsontext.Value) bool {
	var text string
	if v.Kind() == '"' && json.Unmarshal(v, &text) == nil {
		return strings.Contains(text, "\n") || len(text) > mostInline
	}
	return len(compact(v)) > mostInline
}

// textLines are a value's lines: a text as it is, all else as JSON.
func textLines(v jsontext.Value) []string {
	if isNothing(v) {
		return nil
	}
	var text string
	if v.Kind() != '"' || json.Unmarshal(v, &text) != nil {
		c := v.Clone()
		_ = c.Indent(jsontext.WithIndent("  "))
		text = string(c)
	}
	return strings.Split(strings.TrimSuffix(audit.Blot(text), "\n"), "\n") // a key in several lines is one only while it is whole
}

// tellLong tells a value, on lines of its own where it needs them.
func (p *planner) tellLong(of []string, what string, v jsontext.Value) {
	if !isLong(v) {
		p.say(of, "%s: %s.", what, orNothing(v))
		return
	}
	lines := textLines(v)
	p.say(of, "%s, %s:", what, measured(v, len(lines)))
	b := block{p: p, of: of, left: mostShown}
	for i, line := range lines {
		b.line(i+1, '|', line)
	}
	b.end()
}

// tellLongChange tells what a long value becomes: all of it, with what is new
// marked, and before that what is gone.
func (p *planner) tellLongChange(of []string, what string, was, v jsontext.Value) {
	before, after := textLines(was), textLines(v)
	same := func(i, j int) bool { return before[i] == after[j] }
	head, tail := 0, 0
	for head < min(len(before), len(after)) && same(head, head) {
		head++
	}
	for tail < min(len(before), len(after))-head && same(len(before)-1-tail, len(after)-1-tail) {
		tail++
	}
	p.say(of, "%s: from %s to %s; - is what goes, + what comes:", what, measured(was, len(before)), measured(v, len(after)))
	b := block{p: p, of: of, left: mostShown}
	for i, line := range after[:head] {
		b.line(i+1, '|', line)
	}
	for i, line := range before[head : len(before)-tail] {
		b.line(head+i+1, '-', line)
	}
	for i, line := range after[head:] {
		mark := '|'
		if head+i < len(after)-tail {
			mark = '+'
		}
		b.line(head+i+1, mark, line)
	}
	b.end()
}

func measured(v jsontext.Value, lines int) string {
	if isNothing(v) {
		return "nothing"
	}
	text := string(v)
	if v.Kind() == '"' {
		_ = json.Unmarshal(v, &text)
	}
	words := fmt.Sprintf("%d lines", lines)
	if lines == 1 {
		words = "1 line"
	}
	return fmt.Sprintf("%s (%d bytes, SHA-256 %.8x…)", words, len(text), sha256.Sum256([]byte(text)))
}

// A block is a text of many lines in a plan. Each line is marked, so that none
// can pass for a sentence of the plan.
type block struct {
	p     *planner
	of    []string
	left  int // bytes that may be shown
	cut   int // bytes that are not
	lines int // lines that are not
}

func (b *block) line(number int, mark rune, text string) {
	if b.left -= len(text) + 1; b.left < 0 {
		b.cut, b.lines = b.cut+len(text)+1, b.lines+1
		return
	}
	text = audit.Legible(strings.ReplaceAll(text, "\t", "    "))
	first := fmt.Sprintf("%6d", number)
	for {
		part := beginning(text, mostWide)
		b.p.say(b.of, "%s %c %s", first, mark, part)
		if text = text[len(part):]; text == "" {
			return
		}
		first = "     …"
	}
}

// beginning is the first n characters of a text, or all of it.
func beginning(text string, n int) string {
	for i := range text {
		if n--; n < 0 {
			return text[:i]
		}
	}
	return text
}

func (b *block) end() {
	if b.cut > 0 {
		b.p.say(b.of, "NOT SHOWN: %d lines more, %d bytes. Whoever says yes says it to what they have not read.", b.lines, b.cut)
	}
}
