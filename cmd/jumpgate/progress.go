package main

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// How often an export says how far it has come: a line that is written over on
// a terminal, a line of the log elsewhere.
const (
	liveEvery = 200 * time.Millisecond
	logEvery  = 10 * time.Second
)

// A progress is an outlet that is watched.
type progress struct {
	tools.Outlet
	log      *slog.Logger
	coolDown func() time.Duration
	live     bool

	mu      sync.Mutex // guards what follows
	reached tools.Checkpoint
	begun   time.Time
	before  int // rows that an earlier export had written

	end  chan struct{}
	done chan struct{}
	once sync.Once
}

// newProgress tells of an export on standard error until it is stopped.
func newProgress(to tools.Outlet, from tools.Checkpoint, h *house, out string) *progress {
	p := &progress{Outlet: to, log: h.log, coolDown: h.gate.CoolDown, reached: from, begun: time.Now(), before: from.Rows,
		end: make(chan struct{}), done: make(chan struct{})}
	rowsOnTerminal := (out == "" || out == "-") && term.IsTerminal(int(os.Stdout.Fd()))
	p.live = term.IsTerminal(int(os.Stderr.Fd())) && !rowsOnTerminal
	every := logEvery
	if p.live {
		every = liveEvery
	}
	go p.run(every)
	return p
}

// Reached is the outlet's, noted once it was kept.
func (p *progress) Reached(c tools.Checkpoint) error {
	err := p.Outlet.Reached(c)
	if err == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.reached = c
	}
	return err
}

// anew forgets what was reached.
func (p *progress) anew() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reached, p.before, p.begun = tools.Checkpoint{}, 0, time.Now()
}

func (p *progress) run(every time.Duration) {
	defer close(p.done)
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			p.tell()
		case <-p.end:
			if p.live {
				fmt.Fprint(os.Stderr, "\r\x1b[K")
			}
			return
		}
	}
}

// stop says no more. It may be called again.
func (p *progress) stop() {
	p.once.Do(func() { close(p.end) })
	<-p.done
}

func (p *progress) tell() {
	p.mu.Lock()
	c, rate := p.reached, float64(p.reached.Rows-p.before)/time.Since(p.begun).Seconds()
	p.mu.Unlock()
	rest := p.coolDown().Round(time.Second)
	if p.live {
		fmt.Fprintf(os.Stderr, "\r\x1b[K%s\r", progressLine(c, rate, rest))
		return
	}
	about := []any{"rows", c.Rows, "rows_per_second", int(rate)}
	if c.Total > 0 {
		about = append(about, "total", c.Total)
	}
	if rest > 0 {
		about = append(about, "cool_down", rest.String())
	}
	p.log.Info("exporting", about...)
}

// progressLine is what a terminal shows.
func progressLine(c tools.Checkpoint, rate float64, rest time.Duration) string {
	line := counted(c.Rows, "row")
	if c.Total > 0 {
		line = fmt.Sprintf("%d of %s", c.Rows, counted(c.Total, "row"))
	}
	line += fmt.Sprintf(", %.0f a second", rate)
	if rest > 0 {
		line += fmt.Sprintf("; JumpCloud asked us to slow down: %s to wait", rest)
	}
	return line
}
