package jcclient

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

// BenchmarkLimitedServer reads 1,000 pages of a server that allows 20 requests
// a second, 20 at once. The client does not know: it learns it from 429s.
func BenchmarkLimitedServer(b *testing.B) {
	for name, c := range map[string]struct {
		says    string // Retry-After
		options Options
	}{
		"RetryAfter":    {"1", Options{}},
		"CoolDown1s":    {"", Options{CoolDown: time.Second}},
		"CoolDown30s":   {"", Options{}}, // the default
		"ToldTheBudget": {"", Options{RequestsPerSecond: 19.8}},
	} {
		b.Run(name, func(b *testing.B) { readLimited(b, c.options, c.says) })
	}
}

func readLimited(b *testing.B, o Options, retryAfter string) {
	const pages, perSecond = 1000, 20
	var mu sync.Mutex
	var limit *rate.Limiter
	refused, answered := 0, map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if !limit.Allow() {
			refused++
			if retryAfter != "" {
				w.Header().Set("Retry-After", retryAfter)
			}
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		answered[r.URL.RawQuery]++
		from, to := shelf{rows: pages * pageRows}.cut(r)
		fmt.Fprintf(w, `{"totalCount":%d,"results":%s}`, pages*pageRows, rowsOf("_id", from, to))
	}))
	defer server.Close()
	o.ConsoleURL, o.APIKey = server.URL, NewSecret(testKey)
	for b.Loop() {
		refused, answered, limit = 0, map[string]int{}, rate.NewLimiter(perSecond, perSecond)
		c, err := New(o)
		if err != nil {
			b.Fatal(err)
		}
		start, rows := time.Now(), 0
		for user, err := range ListUsers.All(b.Context(), c, UserQuery{}) {
			if id, _ := strconv.ParseInt(string(user.ID), 16, 64); err != nil || int(id) != rows {
				b.Fatalf("row %d is %q, %v", rows, user.ID, err)
			}
			rows++
		}
		if rows != pages*pageRows || len(answered) != pages {
			b.Fatalf("%d rows of %d pages", rows, len(answered))
		}
		took := time.Since(start)
		b.ReportMetric(took.Seconds(), "s")
		b.ReportMetric(took.Seconds()/(pages/perSecond), "of-the-ideal")
		b.ReportMetric(100*float64(refused)/float64(pages+refused), "%-refused")
	}
}
