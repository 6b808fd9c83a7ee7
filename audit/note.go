package audit

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint states what the first records of a log are: whoever has one, signed, can tell later whether they are still the same.
type Checkpoint struct {
	Origin string    // the name of the log, and of the keys that sign for it
	Size   int64     // how many records
	Root   tlog.Hash // of the tree over their lines
}

// text is the body of a signed note, in the form of C2SP tlog-checkpoint.
func (c Checkpoint) text() string { return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root) }

var errNoCheckpoint = errors.New("it is no checkpoint: an origin, a number of records and a root hash, each on a line of its own")

func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4) // others may follow, and are no matter of ours
	if len(lines) < 4 || lines[0] == "" {
		return Checkpoint{}, errNoCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, err2 := tlog.ParseHash(lines[2])
	if err != nil || err2 != nil || size < 0 || lines[1] != strconv.FormatInt(size, 10) {
		return Checkpoint{}, errNoCheckpoint
	}
	return Checkpoint{lines[0], size, root}, nil
}

// signature begins the last lines of a note.
const signature = "— "

// notesIn finds the signed notes in a text: one after the other as in the file beside a log, or each within quotes, as a log's line or a JSON document holds them.
func notesIn(text []byte) [][]byte {
	var notes [][]byte
	begin, at := 0, 0 // of the note that may be under way, and of the line
	signed := false
	for line := range bytes.Lines(text) {
		switch {
		case signed && !bytes.HasPrefix(line, []byte(signature)):
			notes = append(notes, text[begin:at])
			begin, signed = at, false
		case bytes.HasPrefix(line, []byte(signature)) && bytes.HasSuffix(text[begin:at], []byte("\n\n")):
			signed = true
		case !signed && bytes.HasSuffix(text[begin:at], []byte("\n\n")):
			begin = at // what stood before had no signature
		}
		if quoted := quotedNotes(line); len(quoted) > 0 {
			notes, begin = append(notes, quoted...), at+len(line)
		}
		if at += len(line); !signed && at == begin+len(line) && (line[0] == '\n' || isEdge(line)) {
			begin = at
		}
	}
	if signed && bytes.HasSuffix(text, []byte("\n")) {
		notes = append(notes, text[begin:])
	}
	return notes
}

