package audit

import (
	"bytes"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// asWritten says whether a line is a record of exactly the form in which this package writes one, and decodes it into r unless that is nil: many times faster than a JSON library,
// which takes its members in any order and with any spaces. Every such line is a record; what has another form is for [parse] to judge, and r is then not whole.
func asWritten(line []byte, r *Record) bool {
	s := scanner{line: line}
	var into reflect.Value
	if r != nil {
		s.all, into = string(line), reflect.ValueOf(r).Elem()
	}
	return bytes.HasPrefix(line, []byte(`{"v":1,"seq":`)) && utf8.Valid(line) && s.read(recordShape(), into) && s.at == len(line)
}

// scanner goes through a line from its beginning. Its methods read one thing each, and say whether it stood there; into is where it goes, if it is not the zero Value.
type scanner struct {
	line []byte
	at   int
	all  string // the line, when something is kept of it
}

func (s *scanner) read(sh *shape, into reflect.Value) bool {
	keep := into.IsValid()
	switch sh.form {
	case text:
		t, ok := s.text(keep)
		if keep {
			into.SetString(t)
		}
		return ok
	case whole:
		return s.whole(into)
	case number:
		return s.number(into)
	case truth:
		is := s.skip("true")
		if keep {
			into.SetBool(is)
		}
		return is || s.skip("false")
	case moment:
		return s.moment(into)
	case value:
		return s.value(into)
	case list:
		return s.list(sh, into)
	case object:
		return s.object(sh, into)
	case pointer:
		if !keep {
			return s.read(sh.element, into)
		}
		into.Set(reflect.New(sh.element.typ))
		return s.read(sh.element, into.Elem())
	}
	return false
}

func (s *scanner) object(sh *shape, into reflect.Value) bool {
	if !s.skip("{") {
		return false
	}
	if s.skip("}") {
		return true
	}
	left := sh.members
	for {
		for len(left) > 0 && !s.skip(left[0].name) {
			left = left[1:]
		}
		if len(left) == 0 { // it is none of ours, or stands out of order: it may come twice
			return false
		}
		m := left[0]
		left = left[1:]
		var field reflect.Value
		if into.IsValid() {
			field = into.Field(m.field)
		}
		if !s.read(m.shape, field) {
			return false
		}
		if s.skip("}") {
			return true
		}
		if !s.skip(",") {
			return false
		}
	}
}

func (s *scanner) list(sh *shape, into reflect.Value) bool {
	if !s.skip("[") {
		return false
	}
	if s.skip("]") {
		if into.IsValid() {
			into.Set(reflect.MakeSlice(sh.typ, 0, 0))
		}
		return true
	}
	for n := 0; ; n++ {
		var element reflect.Value
		if into.IsValid() {
			into.Grow(1)
			into.SetLen(n + 1)
			element = into.Index(n)
		}
		if !s.read(sh.element, element) {
			return false
		}
		if s.skip("]") {
			return true
		}
		if !s.skip(",") {
			return false
		}
	}
}

// text is a string in which nothing is escaped but quotes and backslashes.
func (s *scanner) text(keep bool) (string, bool) {
	if !s.skip(`"`) {
		return "", false
	}
	begin, escaped := s.at, false
	for ; s.at < len(s.line); s.at++ {
		switch c := s.line[s.at]; {
		case c == '"':
			s.at++
			if !keep {
				return "", true
			}
			t := s.all[begin : s.at-1]
			if escaped {
				t = unescape(t)
			}
			return t, true
		case c == '\\':
			if s.at++; s.at == len(s.line) || s.line[s.at] != '"' && s.line[s.at] != '\\' {
				return "", false
			}
			escaped = true
		case c < ' ':
			return "", false
		}
	}
	return "", false
}

func unescape(t string) string {
	var b strings.Builder
	b.Grow(len(t))
	for {
		i := strings.IndexByte(t, '\\')
		if i < 0 {
			b.WriteString(t)
			return b.String()
		}
		b.WriteString(t[:i])
		b.WriteByte(t[i+1])
		t = t[i+2:]
	}
}

// digits are some, but not more than fit any of our numbers.
func (s *scanner) digits() []byte {
	begin := s.at
	for s.at < len(s.line) && s.line[s.at]-'0' <= 9 {
		s.at++
	}
	return s.line[begin:s.at]
}

func (s *scanner) whole(into reflect.Value) bool {
	d := s.digits()
	if len(d) == 0 || len(d) > 1 && d[0] == '0' || len(d) > 9 && strconv.IntSize == 32 || len(d) > 18 {
		return false
	}
	if !into.IsValid() {
		return true
	}
	n := uint64(0)
	for _, c := range d {
		n = 10*n + uint64(c-'0')
	}
	if into.CanUint() {
		into.SetUint(n)
	} else {
		into.SetInt(int64(n))
	}
	return true
}

func (s *scanner) number(into reflect.Value) bool {
	begin := s.at
	if d := s.digits(); len(d) == 0 || len(d) > 1 && d[0] == '0' || len(d) > 18 {
		return false
	}
	if s.skip(".") && len(s.digits()) == 0 {
		return false
	}
	if into.IsValid() {
		f, err := strconv.ParseFloat(s.all[begin:s.at], 64)
		into.SetFloat(f)
		return err == nil
	}
	return true
}

func (s *scanner) moment(into reflect.Value) bool {
	end := s.at + len(timeForm) + 2
	if end > len(s.line) || s.line[s.at] != '"' || s.line[end-1] != '"' || s.line[end-2] != 'Z' {
		return false
	}
	var t time.Time
	if t.UnmarshalText(s.line[s.at+1:end-1]) != nil {
		return false
	}
	if s.at = end; into.IsValid() {
		into.Set(reflect.ValueOf(t))
	}
	return true
}

// value is an object, whatever stands in it.
func (s *scanner) value(into reflect.Value) bool {
	begin, depth := s.at, 0
	for s.at < len(s.line) {
		switch s.line[s.at] {
		case '"':
			if !s.past() {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if s.at++; depth == 0 {
			break
		}
	}
	v := jsontext.Value(s.line[begin:s.at])
	if !bytes.HasPrefix(v, []byte("{")) || !v.IsValid() {
		return false
	}
	if into.IsValid() {
		into.SetBytes(bytes.Clone(v))
	}
	return true
}

// past goes behind a string.
func (s *scanner) past() bool {
	for s.at++; s.at < len(s.line); s.at++ {
		switch s.line[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return true
		}
	}
	return false
}

// skip goes behind what is there.
func (s *scanner) skip(what string) bool {
	end := s.at + len(what)
	if end > len(s.line) || string(s.line[s.at:end]) != what {
		return false
	}
	s.at = end
	return true
}
