package audit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A log in many files goes on from the newest, and is verified, and proven, from whichever is left.
func TestCheckpointsCoverALogOverItsFiles(t *testing.T) {
	var out published
	opts := Options{RotateSize: 8 << 10, Checkpoint: out.take}
	l, path := newLog(t, opts)
	for range 4 {
		for range 50 {
			mustAppend(t, l, intent())
		}
		l.Close()
		cutAt(t, path+".checkpoints", edgeBegin) // as after a crash: the tree is taken up from the newest file
		l = reopen(t, path, opts)
	}
	l.Close()
	files, err := Segments(path)
	if err != nil || len(files) < 10 {
		t.Fatalf("there are %d files: %v", len(files), err)
	}
	given := []Given{{"elsewhere", []byte(strings.Join(out.notes, ""))}}
	whole, err := Evidence{Key: verifierOf(t, path), Given: given}.Verify(path)
	if err != nil || whole.FirstSeq != 1 || whole.Checkpointed != int64(whole.Seq) || whole.Given != len(out.notes) || whole.Given < len(files) {
		t.Fatalf("%+v, %v", whole, err)
	}
	old := given[0].Text[:strings.Index(string(given[0].Text), "\n\n")]
	early, err := parseCheckpoint(string(old) + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files[:len(files)-2] {
		os.Remove(file.Path)
		os.Remove(file.Path + ".gz")
	}
	left, err := Evidence{Key: verifierOf(t, path), Given: given}.Verify(path)
	if err != nil || left.FirstSeq != files[len(files)-2].First || left.Seq != whole.Seq || left.TooOld == 0 || left.Given == 0 || early.Size >= int64(left.FirstSeq) {
		t.Errorf("%+v, %v", left, err)
	}
	for _, seq := range []uint64{left.FirstSeq, left.Seq - 3, left.Seq} {
		p, err := Evidence{}.Prove(path, seq)
		if err != nil {
			t.Fatal(err)
		}
		if r, _, err := p.Check(verifierOf(t, path)); err != nil || r.Seq != seq {
			t.Errorf("record %d: %v", seq, err)
		}
	}

	// Who rewrites what is left, trees and all, is found out by any checkpoint since.
	var forged []string
	prev := genesis
	for line, err := range Lines(path) {
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(line.Text), "jdoe", "root", 1)
		if forged == nil {
			first, _ := linkOf(line.Text)
			prev = string(first.prev)
		}
		at := strings.LastIndex(text, `"prev":"`) + len(`"prev":"`)
		text = text[:at] + prev + text[at+64:]
		prev = hash([]byte(text))
		forged = append(forged, text+"\n")
		if l, _ := linkOf(line.Text); l.seq+1 == files[len(files)-1].First {
			break
		}
	}
	rest, _ := filepath.Glob(path + ".0*") // some both plain and compressed, where that was under way
	for _, name := range rest {
		os.Remove(name)
	}
	write(t, path, strings.Join(forged, ""))
	if _, err := (Evidence{Key: verifierOf(t, path), Given: given}).Verify(path); err == nil || !strings.Contains(err.Error(), "rewritten") && !strings.Contains(err.Error(), "cut off") {
		t.Errorf("got %v", err)
	}
}

func TestAnEmptyNewestFileIsGoneOnWith(t *testing.T) {
	l, path := newLog(t, Options{})
	for range 3 {
		mustAppend(t, l, intent())
	}
	want := l.tree
	l.Close()
	cutAt(t, path+".checkpoints", edgeBegin)
	c, err := openCheckpoints(path + ".checkpoints")
	if err != nil {
		t.Fatal(err)
	}
	defer c.file.Close()
	os.Rename(path, segmentPath(path, 1))
	write(t, path, "")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if tree, err := c.regrow(path, file, 0, 3); err != nil || !tree.equal(want) {
		t.Errorf("the tree is %+v, %v", tree, err)
	}
}
