package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Faults are what goes wrong on purpose, made by [ParseFaults]. The zero
// Faults are none.
type Faults struct {
	shares map[string]float64
	waits  map[string]time.Duration
	on     map[string]bool
	seed   uint64
}

// A fault has a name, an example that shows what it takes, and a line that
// says what it does.
type fault struct{ name, example, does string }

// allFaults are in the order in which a request meets them, and then the quirks.
var allFaults = append([]fault{
	{"reset-before", "reset-before=0.01", "the connection breaks before the request is carried out"},
	{"302", "302=0.01", "a redirect to the login page; nothing is carried out"},
	{"429", "429=0.05", "too many requests; nothing is carried out"},
	{"500", "500=0.01", "a page of HTML; nothing is carried out"},
	{"502", "502=0.01", "a page of HTML; nothing is carried out"},
	{"503", "503=0.02", "a page of HTML; nothing is carried out"},
	{"504", "504=0.01", "a page of HTML, although the request is carried out"},
	{"reset-after", "reset-after=0.01", "the connection breaks once the request is carried out"},
	{"truncate", "truncate=0.01", "half of the answer, as if it were all of it"},
	{"retry-after", "retry-after=2s", "429 says after how long to ask again"},
	{"slow", "slow=200ms", "each answer stops for so long in its middle"},
	{"lag", "lag=300ms", "reads do not see a write until so long after it"},
	{"undo", "undo=0s", "a dynamic group takes back a change by hand so long after it, usually a second after the lag"},
	{"short-pages", "short-pages", "v2 pages lose a row after they were cut"},
	{"shuffle", "shuffle", "v1 lists stand in another order each time, but for what sort says"},
	{"nulls", "nulls", "null for everything that JumpCloud may send as null"},
	{"unknown-keys", "unknown-keys", "every object has a member that nobody has heard of"},
	{"number-texts", "number-texts", "numbers in attributes are sent as strings"},
	{"seed", "seed=7", "which requests the shares hit; the same ones each time"},
}, quirks...)

// FaultsHelp has a line for every fault that there is.
func FaultsHelp() string {
	var b strings.Builder
	for _, f := range allFaults {
		fmt.Fprintf(&b, "  %-19s %s\n", f.example, f.does)
	}
	return b.String()
}

// ParseFaults reads a list such as "429=0.05,slow=200ms,short-pages". A number
// is the share of requests that it hits, from 0 to 1. "" is none.
func ParseFaults(text string) (Faults, error) {
	f := Faults{shares: map[string]float64{}, waits: map[string]time.Duration{}, on: map[string]bool{}}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		name, value, _ := strings.Cut(part, "=")
		i := slices.IndexFunc(allFaults, func(known fault) bool { return known.name == name })
		if i < 0 {
			return Faults{}, fmt.Errorf("sandbox: there is no fault %q: there are %s", name, strings.Join(faultNames(), ", "))
		}
		if err := f.set(allFaults[i], part, value); err != nil {
			return Faults{}, err
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

// set reads a value by the form of the fault's example.
func (f *Faults) set(known fault, part, value string) error {
	_, example, takes := strings.Cut(known.example, "=")
	var err error
	switch {
	case !takes:
		f.on[known.name] = true
		if part != known.name {
			return fmt.Errorf("sandbox: fault %s takes no value: write it as %s", known.name, known.example)
		}
	case known.name == "seed":
		f.seed, err = strconv.ParseUint(value, 10, 64)
	case strings.HasSuffix(example, "s"):
		if f.waits[known.name], err = time.ParseDuration(value); err == nil && f.waits[known.name] < 0 {
			err = strconv.ErrRange
		}
	default:
		if f.shares[known.name], err = strconv.ParseFloat(value, 64); err == nil && !(f.shares[known.name] >= 0 && f.shares[known.name] <= 1) {
			err = strconv.ErrRange
		}
	}
	if err != nil {
		return fmt.Errorf("sandbox: fault %s cannot be %q: write it like %s", known.name, value, known.example)
	}
	return nil
}

// has says whether a fault without a value is on.
func (f Faults) has(name string) bool { return f.on[name] }

// String writes the faults as ParseFaults reads them, in a fixed order.
func (f Faults) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.shares)) {
		parts = append(parts, name+"="+strconv.FormatFloat(f.shares[name], 'g', -1, 64))
	}
	for _, name := range slices.Sorted(maps.Keys(f.waits)) {
		parts = append(parts, name+"="+f.waits[name].String())
	}
	parts = append(parts, slices.Sorted(maps.Keys(f.on))...)
	if f.seed != 0 {
		parts = append(parts, "seed="+strconv.FormatUint(f.seed, 10))
	}
	return strings.Join(parts, ",")
}
