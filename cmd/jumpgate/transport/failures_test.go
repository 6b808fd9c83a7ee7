package transport

import (
	"fmt"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// address is the nth of many IPv4 addresses.
func address(n int) string {
	return fmt.Sprintf("10.%d.%d.%d:4000", n>>16&255, n>>8&255, n&255)
}

// A burst is given once, however many addresses come in between.
func TestManyAddressesDoNotBuyNewBursts(t *testing.T) {
	f := failures{burst: 10}
	for range 10 {
		f.next(address(0), start)
	}
	for n := range 3 * mostFailing {
		f.next(address(n+1), start)
	}
	if len(f.seen) > mostFailing {
		t.Errorf("%d addresses are kept", len(f.seen))
	}
	if wait, _ := f.next(address(0), start); wait == 0 {
		t.Error("the first address has a new burst")
	}
	if wait, _ := f.next(address(3*mostFailing+7), start); wait == 0 {
		t.Error("one more address has a burst of its own, and so would each")
	}
	wait, note := f.next(address(mostFailing+5), start.Add(failurePause))
	want := fmt.Sprintf("; %d more attempts from other addresses were not recorded one by one", 2*mostFailing+1-10+1)
	if wait != 0 || note != want {
		t.Errorf("told %q, want %q", note, want)
	}
}

func TestAQuietAddressMakesRoomAndItsCountIsKept(t *testing.T) {
	f := failures{burst: 1}
	for n := range mostFailing {
		f.next(address(n), start)
	}
	f.next(address(0), start)
	f.next(address(0), start)
	later := start.Add(failureMemory + failurePause)
	wait, note := f.next(address(mostFailing), later)
	if wait != 0 || note != "; 2 more attempts from other addresses were not recorded one by one" || len(f.seen) != 1 {
		t.Errorf("told %q, %d addresses are kept", note, len(f.seen))
	}
}

func TestWhatIsUntoldAtTheEndIsTold(t *testing.T) {
	f := failures{burst: 1}
	if note := f.rest(); note != "" {
		t.Errorf("told %q of nothing", note)
	}
	for range 3 {
		f.next(address(1), start)
		f.next(address(2), start)
	}
	if note := f.rest(); note != "; 4 more attempts from several addresses were not recorded one by one" {
		t.Errorf("told %q", note)
	}
	if note := f.rest(); note != "" {
		t.Errorf("told again: %q", note)
	}
}

func TestAnAddressStandsForItsNetwork(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.7:1", "192.0.2.7:2", true},
		{"192.0.2.7:1", "192.0.2.8:1", false},
		{"192.0.2.7:1", "[::ffff:192.0.2.7]:1", true},
		{"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff:1:2:3]:9", true},
		{"[2001:db8:1:2::1]:1", "[2001:db8:1:3::1]:1", false},
		{"[fe80::1%eth0]:1", "[fe80::2%eth1]:1", true},
		{"@", "pipe", true},
	} {
		if (network(c.a) == network(c.b)) != c.same {
			t.Errorf("%s is %v, %s is %v", c.a, network(c.a), c.b, network(c.b))
		}
	}
}
