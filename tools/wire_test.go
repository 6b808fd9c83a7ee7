package tools

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// What an answer costs is told without writing it.
func FuzzQuotedLength(f *testing.F) {
	all := []byte(nil)
	for c := range 256 {
		all = append(all, byte(c))
		f.Add([]byte{byte(c), 'a', byte(c)})
	}
	f.Add(all)
	f.Add(all[:128])
	f.Add([]byte("Zoë \u2028 \U0001f600 \"x\"\\"))
	f.Fuzz(func(t *testing.T, text []byte) {
		quoted, _ := jsontext.AppendQuote(nil, text)
		if n := quotedLength(text); n != len(quoted) {
			t.Errorf("%q has %d bytes, not %d", text, len(quoted), n)
		}
	})
}
