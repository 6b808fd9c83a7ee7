package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
)

// checkpointFile is the file of checkpoints beside a log.
type checkpointFile struct {
	file *os.File
	size int64  // of what is whole in it
	last []byte // the last note; nil when there is none
	edge Tree   // of the records that it covers, when the log was closed in peace
	made bool   // just now: there was no file
	full int64  // bytes from which on it is thinned out; 0 for mostCheckpoints
}

// openCheckpoints opens the file, and takes off its end what is no note: one that a crash tore, or the edge of the tree, which is there for this.
// Anything else is somebody's text, and an error.
func openCheckpoints(path string) (c checkpointFile, err error) {
	const toAppend = os.O_RDWR | os.O_APPEND
	c.file, err = os.OpenFile(path, toAppend|os.O_CREATE|os.O_EXCL, 0o600)
	c.made = err == nil
	if errors.Is(err, fs.ErrExist) {
		c.file, err = openSafely(path, toAppend)
	}
	if err != nil {
		return c, err
	}
	defer func() {
		if err != nil {
			c.file.Close()
		}
	}()
	info, err := c.file.Stat()
	if err != nil {
		return c, err
	}
	const most = 64 << 10 // far more than a note, an edge and a torn note
	text := make([]byte, min(info.Size(), most))
	if _, err := c.file.ReadAt(text, info.Size()-int64(len(text))); err != nil && err != io.EOF {
		return c, err
	}
	var rest []byte
	if c.last, rest = lastNote(text); !c.isWhole() { // torn between its two signatures
		whole := text[:len(text)-len(rest)-len(c.last)]
		c.last, rest = lastNote(whole)
		rest = text[len(whole)-len(rest):]
	}
	c.size = info.Size() - int64(len(rest))
	if len(rest) == 0 {
		return c, nil
	}
	edge, torn, _ := bytes.Cut(rest, []byte("\n"))
	if !bytes.HasPrefix(edge, []byte(edgeBegin)) {
		torn = rest
	}
	if !wasNote(torn) {
		return c, errors.New("it does not end in a checkpoint: somebody else wrote to it; move it aside, and keep it as evidence")
	}
	if json.Unmarshal(edge, &c.edge) != nil || c.edge.check() != nil {
		c.edge = Tree{}
	}
	if err := truncate(c.file, c.size); err != nil {
		return c, fmt.Errorf("its torn end could not be cut off: %w", err)
	}
	return c, nil
}

const edgeBegin = `{"size":`

// wasNote holds for what a write of ours can leave behind when the machine stops: the beginning of a note or of an edge, or zeros.
func wasNote(torn []byte) bool {
	if len(bytes.Trim(torn, "\x00")) == 0 {
		return true
	}
	if _, signed, ok := bytes.Cut(torn, []byte("\n\n")); ok && !beginsLike(signed, signature) || bytes.Contains(torn, []byte(signature)) && !ok {
		return false
	}
	return beginsLike(torn, originBegin) || beginsLike(torn, keyChangeTitle+"\n") || beginsLike(torn, edgeBegin)
}

// beginsLike says whether a text begins as another does, as far as it goes.
func beginsLike(text []byte, begin string) bool {
	return bytes.HasPrefix(text, []byte(begin)) || strings.HasPrefix(begin, string(text))
}

// isWhole says whether the last note, if it is a change of keys, has both signatures.
func (c checkpointFile) isWhole() bool {
	change, ok := parseKeyChange(c.last)
	return !ok || change.signed()
}

// lastCheckpoint is what the last note states, unless it is about keys.
func (c checkpointFile) lastCheckpoint() (Checkpoint, bool) {
	text, _, _ := bytes.Cut(c.last, []byte("\n\n"))
	last, err := parseCheckpoint(string(text) + "\n")
	return last, err == nil
}

// lastNote is the last whole note in the end of a file, and what comes after it.
func lastNote(text []byte) (msg, rest []byte) {
	notes := notesIn(text)
	if len(notes) == 0 {
		return nil, text
	}
	msg = notes[len(notes)-1]
	return msg, text[bytes.LastIndex(text, msg)+len(msg):]
}

// leaveEdge writes how to go on behind the last checkpoint, so that the next one to open the log need not read it for that. It proves itself: its root is the one that was signed.
func (n *notary) leaveEdge() error {
	if n.failed || n.tree.Size != n.signed || n.signed == 0 {
		return nil
	}
	b, err := json.Marshal(n.tree)
	if err != nil {
		return err
	}
	_, err = n.file.Write(append(b, '\n'))
	return err
}

// signingKeyFor reads the key that signs for a log. Where its place was not chosen and none was ever used, one is made. last is the last note that was signed.
func signingKeyFor(path, log string, make bool, last []byte) (signingKey, error) {
	if err := finishKeyChange(path, last); err != nil {
		return signingKey{}, err
	}
	key, err := readSigningKey(path)
	switch {
	case err == nil && last != nil && !key.mayFollow(last):
		return key, fmt.Errorf("the last checkpoint in %s is signed with another key: restore that one. To change the key, 'jumpgate audit key rotate' has the old one sign the new", checkpointsPath(log))
	case err == nil || !errors.Is(err, fs.ErrNotExist):
		return key, err
	case last != nil:
		return key, fmt.Errorf("%w: restore it. Where it is lost for good, move %s aside and keep it: checkpoints with another key begin anew, and whoever checks them must be told the new one", err, checkpointsPath(log))
	case !make:
		return key, fmt.Errorf("%w: make it with 'jumpgate audit keygen %s'", err, path)
	}
	if key, err = newSigningKey(newOrigin()); err != nil {
		return key, err
	}
	return key, key.write(path)
}

// mayFollow says whether the key goes on after a note.
func (k signingKey) mayFollow(last []byte) bool {
	if c, ok := parseKeyChange(last); ok {
		return c.new == k.verifier && c.signed()
	}
	return k.signed(last)
}

// keepVerifier writes the verifier key beside the log, for those who check it. Its name is not synced: the next start looks whether it is there.
func keepVerifier(log string, key signingKey) error {
	path := verifierPath(log)
	if text, err := os.ReadFile(path); err == nil && strings.TrimSpace(string(text)) == key.verifier {
		return nil
	}
	unfinished, err := writeAside(path, key.verifier+"\n")
	if err != nil {
		return err
	}
	return os.Rename(unfinished, path)
}
