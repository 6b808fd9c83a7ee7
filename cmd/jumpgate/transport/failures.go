package transport

import (
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// failures slows down who fails often: beyond a burst, an address is recorded
// once in a while, so that strangers cannot fill the audit trail. What is not
// recorded is counted, and the number stands in the next record.
type failures struct {
	burst int

	mu     sync.Mutex // guards what follows
	seen   map[netip.Prefix]*failing
	others failing   // whom all share that come while seen is full
	untold int       // attempts from addresses that are no longer seen, in no record yet
	swept  time.Time // when seen was last rid of who is quiet
}

// A failing address has this many failures on record, the last at that time,
// and some more since.
type failing struct {
	recorded int
	last     time.Time
	untold   int
}

const (
	failurePause  = 5 * time.Second // between records of one address, beyond its burst
	failureMemory = 5 * time.Minute // of an address that is quiet
	mostFailing   = 10_000          // addresses that are told apart
)

// next counts a failure. It returns how long the address has to wait; 0 when
// this failure is to be recorded, with what is to be added to the reason.
//
// An address that is failing is never forgotten to make room: who can send from
// many addresses would buy new bursts with it. Those that find no room are
// treated as one.
func (f *failures) next(peer string, now time.Time) (wait time.Duration, note string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.of(network(peer), now)
	if now.Sub(one.last) > failureMemory {
		one.recorded = 0
	}
	if since := now.Sub(one.last); one.recorded >= f.burst && since < failurePause {
		one.untold++
		return failurePause - since, ""
	}
	one.recorded, one.last = one.recorded+1, now
	if one != &f.others {
		note, one.untold = more(one.untold, "this address"), 0
	}
	note += more(f.untold+f.others.untold, "other addresses")
	f.untold, f.others.untold = 0, 0
	return 0, note
}

// rest is what is still in no record, for the last one; then it is told.
func (f *failures) rest() (note string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, one := range f.seen {
		f.untold, one.untold = f.untold+one.untold, 0
	}
	note = more(f.untold+f.others.untold, "several addresses")
	f.untold, f.others.untold = 0, 0
	return note
}

func (f *failures) of(from netip.Prefix, now time.Time) *failing {
	one := f.seen[from]
	if one != nil {
		return one
	}
	if len(f.seen) >= mostFailing && now.Sub(f.swept) > failurePause {
		f.sweep(now)
	}
	if len(f.seen) >= mostFailing {
		return &f.others
	}
	if f.seen == nil {
		f.seen = map[netip.Prefix]*failing{}
	}
	one = &failing{}
	f.seen[from] = one
	return one
}

// sweep forgets who has been quiet, but not how often.
func (f *failures) sweep(now time.Time) {
	f.swept = now
	for from, one := range f.seen {
		if now.Sub(one.last) > failureMemory {
			f.untold += one.untold
			delete(f.seen, from)
		}
	}
}

// network is whom an address stands for: an IPv4 address for itself, an IPv6
// address for its /64, since one host has all of those.
func network(peer string) netip.Prefix {
	host, _, err := net.SplitHostPort(peer)
	if err != nil {
		host = peer
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	address = address.Unmap().WithZone("")
	bits := 64
	if address.Is4() {
		bits = 32
	}
	prefix, _ := address.Prefix(bits)
	return prefix
}

func more(n int, from string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "; 1 more attempt from " + from + " was not recorded by itself"
	}
	return fmt.Sprintf("; %d more attempts from %s were not recorded one by one", n, from)
}
