package tools

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// notShown are the texts that stand in answers where something is not shown.
var notShown = []string{plainText(masked), plainText(hidden)}

// checkMasks refuses a change that would write down what stands in an answer in
// the place of a secret, or of what a policy hides: whoever reads an object and
// writes it back would lose what is there.
func (t *Tool) checkMasks(request jsontext.Value) error {
	if t.reads() {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewReader(request))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return nil // it has been parsed before: this is its end
		}
		kind, read := d.StackIndex(d.StackDepth())
		isName := kind == '{' && read%2 == 1
		if token.Kind() != '"' || isName || !slices.Contains(notShown, token.String()) {
			continue
		}
		return badArgument("argument %.100s: %s stands in an answer where something is not shown, and is no value: leave it out, or give the value itself",
			strings.TrimPrefix(string(d.StackPointer()), "/"), token.String())
	}
}
