package tools

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A tally counts the rows of a listing of devices, and keeps none: it is the
// outlet of an export.
type tally struct {
	now  time.Time
	rest []byte // of a line that is not whole yet

	Total       int            `json:"total"`
	OS          map[string]int `json:"os"`
	Encryption  map[string]int `json:"encryption"`
	LastContact map[string]int `json:"last_contact"`
	Policies    map[string]int `json:"policies"`
}

// tally counts all rows of a part's listing. Where what the systems are called
// has no room, it is not told.
func (c *call) tally(ctx context.Context, p part, args jsontext.Value, whole *composition, room int) {
	t := &tally{now: c.start, OS: map[string]int{}, Encryption: map[string]int{}, LastContact: map[string]int{}, Policies: map[string]int{}}
	if _, f := c.make(ctx, whole, p.tool, args, &Export{Format: Counts, To: t}, 0); f != nil {
		whole.lacks(p.name, p.tool, f)
		return
	}
	b, err := json.Marshal(t, json.Deterministic(true))
	if err != nil {
		whole.lacks(p.name, p.tool, &failure{Code: "internal", Message: "What was counted could not be written."})
		return
	}
	b, spelled := spellOut(b)
	if onWire(b) > room {
		t.OS = map[string]int{notKnown: t.OS[notKnown], others: t.Total - t.OS[notKnown]}
		if b, err = json.Marshal(t, json.Deterministic(true)); err != nil || onWire(b) > room {
			whole.lacks(p.name, p.tool, noRoom)
			return
		}
		spelled = 0
	}
	whole.spelled += spelled
	whole.answer = appendMember(whole.answer, p.name, b)
}

func (t *tally) Open() (io.Reader, error) { return nil, nil }
func (t *tally) Reached(Checkpoint) error { return nil }

func (t *tally) Write(b []byte) (int, error) {
	t.rest = append(t.rest, b...)
	for {
		line, rest, whole := bytes.Cut(t.rest, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		t.add(line)
		t.rest = rest
	}
}

// mostKinds is how many different words are counted each for itself, and
// longestKind how many bytes one has.
const (
	mostKinds   = 50
	longestKind = 64
)

// add counts one row. What the policy hides from the agent is not in it, and
// counts as not known.
func (t *tally) add(line []byte) {
	var d struct {
		OS          *string               `json:"os"`
		FDE         *jcclient.FDE         `json:"fde"`
		LastContact *jcclient.Time        `json:"lastContact"`
		PolicyStats *jcclient.PolicyStats `json:"policyStats"`
	}
	if json.Unmarshal(line, &d) != nil {
		return
	}
	t.Total++
	os := notKnown
	if d.OS != nil && *d.OS != "" {
		os = *d.OS
	}
	if _, counted := t.OS[os]; len(os) > longestKind || !counted && len(t.OS) >= mostKinds && os != notKnown {
		os = others
	}
	t.OS[os]++
	t.Encryption[encryption(d.FDE)]++
	t.LastContact[heardOf(d.LastContact, t.now)]++
	t.Policies[standing(d.PolicyStats)]++
}

const (
	notKnown = "not_known"
	others   = "others"
)

func encryption(f *jcclient.FDE) string {
	switch {
	case f == nil:
		return notKnown
	case f.Active:
		return "on"
	}
	return "off"
}

// heardOf says how long ago a device was heard of.
func heardOf(at *jcclient.Time, now time.Time) string {
	switch {
	case at == nil, at.Time.IsZero() && at.Raw != "":
		return notKnown
	case at.Time.IsZero():
		return "never"
	}
	for _, within := range []struct {
		days int
		word string
	}{{1, "within_1_day"}, {7, "within_7_days"}, {30, "within_30_days"}, {90, "within_90_days"}} {
		if now.Sub(at.Time) <= time.Duration(within.days)*24*time.Hour {
			return within.word
		}
	}
	return "longer_ago"
}

// standing says how a device stands with its policies.
func standing(s *jcclient.PolicyStats) string {
	switch {
	case s == nil:
		return notKnown
	case s.Failed > 0:
		return "some_failed"
	case s.Pending > 0:
		return "some_pending"
	case s.Total == 0:
		return "none_bound"
	}
	return "all_applied"
}
