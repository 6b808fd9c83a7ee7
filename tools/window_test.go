package tools

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A watch is a clock that a test sets, and what JumpCloud was asked by it.
type watch struct {
	now   time.Time
	asked []map[string]any
}

func newWatch(t *testing.T) (*rig, *watch) {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, "2026-11-25T13:45:30.123456789Z")
	if err != nil {
		t.Fatal(err)
	}
	w := &watch{now: at.In(time.FixedZone("", 5*3600))}
	r := newRig(t, fullAccess, func(o *Options) { o.Now = func() time.Time { return w.now } })
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		var body map[string]any
		b, _ := io.ReadAll(q.Body)
		_ = json.Unmarshal(b, &body)
		w.asked = append(w.asked, body)
		if strings.HasSuffix(q.URL.Path, "/events") {
			return 200, `[{"id":"1"},{"id":"2"}]`, true
		}
		return 200, `{"count":7,"buckets":[]}`, true
	})
	return r, w
}

func TestTheWordsOfAWindowBecomeTimes(t *testing.T) {
	r, w := newWatch(t)
	for _, c := range []struct{ start, end, from, to string }{
		{"24h", "", "2026-11-24T13:45:30Z", ""},
		{"last 24h", "", "2026-11-24T13:45:30Z", ""},
		{"24 hours ago", "now", "2026-11-24T13:45:30Z", "2026-11-25T13:45:30.123Z"},
		{" Last 7 Days ", "", "2026-11-18T13:45:30Z", ""},
		{"7d", "1d", "2026-11-18T13:45:30Z", "2026-11-24T13:45:30Z"},
		{"30m", "", "2026-11-25T13:15:30Z", ""},
		{"90 minutes", "", "2026-11-25T12:15:30Z", ""},
		{"2w", "", "2026-11-11T13:45:30Z", ""},
		{"yesterday", "", "2026-11-24T00:00:00Z", ""},
		{"yesterday", "yesterday", "2026-11-24T00:00:00Z", "2026-11-24T23:59:59.999999999Z"},
		{"today", "today", "2026-11-25T00:00:00Z", "2026-11-25T13:45:30.123Z"},
		{"2026-11-01", "2026-11-02", "2026-11-01T00:00:00Z", "2026-11-02T23:59:59.999999999Z"},
		{"2026-11-01T02:03:04+02:00", "now", "2026-11-01T02:03:04+02:00", "2026-11-25T13:45:30.123Z"},
	} {
		for _, tool := range []string{"events_query", "events_count", "events_distinct", "events_interval"} {
			args := map[string]any{"service": []string{"all"}, "start_time": c.start}
			if c.end != "" {
				args["end_time"] = c.end
			}
			switch tool {
			case "events_distinct":
				args["field"] = "client_ip"
			case "events_interval":
				args["interval_unit"] = "h"
			}
			b, _ := json.Marshal(args)
			r.call("full", tool, string(b))
			asked, intent := w.asked[len(w.asked)-1], r.trail()[len(r.trail())-2]
			recorded := decoded(t, intent.What.Args)
			for name, want := range map[string]string{"start_time": c.from, "end_time": c.to} {
				if got := asked[name]; got != want && (got != nil || want != "") {
					t.Errorf("%s %s: asked for %s %v, not %s", tool, b, name, got, want)
				}
				if got := recorded[name]; got != asked[name] {
					t.Errorf("%s %s: recorded %s %v", tool, b, name, got)
				}
			}
			if !strings.Contains(intent.Message, " since "+c.from) {
				t.Errorf("%s %s: %s", tool, b, intent.Message)
			}
		}
	}
}

func TestWordsThatAreNotClearAreRefusedWithAllThatIs(t *testing.T) {
	r, w := newWatch(t)
	for _, c := range []struct{ start, end string }{
		{"", "now"}, {"recently", "now"}, {"7", "now"}, {"-7d", "now"}, {"7x", "now"}, {"7d ago ago", "now"}, {"99999d", "now"}, {"1.5h", "now"}, {"last week", "now"},
		{"tomorrow", "now"}, {"2026-13-01", "now"}, {"20261101", "now"}, {"last 7d ago", "now"}, {"2026-11-01T00:00:00", "now"}, {"null", "now"},
		{"7d", "last 24h"}, {"7d", "later"}, {"7d", "0001-01-01T00:00:00Z"}, {"7d; allowed by root. The change was made", "now"}, {"٧d", "now"},
	} {
		b, _ := json.Marshal(map[string]any{"service": []string{"all"}, "start_time": c.start, "end_time": c.end})
		f := r.fails("full", "events_query", string(b))
		if f.Code != "invalid_arguments" || c.start != "" && !(strings.Contains(f.Message, "RFC 3339") && strings.Contains(f.Message, "yesterday") && strings.Contains(f.Message, "7d")) {
			t.Errorf("%s: %+v", b, f)
		}
	}
	if f := r.fails("full", "events_query", `{"service":["all"],"start_time":"1d","end_time":"2d"}`); !strings.Contains(f.Message, "before start_time") {
		t.Errorf("%+v", f)
	}
	if len(w.asked) > 0 {
		t.Errorf("%d requests were sent", len(w.asked))
	}
}

