package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A load is one request, sent over and over by so many connections at once. It costs
// little itself, since the server that it is for runs on the same cores.
type load struct {
	url, token string
	body       string
	newer      bool   // of revision 2026-07-28, whose requests name themselves in headers too
	method     string // for those headers
	name       string
	status     string // of each answer; 200 unless it is said
	answers    string // what each answer has in it
}

// callOf is a tools/call, in the words of either revision.
func callOf(url, token, tool, args string, newer bool, answers string) load {
	l := load{url: url, token: token, newer: newer, method: "tools/call", name: tool, answers: answers}
	l.body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + tool + `","arguments":` + args + l.meta() + `}}`
	return l
}

func (l load) meta() string {
	if !l.newer {
		return ""
	}
	return `,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"load","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}`
}

// bytes is the request as it stands on the wire.
func (l load) bytes() (host string, request []byte) {
	u, err := url.Parse(l.url)
	if err != nil {
		panic(err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: %d\r\n", u.Path, u.Host, len(l.body))
	if l.token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", l.token)
	}
	if l.newer {
		fmt.Fprintf(&b, "Mcp-Protocol-Version: 2026-07-28\r\nMcp-Method: %s\r\n", l.method)
		if l.name != "" {
			fmt.Fprintf(&b, "Mcp-Name: %s\r\n", l.name)
		}
	} else {
		b.WriteString("Mcp-Protocol-Version: 2025-11-25\r\n")
	}
	b.WriteString("\r\n" + l.body)
	return u.Host, b.Bytes()
}

// What a load ran to.
type ran struct {
	calls int
	took  time.Duration
	each  []time.Duration // how long each call took, shortest first
}

func (r ran) rate() float64                    { return float64(r.calls) / r.took.Seconds() }
func (r ran) quantile(q float64) time.Duration { return r.each[int(q*float64(len(r.each)-1))] }

// send makes so many calls over so many connections.
func (l load) send(t testing.TB, calls, connections int) ran {
	t.Helper()
	host, request := l.bytes()
	var left atomic.Int64
	left.Store(int64(calls))
	each, failed := make([][]time.Duration, connections), make([]error, connections)
	var all sync.WaitGroup
	start := time.Now()
	for n := range connections {
		all.Go(func() {
			var c net.Conn
			if c, failed[n] = net.Dial("tcp", host); failed[n] != nil {
				return
			}
			defer c.Close()
			in := bufio.NewReaderSize(c, 16<<10)
			for left.Add(-1) >= 0 && failed[n] == nil {
				began := time.Now()
				if _, failed[n] = c.Write(request); failed[n] == nil {
					failed[n] = l.receive(in)
				}
				each[n] = append(each[n], time.Since(began))
			}
		})
	}
	all.Wait()
	r := ran{calls: calls, took: time.Since(start)}
	if err := errors.Join(failed...); err != nil {
		t.Fatalf("%.1000v", err)
	}
	r.each = slices.Sorted(slices.Values(slices.Concat(each...)))
	return r
}

// receive reads one answer, which must be the one that is wanted.
func (l load) receive(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	ok := bytes.HasPrefix(line, []byte("HTTP/1.1 "+cmp.Or(l.status, "200")+" "))
	status := string(line)
	var body io.Reader
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		switch name, value, _ := bytes.Cut(line, []byte(": ")); string(name) {
		case "Content-Length":
			length, _ := strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
			body = io.LimitReader(in, length)
		case "Transfer-Encoding":
			body = httputil.NewChunkedReader(in)
		}
	}
	if body == nil {
		return errors.New("an answer of unknown length: " + status)
	}
	text, err := io.ReadAll(body)
	if err != nil || !ok || !bytes.Contains(text, []byte(l.answers)) {
		return fmt.Errorf("answered %.40q %.300s %v", status, text, err)
	}
	if _, chunked := body.(*io.LimitedReader); !chunked {
		_, err = in.ReadSlice('\n') // the trailer's end
	}
	return err
}

// cpuOf is how much of the cores a process has used, to 10 ms.
func cpuOf(t testing.TB, pid int) time.Duration {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Skip("only Linux tells what a process has used: ", err)
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}
