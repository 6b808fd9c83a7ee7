package sandbox

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are what goes wrong on purpose, made by [ParseFaults]. The zero
// Faults are none.
type Faults struct {
	numbers map[string]float64
	waits   map[string]time.Duration
	on      map[string]bool
}

// A fault has a name, an example of how it is written, a line that says what
// it does, and what it takes.
type fault struct {
	name, example, does string
	takes               taking
}

// A taking is what is written after a fault's name.
type taking int

const (
	nothing taking = iota
	share          // of the requests, from 0 to 1
	wait
	count
	rate
)

// allFaults are in the order in which a request meets them, and then the quirks.
var allFaults = append([]fault{
	{"latency", "latency=50ms", "each answer begins so much later", wait},
	{"rate", "rate=5", "429 for more requests a second than that", rate},
	{"reset-before", "reset-before=0.01", "the connection breaks before the request is carried out", share},
	{"302", "302=0.01", "a redirect to the login page; nothing is carried out", share},
	{"429", "429=0.05", "too many requests; nothing is carried out", share},
	{"500", "500=0.01", "a page of HTML; nothing is carried out", share},
	{"502", "502=0.01", "a page of HTML; nothing is carried out", share},
	{"503", "503=0.02", "a page of HTML; nothing is carried out", share},
	{"504", "504=0.01", "a page of HTML, although the request is carried out", share},
	{"reset-after", "reset-after=0.01", "the connection breaks once the request is carried out", share},
	{"break-off", "break-off=0.01", "the connection breaks in the middle of the answer", share},
	{"truncate", "truncate=0.01", "half of the answer, as if it were all of it", share},
	{"retry-after", "retry-after=2s", "429 and 503 say after how long to ask again", wait},
	{"slow", "slow=200ms", "each answer stops for so long in its middle", wait},
	{"lag", "lag=300ms", "reads do not see a write until so long after it", wait},
	{"lag-reads", "lag-reads=2", "so many reads do not see a write", count},
	{"undo", "undo=0s", "a dynamic group takes back a change by hand so long after it, usually a second after the lag", wait},
	{"short-pages", "short-pages", "v2 pages lose a row after they were cut", nothing},
	{"shuffle", "shuffle", "v1 lists stand in another order each time, but for what sort says", nothing},
	{"nulls", "nulls", "null for everything that JumpCloud may send as null", nothing},
	{"unknown-keys", "unknown-keys", "every object has a member that nobody has heard of", nothing},
	{"number-texts", "number-texts", "numbers in attributes are sent as strings", nothing},
	{"seed", "seed=7", "which requests the shares hit; the same ones each time", count},
}, quirks...)

// FaultsHelp has a line for every fault that there is, and then for every
// quirk: where it is not known what JumpCloud does.
func FaultsHelp() string {
	var b strings.Builder
	for i, f := range allFaults {
		if i == len(allFaults)-len(quirks) {
			b.WriteString("\nQuirks, where it is not known what JumpCloud does:\n")
		}
		fmt.Fprintf(&b, "  %-19s %s\n", f.example, f.does)
	}
	return b.String()
}

// ParseFaults reads a list such as "429=0.05,slow=200ms,short-pages". "" is none.
func ParseFaults(text string) (Faults, error) {
	f := Faults{numbers: map[string]float64{}, waits: map[string]time.Duration{}, on: map[string]bool{}}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name, value, _ := strings.Cut(part, "=")
		i := slices.IndexFunc(allFaults, func(known fault) bool { return known.name == name })
		if i < 0 {
			return Faults{}, fmt.Errorf("sandbox: there is no fault %q: there are %s", name, strings.Join(faultNames(), ", "))
		}
		if known := allFaults[i]; !f.set(known, value) || known.takes == nothing && part != name {
			return Faults{}, fmt.Errorf("sandbox: fault %s cannot be %q: write it like %s", name, value, known.example)
		}
	}
	return f, nil
}

func faultNames() []string {
	var names []string
	for _, f := range allFaults {
		names = append(names, f.name)
	}
	return names
}

// set reads a value, and says whether the fault takes it.
func (f *Faults) set(known fault, value string) bool {
	switch known.takes {
	case nothing:
		f.on[known.name] = true
		return true
	case wait:
		d, err := time.ParseDuration(value)
		f.waits[known.name] = d
		return err == nil && d >= 0
	}
	n, err := strconv.ParseFloat(value, 64)
	f.numbers[known.name] = n
	most := map[taking]float64{share: 1, count: 1 << 53, rate: 1e6}[known.takes]
	return err == nil && n >= 0 && n <= most && (known.takes != count || n == math.Trunc(n))
}

// has says whether a fault without a value is on.
func (f Faults) has(name string) bool { return f.on[name] }

// String writes the faults as ParseFaults reads them, in a fixed order.
func (f Faults) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.numbers)) {
		parts = append(parts, name+"="+strconv.FormatFloat(f.numbers[name], 'f', -1, 64))
	}
	for _, name := range slices.Sorted(maps.Keys(f.waits)) {
		parts = append(parts, name+"="+f.waits[name].String())
	}
	parts = append(parts, slices.Sorted(maps.Keys(f.on))...)
	return strings.Join(parts, ",")
}
