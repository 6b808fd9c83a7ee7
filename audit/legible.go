package audit

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markRoom is what the mark behind a cut string takes at most.
const markRoom = 104

// legible returns s as a person can trust to read it, in at most limit bytes. What is invisible or moves a cursor is written out as \u202e, a byte that is no UTF-8 as \xff;
// a string that is still too long keeps its first part, its length and the hash of all of it.
func legible(s string, limit int) string {
	if len(s) <= limit && isLegible(s) {
		return s
	}
	var b strings.Builder
	keep := 0
	for rest := s; rest != ""; {
		piece, width := spell(rest)
		if b.Len()+len(piece) > limit {
			return b.String()[:keep] + cutMark(s)
		}
		b.WriteString(piece)
		rest = rest[width:]
		if b.Len() <= limit-markRoom {
			keep = b.Len()
		}
	}
	return b.String()
}

func cutMark[T string | []byte](whole T) string {
	return fmt.Sprintf("… [cut: %d bytes, sha256 %x]", len(whole), sha256.Sum256([]byte(whole)))
}

// clip is legible for words inside a sentence: at most n characters, then an ellipsis.
func clip(s string, n int) string {
	if len(s) <= n && isLegible(s) {
		return s
	}
	return spellOut(s, n, "")
}

// Quote returns s in double quotes, fit to stand in a sentence: escaped, so that no name can close the quotes, hide itself or start a line, and cut after 80 characters. What looks like a secret is taken out first.
func Quote(s string) string {
	return QuoteUpTo(s, 80)
}

// QuoteUpTo is Quote that cuts after n characters.
func QuoteUpTo(s string, n int) string {
	return `"` + spellOut(Blot(s), n, `"\`) + `"`
}

// Legible returns s as it may be shown on a terminal, which it cannot move about in, colour or turn round: what is invisible is written out, as \u202e.
// It is for what was read from a file, which may be anybody's; what this package writes is legible already. What looks like a secret is taken out.
func Legible(s string) string {
	s = Blot(s)
	return clip(s, len(s))
}

// LegibleLine returns a line of JSON of the same value, in which what is invisible is an escape of JSON's own. A line that has nothing of the kind is returned as it is.
func LegibleLine(line []byte) []byte {
	if isLegible(string(line)) {
		return line
	}
	var b []byte
	for _, r := range string(line) {
		switch {
		case !hidden(r):
			b = utf8.AppendRune(b, r)
		case r > 0xffff:
			b = fmt.Appendf(b, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
	}
	return b
}

// ShortID returns the first and last four characters of an identifier, as 5f0c…9305; a short one whole.
func ShortID(id string) string {
	if len(id) <= 12 || !isLegible(id) {
		return clip(id, 12)
	}
	runes := []rune(id)
	return string(runes[:4]) + "…" + string(runes[len(runes)-4:])
}

// spellOut spells the first n characters of s, with a backslash before those in guarded.
func spellOut(s string, n int, guarded string) string {
	var b strings.Builder
	for ; s != "" && n > 0; n-- {
		piece, width := spell(s)
		if strings.Contains(guarded, s[:width]) {
			b.WriteByte('\\')
		}
		b.WriteString(piece)
		s = s[width:]
	}
	if s != "" {
		b.WriteString("…")
	}
	return b.String()
}

func isLegible(s string) bool {
	plain := 0
	for plain < len(s) && ' ' <= s[plain] && s[plain] < 0x7f {
		plain++
	}
	for i, r := range s[plain:] {
		if r < utf8.RuneSelf {
			if r < ' ' || r == 0x7f {
				return false
			}
			continue
		}
		if hidden(r) || r == utf8.RuneError && !strings.HasPrefix(s[plain+i:], "\uFFFD") {
			return false
		}
	}
	return true
}

// spell returns the first character of s as it may be shown, and how many bytes of s it stands for.
func spell(s string) (string, int) {
	r, width := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && width == 1:
		return fmt.Sprintf(`\x%02x`, s[0]), 1
	case !hidden(r):
		return s[:width], width
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r), width
	default:
		return fmt.Sprintf(`\u%04x`, r), width
	}
}

// hidden holds for control, bidirectional, zero-width, tag and unassigned characters, line separators, and letters that show as nothing.
func hidden(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || r == '\u2800'
}
