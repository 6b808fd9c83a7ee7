package transport

import (
	"bufio"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestWhatIsNoMessageIsRefusedAndTheNextIsRead(t *testing.T) {
	long := call(`{"name":"` + strings.Repeat("a", 3<<20) + `"}`)
	for name, c := range map[string]struct {
		line string
		code int
	}{
		"half":                              {`{"jsonrpc":"2.0"`, mcp.PARSE_ERROR},
		"a batch":                           {`[]`, mcp.INVALID_REQUEST},
		"an id of null":                     {`{"jsonrpc":"2.0","id":null,"method":"ping"}`, mcp.INVALID_REQUEST},
		"long":                              {long, mcp.INVALID_REQUEST},
		"a message, and more after a while": {ping + strings.Repeat("\r", 2<<20) + ping, mcp.INVALID_REQUEST},
		"just too long":                     {ping + strings.Repeat(" ", mostBytes-len(ping)+1), mcp.INVALID_REQUEST},
	} {
		t.Run(name, func(t *testing.T) {
			local(t, func(t *testing.T, l *localClient) {
				l.send(c.line)
				if a := l.receive(); a.Error == nil || a.Error.Code != c.code || string(a.ID) != "null" {
					t.Errorf("answered %+v", a)
				}
				if notes := l.gate.all(); len(notes) != 1 || notes[0].kind != "refused" || notes[0].who.Agent.ID != "helpdesk" {
					t.Errorf("recorded %v", notes)
				}
				l.send("", "  ", "\r", ping+strings.Repeat(" ", mostBytes-len(ping))+"\r")
				if a := l.receive(); string(a.ID) != "1" || a.Result == nil {
					t.Errorf("the next is answered %+v", a)
				}
			})
		})
	}
}

func TestALongLineIsPassedOverNotKept(t *testing.T) {
	in := bufio.NewReaderSize(io.LimitReader(spaces{}, 256<<20), 64<<10)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, end := readLine(in)
	runtime.ReadMemStats(&after)
	if l.bad == nil || l.text != nil || end != io.EOF {
		t.Errorf("read %+v, %v", l, end)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 32<<20 {
		t.Errorf("%d bytes were allocated", took)
	}
}
