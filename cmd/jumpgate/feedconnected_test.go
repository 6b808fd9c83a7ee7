package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
)

// A syslogd takes messages over TCP, and does with its connections what it is
// told to: the n-th, counted from 0, when it has read so many messages.
type syslogd struct {
	*collector
	net.Listener
	does func(n, messages int, c *net.TCPConn) (ends bool)

	mu   sync.Mutex
	over [][]uint64 // the records that came over each connection
}

func newSyslogd(t *testing.T, does func(n, messages int, c *net.TCPConn) bool) *syslogd {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &syslogd{collector: &collector{}, Listener: l, does: does}
	go func() {
		for n := 0; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.over = append(s.over, nil)
			s.mu.Unlock()
			go s.take(n, c.(*net.TCPConn))
		}
	}()
	t.Cleanup(func() { l.Close() })
	return s
}

// inOrder checks that every record came, and that over each connection they came
// one after the other: what is left of a connection that was given up may be
// read beside the next one.
func (s *syslogd) inOrder(t *testing.T, last uint64) (connections int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	came := map[uint64]bool{}
	for _, got := range s.over {
		for i, seq := range got {
			if came[seq] = true; i > 0 && seq != got[i-1]+1 {
				t.Errorf("record %d comes after %d", seq, got[i-1])
			}
		}
	}
	for seq := range last {
		if !came[seq+1] {
			t.Errorf("record %d never came", seq+1)
		}
	}
	return len(s.over)
}

// take reads messages as RFC 6587 frames them, and no byte more.
func (s *syslogd) take(n int, c *net.TCPConn) {
	defer c.Close()
	in := bufio.NewReaderSize(oneByte{c}, 16)
	for messages := 0; ; messages++ {
		if s.does(n, messages, c) {
			return
		}
		size, err := in.ReadString(' ')
		if err != nil {
			return
		}
		length, err := strconv.Atoi(strings.TrimSpace(size))
		text := make([]byte, length)
		if _, full := io.ReadFull(in, text); err != nil || full != nil {
			return
		}
		_, record, _ := strings.Cut(string(text), " record - ")
		var r struct {
			Seq uint64 `json:"seq"`
		}
		if err := json.Unmarshal([]byte(record), &r); err != nil {
			return
		}
		s.mu.Lock()
		s.over[n] = append(s.over[n], r.Seq)
		s.mu.Unlock()
		if s.Send(context.Background(), []byte(record)) != nil {
			return
		}
	}
}

// oneByte reads no further than it is asked to.
type oneByte struct{ io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.Reader.Read(p[:1]) }

// feed brings a trail there.
func (s *syslogd) feed(t *testing.T, trail string, timeout time.Duration) (stop func()) {
	t.Helper()
	to, err := push.NewSyslog("tcp://"+s.Addr().String(), nil, "record")
	if err != nil {
		t.Fatal(err)
	}
	f := &feed{name: "syslog", trail: trail, connects: to.Connect, form: asItStands, log: slog.New(slog.DiscardHandler),
		wait: time.Millisecond, retry: time.Millisecond, timeout: timeout, longest: timeout}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { f.run(ctx); close(done) }()
	return func() { cancel(); <-done }
}

// Whatever a collector does with its connections, it gets every record, and in
// order; what may be lost with a connection comes again.
func TestACollectorOfSyslogMissesNothing(t *testing.T) {
	const first, then = 100, 20
	over := make(chan bool)
	t.Cleanup(func() { close(over) })
	for _, tt := range []struct {
		name string
		does func(n, messages int, c *net.TCPConn) (ends bool)
		most int           // connections; 0 for any number
		wait time.Duration // for it
	}{
		{"reads on", func(int, int, *net.TCPConn) bool { return false }, 2, time.Minute},
		{"ends each after a message", func(_, messages int, _ *net.TCPConn) bool { return messages == 1 }, 0, time.Minute},
		{"resets the first ones", func(n, messages int, c *net.TCPConn) bool {
			if n < 5 && messages == 7*n {
				_ = c.SetLinger(0)
				return true
			}
			return false
		}, 0, time.Minute},
		{"hangs at first", func(n, messages int, c *net.TCPConn) bool {
			if n < 2 && messages == 10 {
				<-over // what it has not read is lost
				return true
			}
			return false
		}, 0, 100 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			trail := filepath.Join(t.TempDir(), "audit.jsonl")
			log, err := audit.Open(trail, audit.Options{RotateSize: 64 << 10})
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			var last uint64
			write := func(n int) {
				t.Helper()
				for range n {
					r, err := log.Append(audit.Record{Kind: audit.ListServed, Who: &audit.Who{Agent: "one"}})
					if err != nil {
						t.Fatal(err)
					}
					last = r.Seq
				}
			}
			write(first)
			s := newSyslogd(t, tt.does)
			stop := s.feed(t, trail, tt.wait)
			s.has(t, last)
			write(then)
			s.has(t, last)
			stop()
			if n := s.inOrder(t, last); tt.most > 0 && n > tt.most {
				t.Errorf("%d connections were made for %d records", n, last)
			}
			arrived, from := len(s.got), last+1
			write(then)
			stop = s.feed(t, trail, tt.wait)
			s.has(t, last)
			stop()
			s.inOrder(t, last)
			if s.got[arrived] != from {
				t.Errorf("after a stop in peace it goes on with record %d, not %d", s.got[arrived], from)
			}
			stop = s.feed(t, trail, tt.wait)
			write(1)
			stop()
			s.inOrder(t, last)
		})
	}
}

// A record that was lost with an idle connection comes again at once, and not
// only when there is another one.
func TestARecordLostWithAnIdleConnectionComesAgain(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if _, err := log.Append(audit.Record{Kind: audit.ListServed}); err != nil {
		t.Fatal(err)
	}
	s := newSyslogd(t, func(n, messages int, c *net.TCPConn) bool {
		if n == 0 {
			_, _ = c.Read(make([]byte, 1))
			return true // with the rest of the record unread
		}
		return false
	})
	stop := s.feed(t, trail, time.Minute)
	defer stop()
	s.has(t, 1)
	if got := fmt.Sprint(s.got); got != "[1]" {
		t.Errorf("there came %s", got)
	}
}
