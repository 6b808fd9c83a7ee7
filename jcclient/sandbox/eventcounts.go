package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (s *Server) countEvents(r *http.Request, in object) *answer {
	rows, bad := s.matching(r, in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	return ok(object{"count": len(rows)})
}

// distinctEvents counts the values of a field, the most frequent first.
func (s *Server) distinctEvents(r *http.Request, in object) *answer {
	field := in.text("field")
	if field == "" {
		return failInsights(http.StatusBadRequest, "field is missing")
	}
	rows, bad := s.matching(r, in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	counts := map[string]int{}
	for _, e := range rows {
		for _, v := range valuesAt(e, field) {
			if _, isObject := v.(object); !isObject && v != nil {
				counts[plain(v)]++
			}
		}
	}
	buckets := []object{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		buckets = append(buckets, object{"key": key, "doc_count": counts[key]})
	}
	slices.SortStableFunc(buckets, func(a, b object) int { return cmp.Compare(b["doc_count"].(int), a["doc_count"].(int)) })
	if s.faults().has("distinct-by-field") {
		return ok(object{field: buckets})
	}
	return ok(object{"buckets": buckets, "doc_count_error_upper_bound": 0, "sum_other_doc_count": 0})
}

var units = map[string]time.Duration{
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
}

// mostBuckets bounds an answer in steps of time, as a search engine does.
const mostBuckets = 10_000

// intervalEvents counts in steps of time, from the first event to the last;
// steps without events are counted too, as 0.
func (s *Server) intervalEvents(r *http.Request, in object) *answer {
	step, zone, bad := readInterval(in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	rows, bad := s.matching(r, in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	buckets := []object{}
	if len(rows) == 0 {
		return ok(object{"buckets": buckets})
	}
	counts := map[int]int{}
	for _, e := range rows {
		counts[stepOf(timeOf(e), step, zone)]++
	}
	first, last := stepOf(timeOf(rows[0]), step, zone), stepOf(timeOf(rows[len(rows)-1]), step, zone)
	if last-first >= mostBuckets {
		return failInsights(http.StatusBadRequest, "too many buckets: more than %d; use a longer interval", mostBuckets)
	}
	for n := first; n <= last; n++ {
		at := startOf(n, step, zone)
		buckets = append(buckets, object{
			"key": at.UnixMilli(), "key_as_string": at.Format("2006-01-02T15:04:05.000Z07:00"), "doc_count": counts[n],
		})
	}
	return ok(object{"buckets": buckets})
}

// monday is one from which steps of time are numbered, so that weeks begin on
// their first day.
var monday = time.Date(1969, 12, 29, 0, 0, 0, 0, time.UTC)

// stepOf is the number of the step that holds a moment, by the clock on the
// wall: days begin at midnight of the zone, in summer and in winter.
func stepOf(at time.Time, step time.Duration, zone *time.Location) int {
	_, seconds := at.In(zone).Zone()
	return int(at.Add(time.Duration(seconds)*time.Second).Sub(monday) / step)
}

// startOf is when a step begins.
func startOf(n int, step time.Duration, zone *time.Location) time.Time {
	wall := monday.Add(time.Duration(n) * step)
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
}

func readInterval(in object) (time.Duration, *time.Location, string) {
	unit, known := units[in.text("interval_unit")]
	if !known {
		return 0, nil, "interval_unit is not one of s, m, h, d, w"
	}
	n := 1
	if text := plain(in["interval_value"]); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 || time.Duration(n) > math.MaxInt64/unit {
			return 0, nil, fmt.Sprintf("interval_value %q is not a number from 1 on, or too large", text)
		}
	}
	zone, bad := readZone(in.text("timezone"))
	return time.Duration(n) * unit, zone, bad
}

// readZone reads a time zone by its name or as an offset, such as -0500.
func readZone(text string) (*time.Location, string) {
	if text == "" {
		return time.UTC, ""
	}
	if at, err := time.Parse("-0700", strings.ReplaceAll(text, ":", "")); err == nil {
		return at.Location(), ""
	}
	zone, err := time.LoadLocation(text)
	if err != nil || text == "Local" {
		return nil, fmt.Sprintf("timezone %q is no time zone", text)
	}
	return zone, ""
}
