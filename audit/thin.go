package audit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
)

// A file of checkpoints that has become so long is thinned out: the newest say all that those before them said, but for where a log that was rewritten begins to differ. Whoever verifies checks the signature of each.
const (
	mostCheckpoints = 1 << 20 // bytes: some 4,500 of them, half a second to verify
	keepNewest      = 1024
	keepOneIn       = 8 // of those that are older, each time; every change of keys stays
)

func thinned(text []byte) []byte {
	var kept [][]byte
	notes := notesIn(text)
	for i, msg := range notes {
		if _, ofKeys := parseKeyChange(msg); ofKeys || i >= len(notes)-keepNewest || i%keepOneIn == 0 {
			kept = append(kept, msg)
		}
	}
	return bytes.Join(kept, nil)
}

// thinOut writes the file anew when it is too long. One in which something else stands is somebody's doing, and stays as it is.
func (n *notary) thinOut() {
	if n.full == 0 {
		n.full = mostCheckpoints
	}
	if n.size < n.full {
		return
	}
	if err := n.writeThinned(); err != nil {
		n.tellProblem(fmt.Errorf("the checkpoints in %s are many, and could not be thinned out: %w", checkpointsPath(n.log), err))
	}
	n.full = max(mostCheckpoints, 2*n.size)
}

func (n *notary) writeThinned() error {
	path := checkpointsPath(n.log)
	text := make([]byte, n.size)
	if _, err := n.file.ReadAt(text, 0); err != nil {
		return err
	}
	if err := (noted{name: path, text: text}).whole(); err != nil {
		return err
	}
	for _, msg := range notesIn(text) {
		body, _, _ := bytes.Cut(msg, []byte("\n\n"))
		_, err := parseCheckpoint(string(body) + "\n")
		if _, ofKeys := parseKeyChange(msg); err != nil && !ofKeys {
			return &Untrusted{path, "something stands in it that is no checkpoint"}
		}
	}
	few := thinned(text)
	unfinished, err := writeAside(path, string(few))
	if err != nil {
		return err
	}
	err = errors.Join(n.file.Close(), os.Rename(unfinished, path))
	file, openErr := openSafely(path, os.O_RDWR|os.O_APPEND)
	if err = errors.Join(err, openErr); openErr == nil {
		n.file = file
	}
	if err == nil {
		n.size = int64(len(few))
	}
	return err
}
