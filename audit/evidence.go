package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Evidence is what a log is held against, beside itself.
type Evidence struct {
	Key      string            // a verifier key that was kept elsewhere; "" for the one that stands beside the log
	Given    []Given           // checkpoints that were kept elsewhere
	Progress func(bytes int64) // told now and then how much was read; may be nil
}

// Given is a text with checkpoints in it: as in a file of them, or within the lines of a server's log.
type Given struct {
	Name string
	Text []byte
}

// checkpointsPath and verifierPath are the files beside a log, or beside a log whose full file is named.
func checkpointsPath(log string) string { return wholeLog(log) + ".checkpoints" }
func verifierPath(log string) string    { return wholeLog(log) + ".verifier" }

func wholeLog(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '.' && rotated.MatchString(path[i+1:]) {
			return path[:i]
		}
	}
	return path
}

// Verify is [Verify] that also holds the log against the checkpoints beside it and those given: each must bear a signature of the key, or of one that it vouches for, and the records must be those that it covers.
// An *Untrusted error is about a checkpoint or key that does not hold, a *Damage about the log.
func (e Evidence) Verify(path string) (Report, error) {
	key, sources, err := e.gather(path) // before the log, which grows ahead of its checkpoints
	if err != nil {
		return Report{}, err
	}
	checkpoints, err := vouchedFor(key, sources)
	if err != nil {
		return Report{}, err
	}
	if e.Key != "" && len(checkpoints) == 0 {
		return Report{}, &Untrusted{checkpointsPath(path), "there is no checkpoint in it, or it is missing: nothing is signed with the key that was given"}
	}
	w := &walk{path: path}
	defer func() { w.Close() }()
	report, err := verifyAgainst(e.watched(w), checkpoints)
	report.Key = key
	if err == nil && e.Key != "" && report.Checkpoints == 0 {
		err = &Untrusted{path, fmt.Sprintf("none of its records is covered by a checkpoint: it begins with record %d, and what was signed with the key ends before it", report.FirstSeq)}
	}
	return report, err
}

// gather reads the evidence.
func (e Evidence) gather(path string) (key string, sources []noted, err error) {
	if key = e.Key; key == "" {
		text, err := os.ReadFile(verifierPath(path))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", nil, fmt.Errorf("audit log: %w", err)
		}
		key = strings.TrimSpace(string(text))
	}
	text, err := os.ReadFile(checkpointsPath(path))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", nil, fmt.Errorf("audit log: %w", err)
	}
	sources = []noted{{name: checkpointsPath(path), text: text}}
	for _, g := range e.Given {
		sources = append(sources, noted{g.Name, g.Text, true})
	}
	return key, sources, nil
}

// checkpoints holds the records so far against those that end here.
func (v *verification) checkpoints() error {
	for len(v.expect) > 0 {
		c := v.expect[0]
		if c.Size > v.tree.Size {
			return nil
		}
		v.expect = v.expect[1:]
		if err := v.holds(c); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) holds(c vouched) error {
	switch {
	case c.Size < v.tree.Size: // only files that were moved away are before the first record
		v.TooOld++
		return nil
	case !v.rooted:
		return v.here().damage(Changed, v.Seq, "the first record that is left does not carry the tree of those before it, so that no checkpoint can be held against it")
	case c.Root != v.tree.root():
		at := place{line: v.Records}
		return at.damage(Rewritten, uint64(v.Checkpointed)+1, fmt.Sprintf("records %d to %d are not those that the checkpoint in %s covers", v.Checkpointed+1, c.Size, c.from))
	}
	if v.Checkpoints++; c.given {
		v.Given++
	}
	v.Checkpointed = c.Size
	return nil
}

// watched tells progress of what is read.
func (e Evidence) watched(in io.Reader) io.Reader {
	if e.Progress == nil {
		return in
	}
	var total int64
	return readerFunc(func(p []byte) (int, error) {
		n, err := in.Read(p)
		total += int64(n)
		e.Progress(total)
		return n, err
	})
}
