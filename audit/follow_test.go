package audit

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
)

// followed ranges over a log until n lines came, and does then after each line what is due.
func followed(t *testing.T, path string, p Place, n int, then map[int]func()) (got []string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for line, err := range Follow(ctx, path, p, time.Millisecond) {
		if err != nil {
			return got, err
		}
		got = append(got, string(line.Text)+"\n")
		if do := then[len(got)]; do != nil {
			do()
		}
		if len(got) == n {
			cancel()
		}
	}
	return got, nil
}

func grow(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestFollowingGoesOnOverRotation(t *testing.T) {
	path := t.TempDir() + "/audit.jsonl"
	all := linesOf(t, 40, 11, 21, 31)
	write(t, path, all[0]+all[1][:20])
	rotate := func(first uint64) {
		if err := os.Rename(path, segmentPath(path, first)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := followed(t, path, Place{}, 40, map[int]func(){
		1: func() { grow(t, path, all[1][20:]+strings.Join(all[2:5], "")) },
		5: func() { // rotated, while the new file is not there yet
			grow(t, path, strings.Join(all[5:10], ""))
			rotate(1)
			time.AfterFunc(5*time.Millisecond, func() { grow(t, path, "") })
			time.AfterFunc(10*time.Millisecond, func() { grow(t, path, all[10]) })
		},
		11: func() { // twice at once, and one of them compressed
			grow(t, path, strings.Join(all[11:20], ""))
			rotate(11)
			write(t, path, strings.Join(all[20:30], ""))
			rotate(21)
			zipped(t, segmentPath(path, 21), 3)
			write(t, path, strings.Join(all[30:], ""))
		},
	})
	if err != nil || strings.Join(got, "") != strings.Join(all, "") {
		t.Errorf("%d lines, %v", len(got), err)
	}
}

func TestFollowingEndsWhereALogIsNotWhatItWas(t *testing.T) {
	all := linesOf(t, 20)
	for name, c := range map[string]struct {
		harm func(path string)
		says string
	}{
		"cut":      {func(path string) { write(t, path, all[0]) }, "was cut from"},
		"replaced": {func(path string) { os.Remove(path); write(t, path, all[0]) }, "another file was put in the place"},
		"too long": {func(path string) { grow(t, path, strings.Repeat("x", 3*maxLine)) }, "longer than any record"},
	} {
		path := t.TempDir() + "/audit.jsonl"
		write(t, path, strings.Join(all[:10], ""))
		got, err := followed(t, path, Place{}, 20, map[int]func(){10: func() { c.harm(path) }})
		if len(got) != 10 || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d lines, %v", name, len(got), err)
		}
	}
}
