package tools

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// withheld stands in for words of JumpCloud's that may repeat a secret.
const withheld = "its words are withheld, since they may repeat what is secret or hidden"

// withoutEchoes returns an error of the client's in which JumpCloud repeats
// none of the secrets that it was sent: neither the agent nor the log sees
// more of it. A secret that stands there as it is becomes "[secret]"; where
// another spelling or a part of one may be left, JumpCloud's words are dropped.
func withoutEchoes(err error, secrets []string) error {
	var up *jcclient.Error
	if len(secrets) == 0 || !errors.As(err, &up) {
		return err
	}
	quiet := *up
	for _, s := range secrets {
		quiet.Message = strings.ReplaceAll(quiet.Message, s, "[secret]")
	}
	for _, s := range secrets {
		if echoes(quiet.Message, s) {
			quiet.Message = withheld
		}
	}
	return &quiet
}

// echoed is how many letters and digits in a row, of a secret's, give it away.
const echoed = 6

// echoes says whether a text may hold a part of a secret, however spelled. Of
// a secret with hardly a letter in it nobody can tell.
func echoes(text, secret string) bool {
	said, kept := plain(text), plain(secret)
	n := min(echoed, len(kept))
	if n < 3 {
		return text != ""
	}
	parts := map[string]bool{}
	for i := range max(0, len(said)-n+1) {
		parts[said[i:i+n]] = true
	}
	for i := range len(kept) - n + 1 {
		if parts[kept[i:i+n]] {
			return true
		}
	}
	return false
}

var (
	escape  = regexp.MustCompile(`\\+u[0-9a-fA-F]{4}`)
	percent = regexp.MustCompile(`%(?:25)*[0-9a-fA-F]{2}`)
	control = regexp.MustCompile(`\\+[bfnrt]`)
)

// plain keeps a text's letters and digits, as small letters, whether they are
// escaped as in JSON or in a URL.
func plain(text string) string {
	text = percent.ReplaceAllStringFunc(text, func(s string) string {
		b, _ := strconv.ParseUint(s[len(s)-2:], 16, 8)
		return string([]byte{byte(b)})
	})
	text = escape.ReplaceAllStringFunc(text, func(s string) string {
		r, _ := strconv.ParseUint(s[len(s)-4:], 16, 16)
		return string(rune(r))
	})
	text = control.ReplaceAllString(text, "")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