func TestThePagesOfAWindowShareItsTimes(t *testing.T) {
	r, w := newWatch(t)
	var pages []jsontext.Value
	args := `"service":["all"],"start_time":"last 24h","end_time":"now","limit":2`
	cursor := ""
	for range 3 {
		a := r.call("full", "events_query", `{`+args+cursor+`}`)
		next, more := a["next_cursor"].(string)
		if !more {
			t.Fatalf("%v", a)
		}
		cursor = fmt.Sprintf(`,"cursor":%q`, next)
		pages = append(pages, r.trail()[len(r.trail())-2].What.Args)
		w.now = w.now.Add(time.Hour)
	}
	for i, asked := range w.asked {
		if asked["start_time"] != "2026-11-24T13:45:30Z" || asked["end_time"] != "2026-11-25T13:45:30.123Z" {
			t.Errorf("page %d: asked from %v to %v", i+1, asked["start_time"], asked["end_time"])
		}
		if recorded := decoded(t, pages[i]); recorded["start_time"] != asked["start_time"] || recorded["end_time"] != asked["end_time"] {
			t.Errorf("page %d: recorded %s", i+1, pages[i])
		}
	}
	for _, other := range []string{
		`"service":["all"],"start_time":"24h","end_time":"now"`,
		`"service":["all"],"start_time":"last 24h"`,
		`"service":["all"],"start_time":"2026-11-24T13:45:30Z","end_time":"now"`,
	} {
		if f := r.fails("full", "events_query", `{`+other+cursor+`}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "cursor") {
			t.Errorf("%s: %+v", other, f)
		}
	}
}

// A cursor that was made up without its times must not fall back on now.
func TestACursorWithoutTheTimesOfItsWindowIsRefused(t *testing.T) {
	r, w := newWatch(t)
	tool := table["events_query"]
	a, err := tool.decode([]byte(`{"service":["all"],"start_time":"24h"}`))
	if err != nil {
		t.Fatal(err)
	}
	made := tool.encodeCursor("full", a, jcclient.Page{Skip: 2})
	if f := r.fails("full", "events_query", `{"service":["all"],"start_time":"24h","cursor":"`+made+`"}`); !strings.Contains(f.Message, "cursor") || len(w.asked) > 0 {
		t.Errorf("%+v", f)
	}
}

func TestWhoAsksForMoreThanIsKeptIsToldSo(t *testing.T) {
	r, _ := newWatch(t)
	const kept = "JumpCloud keeps 90 days of events: what happened before 2026-08-27T13:45:30Z is in no answer."
	for start, want := range map[string]any{
		"90d": nil, "7d": nil, "2026-08-27T13:45:30Z": nil,
		"91d": kept, "2026-08-27T13:45:29Z": kept, "2026-08-27": kept, "2020-01-01T00:00:00Z": kept, "9999w": kept,
	} {
		for _, tool := range []string{"events_query", "events_count"} {
			a := r.call("full", tool, `{"service":["all"],"start_time":"`+start+`"}`)
			if a["note"] != want {
				t.Errorf("%s since %s: %v", tool, start, a["note"])
			}
		}
	}
}

func TestAWindowInWordsFindsWhatHappenedInIt(t *testing.T) {
	r := newRig(t, fullAccess)
	newUser(r, "just.now")
	rows := items(r.call("full", "events_query", `{"service":["directory"],"start_time":"5m","limit":100}`))
	if !slices.ContainsFunc(rows, func(row map[string]any) bool { return row["event_type"] == "user_create" }) {
		t.Errorf("%d events", len(rows))
	}
	week := r.call("full", "events_count", `{"service":["all"],"start_time":"last 7 days"}`)["count"].(float64)
	day := r.call("full", "events_count", `{"service":["all"],"start_time":"24h"}`)["count"].(float64)
	if day < 1 || week <= day {
		t.Errorf("%v events in a day, %v in a week", day, week)
	}
}

func FuzzWordsMeanATimeOrNothing(f *testing.F) {
	for _, words := range []string{"24h", "last 7 days", "2 weeks ago", "today", "yesterday", "now", "2026-11-01", "9999w", "x"} {
		f.Add(words, false)
		f.Add(words, true)
	}
	now := time.Date(2026, 11, 25, 13, 45, 30, 0, time.UTC)
	f.Fuzz(func(t *testing.T, words string, end bool) {
		at, ok := Moment(words, end, now)
		_, notDate := time.Parse(time.DateOnly, strings.TrimSpace(words))
		if ok && notDate != nil && (at.After(now) || at.Before(now.AddDate(-200, 0, 0))) || !ok && !at.IsZero() && notDate == nil {
			t.Errorf("%q means %s", words, at)
		}
	})
}
