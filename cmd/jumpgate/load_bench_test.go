package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// BenchmarkUnderLoad is what governance costs among 64 connections that call as fast as
// they are answered: governed reads with their two synced records, beside a bare mcp-go
// server with a tool that does nothing, and beside one whose tool asks the same directory
// and no one else. Servers are processes of their own; the directory and all connections are
// in this one, on the same cores. They take turns, so that what else the machine does
// meets all of them.
func BenchmarkUnderLoad(b *testing.B) {
	for _, era := range []string{"2025-11-25", "2026-07-28"} {
		b.Run(era, func(b *testing.B) { underLoad(b, era == "2026-07-28") })
	}
}

const connections = 64

func underLoad(b *testing.B, newer bool) {
	const rounds, callsEach = 3, 4_000
	directory := anyDirectory(b)
	id := firstUserGroup(b)
	args, answer := `{"id":"`+id+`"}`, `"id":"`+id+`"`
	p := newPlace(b, "jumpcloud: {console_url: '"+directory+"', insights_url: '"+directory+"/insights/directory/v1', max_in_flight: 64}\nserver: {ops: ''}\n")
	governed := p.serveHTTP(b)
	bare, bareURL := startBare(b, directory)
	kinds := []*measured{
		{name: "governed", pid: governed.cmd.Process.Pid, load: callOf(governed.url, p.full, "user_groups_get", args, newer, answer)},
		{name: "bare", pid: bare.Process.Pid, load: callOf(bareURL, "", "nothing", "{}", newer, `"text":"done"`)},
		{name: "asking", pid: bare.Process.Pid, load: callOf(bareURL, "", "user_groups_get", args, newer, answer)},
	}
	for _, k := range kinds {
		k.load.send(b, 1_000, connections) // connections to the directory, caches, the heap
	}
	b.ResetTimer()
	for range b.N {
		for range rounds {
			for _, k := range kinds {
				k.round(b, callsEach)
			}
		}
	}
	ours := kinds[0]
	for _, k := range kinds {
		b.ReportMetric(k.rate(), k.name+"-calls/s")
		b.ReportMetric(float64(k.p99())/1e6, k.name+"-p99-ms")
		b.ReportMetric(k.cpuOfACall()*1e6, k.name+"-cpu-us")
		if k != ours {
			b.ReportMetric(ours.rate()/k.rate(), "rate-of-"+k.name)
			b.ReportMetric(float64(ours.p99())/float64(k.p99()), "p99-of-"+k.name)
			b.ReportMetric(ours.cpuOfACall()/k.cpuOfACall(), "cpu-of-"+k.name)
		}
	}
	b.ReportMetric(0, "ns/op")
	governed.stop(b)
}

// BenchmarkAmongStrangers is what governed calls take while 10,000 connections of nobody
// in particular stand open, each with half a head, beside what they take without.
func BenchmarkAmongStrangers(b *testing.B) {
	const strangers, rounds, calls = 10_000, 3, 2_000
	p := newPlace(b, "server: {ops: ''}\n")
	server := p.serveHTTP(b, "--sandbox")
	id := firstUserGroup(b)
	call := callOf(server.url, p.full, "user_groups_get", `{"id":"`+id+`"}`, true, `"id":"`+id+`"`)
	alone, among := &measured{pid: server.cmd.Process.Pid, load: call}, &measured{pid: server.cmd.Process.Pid, load: call}
	call.send(b, 1_000, connections)
	b.ResetTimer()
	for range rounds * b.N {
		alone.round(b, calls)
		host, request := call.bytes()
		var open []net.Conn
		for range strangers {
			c, err := net.Dial("tcp", host)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := c.Write(request[:40]); err != nil {
				b.Fatal(err)
			}
			open = append(open, c)
		}
		among.round(b, calls)
		for _, c := range open {
			c.Close()
		}
	}
	b.ReportMetric(float64(among.p99())/1e6, "p99-ms")
	b.ReportMetric(float64(among.p99())/float64(alone.p99()), "p99-of-alone")
	b.ReportMetric(among.rate()/alone.rate(), "rate-of-alone")
	b.ReportMetric(0, "ns/op")
	server.stop(b)
}

