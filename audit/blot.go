package audit

import (
	"regexp"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// blotted is what stands in a text for a secret.
const blotted = "[secret]"

// A look is what some kind of secret looks like, as it is or escaped as in a URL. It is searched only in a text with all its marks and its hint, in small letters.
type look struct {
	marks marks
	hint  string
	is    func() *regexp.Regexp
	with  string
	sound func(found string) bool // says whether it is one after all; nil when it surely is
}

var looks = []look{
	{marks: hyphen, hint: "private", is: pattern(`(?s)-----BEGIN[^-]{0,40}PRIVATE[^-]{0,6}KEY[^-]{0,20}-----.*?(?:-----END[^-]{0,40}PRIVATE[^-]{0,6}KEY[^-]{0,20}-----|\z)`), with: blotted},
	{marks: slash | atSign, hint: "/", is: pattern(`(?i)([a-z][a-z0-9+.-]*://)[^\s/?#"'<>\\]+@`), with: "${1}" + blotted + "@"},
	{marks: percent, hint: "%2f", is: pattern(`(?i)([a-z][a-z0-9+.-]*(?:%25|%)3a(?:(?:%25|%)2f){2})[a-z0-9_.~%+-]+(?:%25|%)40`), with: "${1}" + blotted + "@"},
	{marks: underscore, hint: "jca_", is: pattern(`(?i)jca_[a-z0-9+/=_~.%-]{6,}`), with: blotted},
	{marks: underscore, hint: "jg_", is: pattern(`(?i)jg_[a-z0-9_-]{20,}`), with: blotted},
	{marks: dot, hint: "eyj", is: pattern(`eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)+`), with: blotted},
	{marks: gap, hint: "bearer", is: pattern(`(?i)bearer` + between + `[a-z0-9._~+/=%-]{8,}`), with: "Bearer " + blotted, sound: noWord},
	{marks: gap, hint: "basic", is: pattern(`(?i)basic` + between + `[a-z0-9+/=_%-]{8,}`), with: "Basic " + blotted, sound: noWord},
	{marks: hyphen, hint: "api-key", is: pattern(`(?i)(x-api-key["\\]*\s*[:=]\s*["\\]*)[^\s"',;\\\[]{8,}`), with: "${1}" + blotted},
	{marks: equals, hint: "=", is: pattern(`(?i)((?:api_?-?key|token|secret|password|passwd|passphrase)=)[^&\s"'<>\\\[]{4,}`), with: "${1}" + blotted},
}

// pattern is compiled when the first text with its marks and its hint comes: few ever do.
func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// between is what stands between a scheme and its credential.
const between = `(?:[\s:=+,"\\]|%(?:25)?(?:20|2b|2c|3a|3d))+`

// noWord says that something is more than a word of English behind "bearer" or "basic".
func noWord(found string) bool {
	said := strings.TrimLeft(strings.TrimLeft(found, "beariscBEARISC"), " \t\r\n:=+,\"\\")
	return len(said) > 24 || strings.ContainsAny(said, "0123456789") || said != "" && strings.ToLower(said[1:]) != said[1:]
}

// Blot returns a text in which "[secret]" stands for whatever looks like a secret that slipped into it: JumpCloud's API keys, bearer and basic credentials, jumpgate's own tokens,
// JSON web tokens, private keys in PEM, user names and passwords in URLs, and values that a text itself calls a key, token or password. What nobody calls so and what looks like a word is not found:
// a secret in its own place is masked before it comes here. A text that holds none is returned as it is.
func Blot(text string) string {
	if len(text) < 8 {
		return text
	}
	there, small := marksIn(text), ""
	for _, l := range looks {
		if there&l.marks != l.marks {
			continue
		}
		if small == "" {
			small = strings.ToLower(text)
		}
		if strings.Contains(small, l.hint) {
			text = l.blot(text)
		}
	}
	return blotHexKeys(text)
}

func (l look) blot(text string) string {
	if l.sound == nil {
		return l.is().ReplaceAllString(text, l.with)
	}
	return l.is().ReplaceAllStringFunc(text, func(found string) string {
		if l.sound(found) {
			return l.with
		}
		return found
	})
}

// hexKey is how many hex digits an API key of the older kind has. Hashes have 32 or 64.
const hexKey = 40

// blotHexKeys takes out each run of letters and digits that is just such a key, also behind an escape as in a URL.
func blotHexKeys(text string) string {
	if len(text) < hexKey {
		return text
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(text); {
		if !alphanumeric(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && alphanumeric(text[i]) {
			i++
		}
		if start > 0 && text[start-1] == '%' && i-start == hexKey+2 {
			start += 2
		}
		if i-start == hexKey && strings.Trim(text[start:i], "0123456789abcdefABCDEF") == "" {
			b.WriteString(text[done:start] + blotted)
			done = i
		}
	}
	if done == 0 {
		return text
	}
	return b.String() + text[done:]
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// blot takes secrets out of every string of r that is no argument. Arguments are searched where they are made legible, since what is missing in them is told.
func blot(r *Record) {
	for i, pointer := range r.Erased {
		var safe jsontext.Pointer // whose escapes hide what a name holds
		for name := range jsontext.Pointer(pointer).Tokens() {
			safe = safe.AppendToken(Blot(name))
		}
		r.Erased[i] = string(safe)
	}
	r.eachString(Blot)
	if r.What != nil {
		r.What.Phrase = Blot(r.What.Phrase)
	}
}