// quotedNotes finds the notes within quotes in one line.
func quotedNotes(line []byte) [][]byte {
	var notes [][]byte
	if !bytes.Contains(line, []byte(`\n\n`)) {
		return nil
	}
	for i := 0; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		end := i + 1
		for end < len(line) && line[end] != '"' {
			if line[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(line) {
			break
		}
		text, err := jsontext.AppendUnquote(nil, line[i:end+1])
		if err == nil && bytes.Contains(text, []byte("\n\n"+signature)) && bytes.HasSuffix(text, []byte("\n")) {
			notes = append(notes, text)
		}
		i = end
	}
	return notes
}

// A vouched is a checkpoint whose signature is good, and where it came from.
type vouched struct {
	Checkpoint
	msg   []byte
	from  string
	given bool // by whoever asks, not found beside the log
}

// A source of checkpoints: a file's name and what is in it.
type noted struct {
	name  string
	text  []byte
	given bool
}

// whole refuses a file of notes in which something else stands: a checkpoint may have been made unreadable. What was given may be any text, such as a server's log.
func (s noted) whole() error {
	if s.given && !bytes.HasPrefix(s.text, []byte(originBegin)) && !bytes.HasPrefix(s.text, []byte(keyChangeTitle)) {
		return nil
	}
	rest := skipEdge(s.text)
	for _, msg := range notesIn(s.text) {
		var ok bool
		rest, ok = bytes.CutPrefix(rest, msg)
		if rest = skipEdge(rest); !ok {
			return &Untrusted{s.name, "something stands in it that is no checkpoint, or one that was made unreadable"}
		}
	}
	if len(rest) > 0 && (s.given || !wasNote(rest)) {
		return &Untrusted{s.name, "it ends in something that is no checkpoint, or in one that was made unreadable"}
	}
	return nil
}

// isEdge says whether a line is the edge that a log leaves behind its last checkpoint when it is closed; see leaveEdge.
func isEdge(line []byte) bool {
	return bytes.HasPrefix(line, []byte(edgeBegin)) && bytes.HasSuffix(line, []byte("}\n"))
}

func skipEdge(text []byte) []byte {
	if line, rest, ok := bytes.Cut(text, []byte("\n")); ok && isEdge(text[:len(line)+1]) {
		return rest
	}
	return text
}

// Untrusted says why a checkpoint proves nothing, or that something is false.
type Untrusted struct {
	From string // where it was found
	Text string
}

func (u *Untrusted) Error() string { return u.From + ": " + u.Text }

// vouchedFor are the checkpoints in some texts, the smallest first, each with a good signature of a key that the pinned one vouches for.
// Without a pinned key no signature is looked at.
func vouchedFor(pinned string, sources []noted) ([]vouched, error) {
	var changes []keyChange
	for _, s := range sources {
		for _, msg := range notesIn(s.text) {
			if c, ok := parseKeyChange(msg); ok {
				c.from = s.name
				changes = append(changes, c)
			}
		}
	}
	var keys trust
	if pinned != "" {
		var err error
		if keys, err = trustFrom(pinned, changes); err != nil {
			return nil, err
		}
	}
	var all []vouched
	for _, s := range sources {
		found := 0
		if err := s.whole(); err != nil {
			return nil, err
		}
		for _, msg := range notesIn(s.text) {
			if _, ok := parseKeyChange(msg); ok {
				continue
			}
			found++
			c, err := keys.checkpoint(msg)
			if err != nil {
				return nil, &Untrusted{s.name, err.Error()}
			}
			all = append(all, vouched{c, msg, s.name, s.given})
		}
		if s.given && found == 0 {
			return nil, &Untrusted{s.name, "there is no checkpoint in it"}
		}
	}
	slices.SortStableFunc(all, func(a, b vouched) int { return cmp.Compare(a.Size, b.Size) })
	return all, nil
}

// checkpoint checks the signature of one.
func (t trust) checkpoint(msg []byte) (Checkpoint, error) {
	text, _, _ := bytes.Cut(msg, []byte("\n\n"))
	c, err := parseCheckpoint(string(text) + "\n")
	if err != nil || len(t) == 0 {
		return c, err
	}
	n, err := note.Open(msg, t)
	var unknown *note.UnverifiedNoteError
	var wrong *note.InvalidSignatureError
	switch {
	case errors.As(err, &unknown):
		return c, fmt.Errorf("the checkpoint of %d records is signed with another key (%s), which the one given does not vouch for", c.Size, signers(unknown.Note))
	case errors.As(err, &wrong):
		return c, fmt.Errorf("the checkpoint of %d records is forged: its signature does not fit what it says", c.Size)
	case err != nil:
		return c, fmt.Errorf("the checkpoint of %d records is malformed", c.Size)
	case !strictly(n.Sigs):
		return c, fmt.Errorf("the checkpoint of %d records is forged: its signature is not spelled as we do", c.Size)
	case n.Sigs[0].Name != c.Origin:
		return c, fmt.Errorf("the checkpoint of %d records is of another log: %s", c.Size, clip(c.Origin, 80))
	}
	for _, k := range t {
		for _, s := range n.Sigs {
			if s.Hash == k.KeyHash() && c.Size >= k.from && (k.until < 0 || c.Size <= k.until) {
				return c, nil
			}
		}
	}
	return c, fmt.Errorf("the checkpoint of %d records is signed with a key of this log that was not in use then: who had an old key may have made it", c.Size)
}

// strictly says whether signatures are spelled in the one way in which they can be: base64 leaves some bits unused.
func strictly(sigs []note.Signature) bool {
	for _, s := range sigs {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return false
		}
	}
	return true
}

func signers(n *note.Note) string {
	var names []string
	for _, s := range n.UnverifiedSigs {
		names = append(names, clip(fmt.Sprintf("%s+%08x", s.Name, s.Hash), 80))
	}
	return strings.Join(names, ", ")
}
