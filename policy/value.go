package policy

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// Values are read from their text, as it stands: 01, 1.0 and yes are neither
// the number 1 nor true, and a word in quotes is a text. A list or a mapping
// has no text, which is none of the words that are asked for.

const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

// bare says whether a value is this word, without quotes.
func bare(n *yaml.Node, word string) bool {
	return n.Style&quoted == 0 && n.Value == word
}

func (r *reader) version(n *yaml.Node) {
	if !bare(n, "1") {
		r.wrong(n, "version must be 1")
	}
}

func (r *reader) boolean(n *yaml.Node) bool {
	if !bare(n, "true") && !bare(n, "false") {
		r.wrong(n, "this is true or false, not %+.60q", n.Value)
	}
	return n.Value == "true"
}

// text reads a line that can be seen whole.
func (r *reader) text(n *yaml.Node) string {
	line := strings.TrimSuffix(n.Value, "\n") // of a block text
	at := strings.IndexFunc(line, strict.Hidden)
	switch {
	case n.Kind != yaml.ScalarNode:
		r.wrong(n, "this takes a text")
	case utf8.RuneCountInString(line) > 256:
		r.wrong(n, "this text is longer than 256 characters")
	case at >= 0:
		hidden, _ := utf8.DecodeRuneInString(line[at:])
		r.wrong(n, "this text holds a character that cannot be seen (%U)", hidden)
	}
	return line
}

// timeForm is RFC 3339; package time also takes 1:00:00, a comma, and +99:00.
var timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// time reads RFC 3339 with a zone.
func (r *reader) time(n *yaml.Node) time.Time {
	t, err := time.Parse(time.RFC3339, n.Value)
	if err != nil || !timeForm.MatchString(n.Value) {
		r.wrong(n, "until takes a time with its zone, such as 2027-06-30T00:00:00Z, not %+.60q", n.Value)
	}
	return t
}

var orgForm = regexp.MustCompile(`^([0-9a-f]{24})?$`)

func (r *reader) orgID(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || !orgForm.MatchString(n.Value) {
		r.wrong(n, "org_id takes an organization's id: 24 digits of 0-9 a-f")
	}
	return n.Value
}