// firstUserGroup is the id of a user group in every sandbox: the smallest object there is.
func firstUserGroup(t testing.TB) string {
	t.Helper()
	for group, err := range jcclient.ListUserGroups.All(t.Context(), directoryAt(anyDirectory(t)), jcclient.ListQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		return string(group.ID)
	}
	t.Fatal("the sandbox has no user group")
	return ""
}

// BenchmarkToolsList is one answer to tools/list over HTTP, to an agent that sees every
// tool or 43 of them, its record included: on disk, and in memory, where a sync costs nothing.
func BenchmarkToolsList(b *testing.B) {
	for name, folder := range map[string]string{"OnDisk": "", "InMemory": "/dev/shm", "InMemory43": "/dev/shm"} {
		b.Run(name, func(b *testing.B) {
			trail := filepath.Join(b.TempDir(), "trail")
			if folder != "" {
				inMemory, err := os.MkdirTemp(folder, "jumpgate-*")
				if err != nil {
					b.Skip(err)
				}
				defer os.RemoveAll(inMemory)
				trail = filepath.Join(inMemory, "trail")
			}
			p := newPlace(b, "server: {ops: ''}\naudit: {path: "+trail+"}\n")
			token := p.full
			if name == "InMemory43" {
				token = p.withAgentOf(b, 43)
			}
			server := p.serveHTTP(b, "--sandbox")
			l := load{url: server.url, token: token, body: `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, answers: `"tools":[{"`}
			l.send(b, 100, 1)
			before := cpuOf(b, server.cmd.Process.Pid)
			b.ResetTimer()
			r := l.send(b, max(b.N, 1_000), 1)
			b.ReportMetric(float64(r.quantile(.5))/1e6, "median-ms")
			b.ReportMetric(float64(cpuOf(b, server.cmd.Process.Pid)-before)/1e6/float64(r.calls), "cpu-ms")
			b.ReportMetric(0, "ns/op")
			server.stop(b)
		})
	}
}

// withAgentOf adds an agent that sees so many tools, and returns its token.
func (p place) withAgentOf(t testing.TB, most int) string {
	t.Helper()
	var names []string
	for _, tool := range tools.All()[:most] {
		names = append(names, tool.Name)
	}
	token, hash := policy.NewToken()
	src, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	src = fmt.Appendf(src, "  some:\n    owner: it@example.com\n    identify: [{token_sha256: %s}]\n    allow: [{id: some, tools: [%s]}]\n", hash, strings.Join(names, ", "))
	if err := os.WriteFile(p.config, src, 0o600); err != nil {
		t.Fatal(err)
	}
	return token
}

// A measured server is one of those that take turns.
type measured struct {
	name string
	pid  int
	load load
	runs []ran
	cpu  time.Duration
}

func (m *measured) round(b *testing.B, calls int) {
	before := cpuOf(b, m.pid)
	m.runs = append(m.runs, m.load.send(b, calls, connections))
	m.cpu += cpuOf(b, m.pid) - before
}

func (m *measured) total() (calls int, took time.Duration) {
	for _, r := range m.runs {
		calls, took = calls+r.calls, took+r.took
	}
	return calls, took
}

func (m *measured) rate() float64 {
	calls, took := m.total()
	return float64(calls) / took.Seconds()
}

// p99 is the mean of that of each round: a single bad moment is not all.
func (m *measured) p99() (mean time.Duration) {
	for _, r := range m.runs {
		mean += r.quantile(.99) / time.Duration(len(m.runs))
	}
	return mean
}

// cpuOfACall is in seconds of one core.
func (m *measured) cpuOfACall() float64 {
	calls, _ := m.total()
	return m.cpu.Seconds() / float64(calls)
}

// startBare runs the program that knows no gate.
func startBare(t testing.TB, directory string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command("bare-mcp", directory)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	url, err := bufio.NewReader(stderr).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(url)
}
