package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// exportOf is what an export is of. It goes on only as the same.
type exportOf struct {
	Tool   string         `json:"tool"`
	Args   jsontext.Value `json:"args"`
	Agent  string         `json:"agent"`
	Format string         `json:"format"`
	Tenant string         `json:"tenant"`
}

// errHeld is why a file is left alone that another export writes.
var errHeld = errors.New("another export writes it, or it cannot be locked: wait until that one has ended, or name another file with --out")

// find looks for an export that broke off. What stands there and is not one,
// or is one of something else, is left as it is: that is an error.
func (p *partial) find() (tools.Checkpoint, error) {
	_, rowsErr := os.Lstat(p.rows())
	_, notesErr := os.Lstat(p.notes())
	switch {
	case errors.Is(rowsErr, fs.ErrNotExist) && errors.Is(notesErr, fs.ErrNotExist):
		return p.from, nil
	case errors.Is(notesErr, fs.ErrNotExist):
		return p.from, fmt.Errorf("%s is there, but not %s, which would say what it is: remove it, or name another file with --out", p.rows(), p.notes())
	}
	of, from, kept, err := p.read()
	switch {
	case errors.Is(err, errHeld):
		return p.from, err
	case err != nil:
		return p.from, fmt.Errorf("%w: remove %s and %s to begin anew, or name another file with --out", err, p.rows(), p.notes())
	case of.unlike(p.of) != "":
		return p.from, fmt.Errorf("%s is an unfinished export of something else (%s): finish that one, remove it and %s, or name another file with --out", p.rows(), of.unlike(p.of), p.notes())
	}
	p.from, p.kept = from, kept
	return from, nil
}

// unlike says in what an export is not the same as another; "" when it is.
func (of exportOf) unlike(other exportOf) string {
	switch {
	case of.Tool != other.Tool:
		return "made by " + of.Tool
	case of.Format != other.Format:
		return "in " + of.Format
	case of.Agent != other.Agent:
		return "as the agent " + of.Agent
	case of.Tenant != other.Tenant:
		return "from another JumpCloud or organization"
	case !bytes.Equal(of.Args, other.Args):
		return "with the arguments " + string(of.Args)
	}
	return ""
}

// read reads the notes, up to the last whole line, and holds the rows against
// them.
func (p *partial) read() (of exportOf, from tools.Checkpoint, kept int64, err error) {
	if p.state, err = openOurs(p.notes()); err != nil {
		return of, from, 0, err
	}
	b, err := io.ReadAll(p.state)
	if err != nil {
		return of, from, 0, err
	}
	first := true
	for line := range bytes.Lines(b) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // torn off by a crash
		}
		if first {
			err = json.Unmarshal(line, &of)
		} else {
			from = tools.Checkpoint{}
			err = json.Unmarshal(line, &from)
		}
		if err != nil {
			return of, from, 0, fmt.Errorf("%s cannot be read", p.notes())
		}
		first = false
		kept += int64(len(line))
	}
	if first { // it broke off before it began
		of = p.of
	}
	return of, from, kept, p.check(from)
}

// check says whether the rows are what the notes say. More may follow: what
// was written of a page whose note was not.
func (p *partial) check(from tools.Checkpoint) (err error) {
	if _, err := os.Lstat(p.rows()); from.Rows == 0 && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if p.file, err = openOurs(p.rows()); err != nil {
		return err
	}
	sum := sha256.New()
	if n, err := io.CopyN(sum, p.file, from.Bytes); err != nil || from.Bytes > 0 && hex.EncodeToString(sum.Sum(nil)) != from.SHA256 {
		return fmt.Errorf("the first %d bytes of %s are not what had been written (%d are there)", from.Bytes, p.rows(), n)
	}
	return nil
}

// hold keeps other exports away from a file until it is closed.
func hold(file *os.File) error {
	if err := lock(file); err != nil {
		return fmt.Errorf("%s: %w (%w)", file.Name(), errHeld, err)
	}
	return nil
}

// openOurs opens a file that an export left behind, and no other, and holds it.
func openOurs(path string) (*os.File, error) {
	before, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, err
	case !before.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", path)
	}
	if err := ours(before); err != nil {
		return nil, fmt.Errorf("%s %w", path, err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := hold(file); err != nil {
		file.Close()
		return nil, err
	}
	opened, err := file.Stat()
	now, gone := os.Lstat(path) // the export that held it may have ended, and given it its name
	if err != nil || gone != nil || !os.SameFile(before, opened) || !os.SameFile(opened, now) {
		file.Close()
		return nil, fmt.Errorf("%s was replaced while it was being opened", path)
	}
	return file, nil
}
