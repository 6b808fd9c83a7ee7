package jcclient

import (
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// A Secret is a key that does not print itself: under any verb of fmt, in
// slog and in JSON it is "[secret]". Only [Secret.Reveal] tells it.
type Secret struct{ text *string }

const masked = "[secret]"

// NewSecret hides a key.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the key; "" for the zero Secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

func (Secret) String() string               { return masked }
func (Secret) GoString() string             { return masked }
func (Secret) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(masked)) }
func (Secret) LogValue() slog.Value         { return slog.StringValue(masked) }
func (Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }

// redact blots the key out of a text that came from elsewhere, however that
// spells it.
func (s Secret) redact(text string) string {
	if s.text == nil || *s.text == "" || len(text) < len(*s.text) {
		return text
	}
	return spellings(*s.text).ReplaceAllString(text, masked)
}

// spellings matches a key as it is, in either case, escaped as in a URL once or
// more, and escaped as in JSON.
func spellings(key string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?i)")
	for i := range len(key) {
		fmt.Fprintf(&b, `(?:\\*%[1]s|%%(?:25)*%02[2]x|\\+u00%02[2]x)`, regexp.QuoteMeta(key[i:i+1]), key[i])
	}
	return regexp.MustCompile(b.String())
}
