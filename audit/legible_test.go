package audit

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"unicode"

	"github.com/go-json-experiment/json"
)

// hostile holds one of each way to lie on a terminal or in a log.
var hostile = []string{
	"\n{\"v\":1,\"seq\":2}", "\r\x1b[2K", "\x00", "\x7f", "\u0085", "\u202egnp.exe", "\u2066", "a\u200bb", "\ufeff", "\u2028", "\u00ad", "\U000e0041", "\u3164", "\u2800", "\ufe0f", "\xff\xfe", "\xed\xa0\x80",
}

func TestHiddenCharactersAreSpelledOut(t *testing.T) {
	for in, want := range map[string]string{
		"plain, \"quoted\" \\ 東京 Zoë 🙂": "plain, \"quoted\" \\ 東京 Zoë 🙂",
		"a\nb":                          `a\u000ab`,
		"\x1b[31m":                      `\u001b[31m`,
		"\u202egnp.exe":                 `\u202egnp.exe`,
		"a\u200bb":                      `a\u200bb`,
		"\U000e0041":                    `\U000e0041`,
		"\xff":                          `\xff`,
		"\ufffd":                        "\ufffd",
	} {
		if got := legible(in, maxString); got != want {
			t.Errorf("%q became %s, want %s", in, got, want)
		}
	}
	for _, s := range hostile {
		for _, r := range legible(s, maxString) + Quote(s) + ShortID(s+"0123456789abc") + clip(s, 9) {
			if !unicode.IsGraphic(r) {
				t.Errorf("%q still holds %U", s, r)
			}
		}
	}
}

func TestLongStringsAreCutWithLengthAndHash(t *testing.T) {
	for _, piece := range []string{"a", "é", "🙂", "\n", "\u202e", "\xff"} {
		s := strings.Repeat(piece, 5000/len(piece))
		got, mark := legible(s, maxString), fmt.Sprintf("… [cut: %d bytes, sha256 %s]", len(s), hash([]byte(s)))
		if len(got) > maxString || len(got) < maxString-20 || !strings.HasSuffix(got, mark) {
			t.Errorf("%q… became %d bytes: %s", piece, len(got), got)
		}
	}
	if s := strings.Repeat("a", maxString); legible(s, maxString) != s {
		t.Error("a string of just the allowed length was cut")
	}
}

func TestQuoteCannotBeClosedFromInside(t *testing.T) {
	for in, want := range map[string]string{
		`jdoe`:                    `"jdoe"`,
		`x" (5f0c); allowed by "`: `"x\" (5f0c); allowed by \""`,
		`\`:                       `"\\"`,
		"":                        `""`,
		strings.Repeat("é", 81):   `"` + strings.Repeat("é", 80) + `…"`,
	} {
		if got := Quote(in); got != want {
			t.Errorf("%q became %s, want %s", in, got, want)
		}
	}
}

func TestShortIDKeepsBothEnds(t *testing.T) {
	for in, want := range map[string]string{"5f0c1b2a3d4e5f6071829305": "5f0c…9305", "short": "short", "twelve-chars": "twelve-chars", "": ""} {
		if got := ShortID(in); got != want {
			t.Errorf("%q became %s, want %s", in, got, want)
		}
	}
}

func TestALineOfAStrangersIsLegibleAndMeansTheSame(t *testing.T) {
	line := "{\"a\u202e\":\"\u009b31m \U000e0041 Zoë\x7f\"}"
	got := string(LegibleLine([]byte(line)))
	if want := `{"a\u202e":"\u009b31m \udb40\udc41 Zoë\u007f"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var before, after map[string]string
	if json.Unmarshal([]byte(line), &before) != nil || json.Unmarshal([]byte(got), &after) != nil || !maps.Equal(before, after) {
		t.Errorf("%q means %q", before, after)
	}
	for _, text := range []string{"plain Zoë", `{"a":"b"}`} {
		if Legible(text) != text || string(LegibleLine([]byte(text))) != text {
			t.Errorf("%q is changed", text)
		}
	}
	if got := Legible("a\x1b[2J\r\nb\u202ec\xff"); got != `a\u001b[2J\u000d\u000ab\u202ec\xff` {
		t.Errorf("%q", got)
	}
}
