package sandbox

import (
	"strings"
	"testing"
)

func mustParse(t *testing.T, text string) Faults {
	t.Helper()
	f, err := ParseFaults(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFaultsAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"", "429=0.05", "503=0.02,lag-reads=3,seed=7,lag=300ms,slow=2s,short-pages,shuffle", "rate=0.5,latency=50ms", "reset-after=1,reset-before=0,truncate=0.5,retry-after=1m0s,nulls,number-texts,unknown-keys",
	} {
		if got := mustParse(t, text).String(); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	if got := mustParse(t, " 429=0.05,  short-pages, ").String(); got != "429=0.05,short-pages" {
		t.Errorf("spaces are read as %q", got)
	}
}

func TestAFaultThatIsNoneIsRefusedWithWhatThereIs(t *testing.T) {
	for text, want := range map[string]string{
		"418=1":           `there is no fault "418": there are latency, rate, reset-before, 302, 429,`,
		"429":             `fault 429 cannot be "": write it like 429=0.05`,
		"429=x":           `fault 429 cannot be "x"`,
		"429=1.5":         `fault 429 cannot be "1.5"`,
		"429=-1":          `fault 429 cannot be "-1"`,
		"429=NaN":         `fault 429 cannot be "NaN"`,
		"slow=7":          `fault slow cannot be "7": write it like slow=200ms`,
		"lag=-1s":         `fault lag cannot be "-1s"`,
		"shuffle=yes":     `fault shuffle cannot be "yes": write it like shuffle`,
		"rate=-1":         `fault rate cannot be "-1": write it like rate=5`,
		"rate=Inf":        `fault rate cannot be "Inf"`,
		"lag-reads=1.5":   `fault lag-reads cannot be "1.5": write it like lag-reads=2`,
		"seed=x":          `fault seed cannot be "x": write it like seed=7`,
		"shuffle,nothing": `there is no fault "nothing"`,
	} {
		f, err := ParseFaults(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
		if f.String() != "" {
			t.Errorf("%q: refused, but %q is on", text, f)
		}
	}
}

func TestEveryFaultHasALineOfHelpAndItsExampleWorks(t *testing.T) {
	help := FaultsHelp()
	if n := strings.Count(help, "\n"); n != len(allFaults)+2 { // and a heading of the quirks
		t.Errorf("%d lines", n)
	}
	for _, f := range allFaults {
		if got := mustParse(t, f.example).String(); got != f.example {
			t.Errorf("%s is read as %q", f.example, got)
		}
		if !strings.Contains(help, f.example) || len(f.does) < 10 {
			t.Errorf("%s: %s", f.name, f.does)
		}
	}
}
