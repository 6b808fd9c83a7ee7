package transport

import (
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// clientName is what a client calls itself, fit for a record. It is a label,
// and never decides anything.
func clientName(info jsontext.Value) string {
	var i struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	if info.Kind() != '{' || json.Unmarshal(info, &i) != nil {
		return ""
	}
	return label(i.Name + " " + i.Version)
}

// label keeps the visible characters of a text, at most 64.
func label(text string) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text))
	if runes := []rune(text); len(runes) > 64 {
		text = string(runes[:64])
	}
	return text
}
