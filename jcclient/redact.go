package jcclient

import (
	"strconv"
	"strings"
)

// redact blots the key out of a text that came from elsewhere, however that
// spells it: in either case, escaped as in a URL once or more, and escaped as
// in JSON. It takes a time in proportion to the text, whatever a hostile one
// repeats.
func (s Secret) redact(text string) string {
	key := s.Reveal()
	if len(text) < len(key) {
		return text
	}
	return blot(blot(text, key, asWritten), key, unescaped)
}

// blot puts a mask over each place in a text that reads like the key.
func blot(text, key string, read func(string) (plain string, from []int)) string {
	key, _ = read(key)
	plain, from := read(text)
	if key == "" || !strings.Contains(plain, key) {
		return text
	}
	var b strings.Builder
	done := 0 // bytes of text
	for at := 0; ; {
		i := strings.Index(plain[at:], key)
		if i < 0 {
			break
		}
		b.WriteString(text[done:from[at+i]] + masked)
		at += i + len(key)
		done = from[at]
	}
	return b.String() + text[done:]
}

// asWritten reads a text in small letters. from says where in the text each of
// them began, and where it ends.
func asWritten(text string) (plain string, from []int) {
	b, from := make([]byte, len(text)), make([]int, len(text)+1)
	for i := range len(text) {
		b[i], from[i] = small(text[i]), i
	}
	from[len(text)] = len(text)
	return string(b), from
}

// unescaped is asWritten of a text without its escapes, and without any
// backslash: it may be one.
func unescaped(text string) (plain string, from []int) {
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		c, n := readByte(text[i:])
		if n == 0 { // nothing but backslashes is left
			break
		}
		if c != '\\' {
			b, from = append(b, small(c)), append(from, i)
		}
		i += n
	}
	return string(b), append(from, len(text))
}

// readByte reads the byte that a text begins with, and how long its spelling
// is: with backslashes before it, as \u0041, as %41, %2541 and so on.
func readByte(text string) (c byte, length int) {
	rest := strings.TrimLeft(text, `\`)
	slashes := len(text) - len(rest)
	if rest == "" {
		return 0, 0
	}
	if slashes > 0 && strings.HasPrefix(strings.ToLower(rest[:min(3, len(rest))]), "u00") {
		if c, ok := hexByte(rest[3:]); ok {
			return c, slashes + 5
		}
	}
	if rest[0] == '%' {
		at := 1
		for strings.HasPrefix(rest[at:], "25") {
			if _, ok := hexByte(rest[at+2:]); !ok {
				break
			}
			at += 2
		}
		if c, ok := hexByte(rest[at:]); ok {
			return c, slashes + at + 2
		}
	}
	return rest[0], slashes + 1
}

func hexByte(text string) (byte, bool) {
	if len(text) < 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(text[:2], 16, 8)
	return byte(n), err == nil
}

func small(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
