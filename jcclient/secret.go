package jcclient

import (
	"fmt"
	"log/slog"
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
