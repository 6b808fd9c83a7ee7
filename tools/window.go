package tools

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A window is the time that a question about events is about. An agent may
// give its ends in words; they become times once, when the call begins, and
// the pages of a listing share them.
var windowEnds = [2]string{"start_time", "end_time"}

// windowed says whether the tool takes a window.
func (t *Tool) windowed() bool { return t.endpoint.Route().API == jcclient.Insights }

// windowSchemas are what is advertised of the two: the error says the rest.
func windowSchemas(s *jsonschema.Schema) {
	s.Properties[windowEnds[0]] = &jsonschema.Schema{Type: "string", Description: "RFC 3339, 24h, 7d, yesterday …"}
	s.Properties[windowEnds[1]] = textSchema()
}

// settle turns the words of a window into times, and notes what an answer must
// say of it. A cursor brings the times of the page before.
func (t *Tool) settle(agent string, a *arguments, now time.Time) error {
	if !t.windowed() {
		return t.stillToCome(a, now)
	}
	before, err := t.readCursor(agent, a)
	if err != nil {
		return err
	}
	var ends [2]jcclient.Time
	for i, name := range windowEnds {
		place := a.in.FieldByIndex(t.takes.fields[name])
		ends[i] = place.Interface().(jcclient.Time)
		if ends[i].IsZero() || !ends[i].Time.IsZero() {
			continue
		}
		at, ok := Moment(ends[i].Raw, name == windowEnds[1], now.UTC())
		if !ok {
			return badArgument("argument %s: %.60q is not clear: give a time in RFC 3339 (2026-08-20T09:00:00Z), a date (2026-08-20), today, yesterday, now, "+
				"or how long ago (30m, 24h, 7d, 2w, last 7 days); days are those of UTC, from their beginning as start_time and to their end as end_time", name, ends[i].Raw)
		}
		if a.cursor != "" {
			if at = before.Window[i]; at.IsZero() {
				return errOtherCursor
			}
		}
		a.window[i], a.words[i] = at, ends[i].Raw
		ends[i] = jcclient.Time{Time: at, Raw: at.Format(time.RFC3339Nano)}
		place.Set(reflect.ValueOf(ends[i]))
	}
	if !ends[1].IsZero() && ends[1].Before(ends[0].Time) {
		return badArgument("end_time (%s) is before start_time (%s)", ends[1], ends[0])
	}
	if kept := now.UTC().Truncate(time.Second).Add(-jcclient.EventsKept); ends[0].Before(kept) {
		a.note = "JumpCloud keeps 90 days of events: what happened before " + kept.Format(time.RFC3339) + " is in no answer."
	}
	return nil
}

// inWords is the request with the words of its window in it, which is the same
// whenever it is made.
func (t *Tool) inWords(a *arguments) jsontext.Value {
	said := *a
	said.in = reflect.New(a.in.Type()).Elem()
	said.in.Set(a.in)
	for i, name := range windowEnds {
		if !a.window[i].IsZero() {
			said.in.FieldByIndex(t.takes.fields[name]).Set(reflect.ValueOf(jcclient.Time{Raw: a.words[i]}))
		}
	}
	return said.encode()
}

// windowIs has the words of a window mean what they meant when people were
// asked about it.
func (t *Tool) windowIs(a *arguments, then [2]time.Time) {
	for i, name := range windowEnds {
		if !a.window[i].IsZero() && !then[i].IsZero() {
			a.window[i] = then[i]
			a.in.FieldByIndex(t.takes.fields[name]).Set(reflect.ValueOf(jcclient.Time{Time: then[i], Raw: then[i].Format(time.RFC3339Nano)}))
		}
	}
}

// ago is a span of time back from now. Who says last means where it begins.
var ago = regexp.MustCompile(`^(last )?(\d{1,4}) ?(m|h|d|w|minutes?|hours?|days?|weeks?)( ago)?$`)

var units = map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}

// Moment is the time that words mean at now, which is taken as UTC's: "yesterday",
// "2 hours ago", "7d", a date. Of a day it is the beginning, and for an end the end
// of the day, as far as it has come. ok is false for what is not clear.
func Moment(words string, end bool, now time.Time) (at time.Time, ok bool) {
	words = strings.ToLower(strings.TrimSpace(words))
	day := now.Truncate(24 * time.Hour)
	switch words {
	case "now":
		return now.Truncate(time.Millisecond), true
	case "today":
	case "yesterday":
		day = day.AddDate(0, 0, -1)
	default:
		if span := ago.FindStringSubmatch(words); span != nil {
			n, _ := strconv.Atoi(span[2])
			at := now.Add(-time.Duration(n) * units[span[3][0]]).Truncate(time.Second)
			return at, span[1] == "" || !end && span[4] == ""
		}
		var err error
		if day, err = time.Parse(time.DateOnly, words); err != nil {
			return time.Time{}, false
		}
	}
	if !end {
		return day, true
	}
	last := day.AddDate(0, 0, 1).Add(-time.Nanosecond)
	if last.After(now) && !day.After(now) {
		last = now.Truncate(time.Millisecond)
	}
	return last, true
}
