//go:build unix

package jcclient

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestMain is also the process that BenchmarkAll100000Users measures: one that
// reads all users and does nothing else.
func TestMain(m *testing.M) {
	if url := os.Getenv("JCCLIENT_READ_ALL_USERS"); url != "" {
		readAllUsers(url)
		return
	}
	os.Exit(m.Run())
}

func readAllUsers(url string) {
	c, err := New(Options{ConsoleURL: url, APIKey: NewSecret(testKey)})
	if err != nil {
		panic(err)
	}
	rows := 0
	for _, err := range ListUsers.All(context.Background(), c, UserQuery{}) {
		if err != nil {
			panic(err)
		}
		rows++
	}
	fmt.Print(rows)
}

// BenchmarkAll100000Users reads 100,000 users from a server that takes 50 ms
// for a page, in a process of its own: ahead as [List.All] does, and one page
// after the other with the standard library alone.
func BenchmarkAll100000Users(b *testing.B) {
	const rows, wait = 100_000, 50 * time.Millisecond
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		time.Sleep(wait)
		skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
		fmt.Fprintf(w, `{"totalCount":%d,"results":[%s]}`, rows, users(skip, skip+100))
	}))
	defer server.Close()
	for b.Loop() {
		asked.Store(0)
		start := time.Now()
		read := exec.Command(os.Args[0])
		read.Env = append(os.Environ(), "JCCLIENT_READ_ALL_USERS="+server.URL)
		out, err := read.Output()
		if err != nil || string(out) != strconv.Itoa(rows) {
			b.Fatalf("it read %s rows: %v", out, err)
		}
		ahead, requests := time.Since(start), asked.Swap(0)

		start = time.Now()
		if n := oneAfterTheOther(b, server.URL); n != rows {
			b.Fatalf("one after the other are %d rows", n)
		}
		plain := time.Since(start)
		b.ReportMetric(ahead.Seconds(), "ahead-s")
		b.ReportMetric(plain.Seconds(), "plain-s")
		b.ReportMetric(plain.Seconds()/ahead.Seconds(), "times-faster")
		b.ReportMetric(float64(requests), "ahead-requests")
		b.ReportMetric(float64(asked.Load()), "plain-requests")
		b.ReportMetric(float64(peak(read))/(1<<20), "peak-MiB")
	}
}

// peak is the largest resident size of a process that has ended, in bytes.
func peak(c *exec.Cmd) int64 {
	usage, _ := c.ProcessState.SysUsage().(*syscall.Rusage)
	if runtime.GOOS == "darwin" {
		return usage.Maxrss
	}
	return usage.Maxrss << 10 // the others count in KiB
}

func oneAfterTheOther(b *testing.B, url string) int {
	for rows := 0; ; {
		res, err := http.Get(url + "/api/systemusers?limit=100&sort=_id&skip=" + strconv.Itoa(rows))
		if err != nil {
			b.Fatal(err)
		}
		var page struct {
			TotalCount int    `json:"totalCount"`
			Results    []User `json:"results"`
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil {
			err = json.Unmarshal(body, &page)
		}
		if err != nil {
			b.Fatal(err)
		}
		if rows += len(page.Results); rows >= page.TotalCount {
			return rows
		}
	}
}
