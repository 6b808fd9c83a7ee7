package tools

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Format is how an export writes its rows. The zero Format is none.
type Format uint8

// The formats of an export.
const (
	JSONL  Format = iota + 1 // a JSON object a line
	CSV                      // RFC 4180, with a header
	Counts                   // lines of JSON that are counted, and go nowhere
)

func (f Format) String() string { return [...]string{"", "jsonl", "csv", "counts"}[min(f, Counts)] }

// ParseFormat reads a format's name; the zero Format stands for no other name.
func ParseFormat(name string) Format {
	for _, f := range []Format{JSONL, CSV} {
		if f.String() == name {
			return f
		}
	}
	return 0
}

// otherMembers is the last column of a CSV whose columns nobody chose: what
// JumpCloud sent that it does not publish, as a JSON object.
const otherMembers = "other_members"

// A sheet writes rows as lines, masked as answers are.
type sheet struct {
	format  Format
	over    veil
	columns []string // none: whole rows
	at      map[string]int
	others  bool // CSV: a last column for what has no column of its own

	spelled int // hidden characters that were written out
	defused int // cells that would have been formulas
}

func (t *Tool) sheet(format Format, a *arguments, hides policy.Redaction) sheet {
	s := sheet{format: format, over: t.veil(hides)}
	for _, name := range a.fields {
		if !slices.Contains(s.columns, name) {
			s.columns = append(s.columns, name)
		}
	}
	if len(s.columns) == 0 && format == CSV {
		s.columns, s.others = s.over.visible(t.columns(a)), true
	}
	s.at = map[string]int{}
	for i, name := range s.columns {
		s.at[name] = i
	}
	return s
}

// head is what stands before the rows: names that JumpCloud publishes or an
// operator gave, @version among them, and so no stranger's formulas.
func (s *sheet) head() []byte {
	if s.format != CSV {
		return nil
	}
	names := slices.Clone(s.columns)
	if s.others {
		names = append(names, otherMembers)
	}
	return appendRecord(nil, names)
}

// line appends one row.
func (s *sheet) line(b []byte, row jsontext.Value) []byte {
	row = s.over.over(row) // and one line, whatever line ends stood between its members
	if s.format == CSV {
		return appendRecord(b, s.cells(row))
	}
	if len(s.columns) > 0 {
		row = s.chosen(row)
	}
	return append(append(b, s.escaped(row)...), '\n')
}

// chosen keeps the named members, in the order in which they were named.
func (s *sheet) chosen(row jsontext.Value) jsontext.Value {
	out := jsontext.Value{'{'}
	for i, value := range s.values(row) {
		if value != nil {
			out = appendMember(out, s.columns[i], value)
		}
	}
	return append(out, '}')
}

// values are a row's members by column; nil for one that it does not have.
func (s *sheet) values(row jsontext.Value) []jsontext.Value {
	values := make([]jsontext.Value, len(s.columns))
	for name, value := range Members(row) {
		if i, ok := s.at[name]; ok {
			values[i] = value.Clone()
		}
	}
	return values
}

// cells are a row's members as texts; what is no text is JSON.
func (s *sheet) cells(row jsontext.Value) []string {
	var cells []string
	for _, value := range s.values(row) {
		cells = append(cells, s.cell(value))
	}
	if !s.others {
		return cells
	}
	rest := jsontext.Value{'{'}
	twice := idMember(row) == "_id" // v1 repeats it as id
	for name, value := range Members(row) {
		if _, ok := s.at[name]; !ok && (name != "id" || !twice) {
			rest = appendMember(rest, name, value)
		}
	}
	if len(rest) == 1 {
		return append(cells, "")
	}
	return append(cells, s.json(append(rest, '}')))
}

func (s *sheet) cell(value jsontext.Value) string {
	switch {
	case value == nil || value.Kind() == 'n':
		return ""
	case value.Kind() != '"':
		return s.json(value)
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return s.json(value)
	}
	text, n := spelledOut(text)
	s.spelled += n
	return s.harmless(text)
}

// formulaInside is a formula where a cell begins for a spreadsheet that takes
// semicolons for commas, as it does in half of Europe: to that one, a quote in
// the middle of its cell holds nothing together.
var formulaInside = regexp.MustCompile(`([;\t\r\n][\s\pZ]*)([=+\-@＝＋－＠])`)

// harmless puts an apostrophe in front of what a spreadsheet would take for a
// formula, whose author may be anyone with a name in the directory.
func (s *sheet) harmless(text string) string {
	safe := formulaInside.ReplaceAllString(text, "$1'$2")
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(text, unicode.IsSpace))
	if strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\r") {
		safe = "'" + safe
	}
	if safe != text {
		s.defused++
	}
	return safe
}

// json is a cell of JSON. A semicolon before a formula is an escape there, so
// that the value stays as it is.
func (s *sheet) json(value jsontext.Value) string {
	return formulaInside.ReplaceAllStringFunc(string(s.escaped(value)), func(found string) string {
		return strings.Replace(found, ";", `\u003b`, 1)
	})
}

// escaped writes every hidden character of a JSON text as an escape of JSON's
// own: a program reads the same value, and a person sees it.
func (s *sheet) escaped(raw jsontext.Value) jsontext.Value {
	if !bytes.ContainsFunc(raw, hides) {
		return raw
	}
	var out jsontext.Value
	for _, r := range string(raw) {
		switch {
		case !hides(r):
			out = utf8.AppendRune(out, r)
			continue
		case r > 0xffff:
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		s.spelled++
	}
	return out
}

// AppendCSV appends a record of CSV whose cells are texts of strangers: hidden
// characters are spelled out, and nothing is left that a spreadsheet runs.
func AppendCSV(b []byte, texts ...string) []byte {
	var s sheet
	cells := make([]string, len(texts))
	for i, text := range texts {
		spelled, _ := spelledOut(text)
		cells[i] = s.harmless(spelled)
	}
	return appendRecord(b, cells)
}

// appendRecord appends one record. A cell is quoted unless nothing in it could
// be taken for something else; a record is never an empty line, which readers
// pass over.
func appendRecord(b []byte, cells []string) []byte {
	for i, cell := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if cell == "" && len(cells) > 1 || cell != "" && !strings.ContainsFunc(cell, quotable) {
			b = append(b, cell...)
			continue
		}
		b = append(append(append(b, '"'), strings.ReplaceAll(cell, `"`, `""`)...), '"')
	}
	return append(b, '\n')
}

// quotable says whether a character could end a cell, or be lost at its edge.
func quotable(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`",;'`, r) }
