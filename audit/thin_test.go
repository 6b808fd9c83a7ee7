package audit

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// What is left of many checkpoints still vouches for the whole log, over every change of keys.
func TestManyCheckpointsAreThinnedOut(t *testing.T) {
	s := newSpecimen(t, rand.New(rand.NewPCG(5, 5)), 12_000, 3)
	all := notesIn(bytes.Join(s.notes, nil))
	text := thinned(bytes.Join(all, nil))
	few := notesIn(text)
	if len(all) < 1200 || len(few) >= len(all) || len(few) < keepNewest {
		t.Fatalf("of %d checkpoints %d are left", len(all), len(few))
	}
	if !slices.EqualFunc(all[len(all)-keepNewest:], few[len(few)-keepNewest:], bytes.Equal) {
		t.Error("the newest are not left as they were")
	}
	changes := func(notes [][]byte) (n int) {
		for _, msg := range notes {
			if _, ok := parseKeyChange(msg); ok {
				n++
			}
		}
		return n
	}
	if changes(few) != changes(all) {
		t.Errorf("of %d changes of keys %d are left", changes(all), changes(few))
	}
	vouched, err := vouchedFor(s.first.verifier, []noted{{name: "thinned", text: text}})
	if err != nil {
		t.Fatal(err)
	}
	if report, err := verifyAgainst(strings.NewReader(strings.Join(s.lines, "")), vouched); err != nil || report.Checkpoints != len(vouched) {
		t.Errorf("%+v, %v", report, err)
	}
}

// A running log thins out its file, and goes on in it; one that somebody wrote to stays.
func TestALogGoesOnInItsThinnedCheckpoints(t *testing.T) {
	var problems []error
	l, path := newLog(t, Options{Problem: func(err error) { problems = append(problems, err) }})
	l.notary.halt()
	defer func() { l.notary.begin() }()
	name := path + ".checkpoints"
	sign := func() (before os.FileInfo) {
		t.Helper()
		before, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		mustAppend(t, l, intent())
		l.notary.checkpoint()
		return before
	}
	sign()
	l.notary.full = 1
	before := sign()
	after, err := os.Stat(name)
	if err != nil || os.SameFile(before, after) || after.Size() != l.notary.size || after.Mode().Perm() != 0o600 {
		t.Errorf("it was not written anew: %v, %v", after, err)
	}
	sign()
	text, _ := os.ReadFile(name)
	if notes := notesIn(text); len(notes) != 3 {
		t.Errorf("it has %d checkpoints: %s", len(notes), text)
	}
	if report, err := Verify(path); err != nil || report.Checkpoints != 3 || len(problems) > 0 {
		t.Errorf("%+v, %v, %v", report, err, problems)
	}

	add(t, name, "somebody's text\n")
	l.notary.size += int64(len("somebody's text\n"))
	l.notary.full = 1
	before = sign()
	if after, err := os.Stat(name); err != nil || !os.SameFile(before, after) || len(problems) != 1 {
		t.Errorf("somebody's text in it is gone: %v, %v", err, problems)
	}
}
