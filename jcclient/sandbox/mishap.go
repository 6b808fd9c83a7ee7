package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// Mishaps decide what goes wrong with which request: by its number and the
// seed alone, so that a run can be had again.
type mishaps struct {
	Faults
	bucket bucket
	count  atomic.Uint64
}

func newMishaps(f Faults) *mishaps {
	return &mishaps{Faults: f, bucket: bucket{rate: f.numbers["rate"]}}
}

// A mishap is what goes wrong with one request; "" is nothing.
type mishap struct {
	*mishaps
	name string
}

// next is the mishap of the next request that reaches a route.
func (m *mishaps) next() mishap {
	n := m.count.Add(1)
	if len(m.numbers) == 0 {
		return mishap{m, ""}
	}
	r := m.random(n)
	for _, f := range allFaults {
		if hit, is := m.numbers[f.name]; is && f.takes == share && r.Float64() < hit {
			return mishap{m, f.name}
		}
	}
	return mishap{m, ""}
}

func (m *mishaps) random(n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(m.numbers["seed"]), n))
}

// shuffle puts the rows of a list into another order.
func (m *mishaps) shuffle(rows []row) {
	if m.has("shuffle") {
		m.random(m.count.Load()).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

// instead answers a request that is not carried out.
func (m mishap) instead(w http.ResponseWriter) bool {
	switch m.name {
	case "reset-before":
		reset(w)
	case "302":
		loginPage().write(w)
	case "429":
		m.tooMany().write(w)
	case "500", "502":
		htmlPage(m.name).write(w)
	case "503":
		m.orLater(htmlPage(m.name)).write(w)
	default:
		return false
	}
	return true
}

// send sends the answer of a request that was carried out, or what becomes of it.
func (m mishap) send(w http.ResponseWriter, r *http.Request, a *answer) {
	switch m.name {
	case "504":
		a = htmlPage(m.name)
	case "reset-after":
		reset(w)
	case "truncate":
		a.bytes = a.bytes[:len(a.bytes)/2]
	}
	if m.waits["slow"] <= 0 && m.name != "break-off" {
		a.write(w)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.bytes)))
	a.head(w)
	half := len(a.bytes) / 2
	_, _ = w.Write(a.bytes[:half])
	_ = http.NewResponseController(w).Flush()
	pause(r, m.waits["slow"])
	if m.name == "break-off" {
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(a.bytes[half:])
}

// reset ends a connection without a word, as a proxy does that has lost the
// server behind it.
func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		if tcp, is := conn.(*net.TCPConn); is {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

func loginPage() *answer {
	return &answer{status: http.StatusFound, header: http.Header{"Location": {"/login"}}}
}

// tooMany is 429. JumpCloud's is not known to say when to ask again.
func (m *mishaps) tooMany() *answer {
	return m.orLater(fail(http.StatusTooManyRequests, "Too Many Requests"))
}

// orLater adds when to ask again, if that is to be said.
func (m *mishaps) orLater(a *answer) *answer {
	if wait := m.waits["retry-after"]; wait > 0 {
		if a.header == nil {
			a.header = http.Header{}
		}
		a.header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
	return a
}

// htmlPage is what the proxies before JumpCloud answer.
func htmlPage(name string) *answer {
	status, _ := strconv.Atoi(name)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return &answer{
		status: status, header: http.Header{"Content-Type": {"text/html"}},
		bytes: []byte("<html>\n<head><title>" + title + "</title></head>\n<body><center><h1>" + title + "</h1></center></body>\n</html>\n"),
	}
}
