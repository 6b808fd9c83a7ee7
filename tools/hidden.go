package tools

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// spellOut returns JSON in which every character that a person would not see,
// or that turns the text around it, is written out as \u{202e}, and how many
// there were. What a directory holds is text that anyone may have written: in
// an answer it is data, and a model must read what a person would.
func spellOut(raw jsontext.Value) (jsontext.Value, int) {
	if !mayHide(raw) {
		return raw, 0
	}
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	var out bytes.Buffer
	e := jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true))
	spelled := 0
	for {
		token, err := d.ReadToken()
		if err != nil {
			break
		}
		if token.Kind() != '"' || !strings.ContainsFunc(token.String(), hides) {
			// Numbers keep their digits, and texts their escapes.
			err = e.WriteToken(token)
		} else {
			text, n := spelledOut(token.String())
			spelled += n
			err = e.WriteToken(jsontext.String(text))
		}
		if err != nil {
			return raw, 0
		}
	}
	if spelled == 0 {
		return raw, 0
	}
	return bytes.TrimSpace(out.Bytes()), spelled
}

// mayHide says whether a text could hold such a character at all: each takes
// bytes beyond printable ASCII, or an escape.
func mayHide(raw jsontext.Value) bool {
	for _, b := range raw {
		if b >= 0x7f {
			return true
		}
	}
	return bytes.Contains(raw, []byte(`\u`))
}

func spelledOut(text string) (string, int) {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if hides(r) {
			fmt.Fprintf(&b, `\u{%04x}`, r)
			n++
			continue
		}
		b.WriteRune(r)
	}
	return b.String(), n
}

// hides says whether a character is invisible, moves a cursor, or turns text
// around. The joiners U+200C and U+200D are parts of real names and of emoji.
func hides(r rune) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return false
	case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xad:
		return true
	case r == 0x61c || r == 0x180e || r == 0x200b || r == 0x200e || r == 0x200f || r == 0x2028 || r == 0x2029 || r == 0xfeff:
		return true
	case r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r >= 0xfff9 && r <= 0xfffb:
		return true
	}
	return r >= 0xe0000 && r <= 0xe0fff // tags and hidden variation selectors
}
