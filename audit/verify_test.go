package audit

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goodLog returns the lines of a log of ten records.
func goodLog(t testing.TB) []string {
	t.Helper()
	l, path := newLog(t, Options{})
	for range 10 {
		mustAppend(t, l, intent())
	}
	l.Close()
	return lines(t, path)
}

func TestVerifyPassesAGoodLog(t *testing.T) {
	good := goodLog(t)
	report, err := verify(strings.NewReader(strings.Join(good, "")))
	if err != nil {
		t.Fatal(err)
	}
	if report.Records != 10 || report.Seq != 10 || report.Bytes != int64(len(strings.Join(good, ""))) ||
		report.Hash != hash([]byte(strings.TrimSuffix(good[9], "\n"))) || report.First.IsZero() || report.Last.Before(report.First) {
		t.Errorf("got %+v", report)
	}
	if report, err := verify(strings.NewReader("")); err != nil || report.Records != 0 {
		t.Errorf("an empty log: %+v, %v", report, err)
	}
	if _, err := Verify(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no log: %v", err)
	}
}

func TestVerifyNamesTheFirstBadRecordAndWhy(t *testing.T) {
	edit := func(i int, old, new string) func([]string) []string {
		return func(all []string) []string {
			changed := strings.Replace(all[i], old, new, 1)
			if changed == all[i] {
				panic("nothing was edited")
			}
			all[i] = changed
			return all
		}
	}
	for _, tt := range []struct {
		name   string
		damage func(all []string) []string
		want   string // the beginning of the error
	}{
		{"a name edited", edit(5, "jdoe", "root"), "record 6, line 6: changed: record 7 carries another hash of it"},
		{"the first record edited", edit(0, "jdoe", "root"), "record 1, line 1: changed"},
		{"the last record but one edited", edit(8, "jdoe", "root"), "record 10, line 10: changed: it does not carry the hash of record 9: one of the two was changed"},
		{"a number edited", edit(5, `"seq":6`, `"seq":9`), "record 6, line 6: changed: it follows from the line before it, but calls itself record 9"},
		{"a hash edited", edit(5, `"prev":"`, `"prev":"x`), "record 6, line 6: changed: it does not carry"},
		{"the first hash edited", edit(0, `"prev":"0`, `"prev":"1`), "record 1, line 1: changed: it does not carry"},
		{"a line made garbage", edit(5, `{`, ``), "record 6, line 6: changed: it is no audit record"},
		{"two lines joined", edit(5, "\n", ""), "record 6, line 6: changed"},
		{"a line broken in two", edit(5, `,"who"`, "\n"), "record 6, line 6: changed"},
		{"a line that ends as on Windows", edit(5, "\n", "\r\n"), "record 6, line 6: changed"},
		{"a version edited", edit(5, `"v":1`, `"v":2`), "record 6, line 6: changed: it is no audit record of version 1"},
		{"a duplicate key put in", edit(5, `"v":1,`, `"v":1,"v":1,`), "record 6, line 6: changed"},
		{"a line of 40 KiB", edit(5, `jdoe`, strings.Repeat("x", 40<<10)), "record 6, line 6: changed: the line is longer"},
		{"a record missing", func(all []string) []string { return slices.Delete(all, 5, 6) }, "record 6, line 6: missing: record 7 stands in its place"},
		{"three records missing", func(all []string) []string { return slices.Delete(all, 5, 8) }, "record 6, line 6: missing: it and all up to record 8"},
		{"the beginning missing", func(all []string) []string { return all[4:] }, "record 1, line 1: missing"},
		{"neighbours swapped", func(all []string) []string { all[5], all[6] = all[6], all[5]; return all }, "record 6, line 6: out of order: record 7 stands in its place"},
		{"a record moved to the end", func(all []string) []string { return append(slices.Delete(slices.Clone(all), 5, 6), all[5]) }, "record 6, line 6: out of order"},
		{"a record doubled", func(all []string) []string { return slices.Insert(all, 6, all[5]) }, "record 6, line 7: doubled"},
		{"a record copied to the end", func(all []string) []string { return append(all, all[2]) }, "record 3, line 11: doubled"},
		{"a torn tail", func(all []string) []string { all[9] = all[9][:50]; return all }, "record 10, line 10: torn tail"},
		{"a lost last newline", edit(9, "\n", ""), "record 10, line 10: torn tail"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			damaged := tt.damage(slices.Clone(goodLog(t)))
			report, err := verify(strings.NewReader(strings.Join(damaged, "")))
			var damage *Damage
			if !errors.As(err, &damage) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if report.Records > 10 {
				t.Errorf("it counts %d records", report.Records)
			}
		})
	}
}

func TestNoSingleFlippedBitGoesUnnoticedBeforeTheLastRecord(t *testing.T) {
	good := strings.Join(goodLog(t), "")
	last := strings.LastIndex(good[:len(good)-1], "\n") + 1
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		text := []byte(good)
		at, bit := random.IntN(last), random.IntN(8)
		text[at] ^= 1 << bit
		if _, err := verify(strings.NewReader(string(text))); err == nil {
			t.Fatalf("bit %d of byte %d was flipped in %q", bit, at, good[max(0, at-20):at+20])
		}
	}
}

func TestVerifyTellsAFailingDiskFromDamage(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(goodLog(t)[0]), failing{})
	report, err := verify(broken)
	var damage *Damage
	if err == nil || errors.As(err, &damage) || report.Records != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("input/output error") }
