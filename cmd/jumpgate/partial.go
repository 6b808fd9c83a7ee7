package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A partial is a file that an export has not finished: its rows stand in
// FILE.partial, and how far it has come in FILE.partial.state, a JSON line for
// each page after a first one that says what the export is of. FILE itself
// appears at the end, whole. Both are held from the moment they are found or
// made: no other export writes to them meanwhile.
type partial struct {
	path string
	of   exportOf

	file, state *os.File
	from        tools.Checkpoint
	kept        int64
}

func (p *partial) rows() string  { return p.path + ".partial" }
func (p *partial) notes() string { return p.path + ".partial.state" }

// Open makes the two files, or takes them up where they are good.
func (p *partial) Open() (io.Reader, error) {
	var err error
	if p.state, err = take(p.state, p.notes(), p.kept); err != nil {
		return nil, err
	}
	if p.kept == 0 {
		if err := note(p.state, p.of); err != nil {
			return nil, err
		}
	}
	if p.file, err = take(p.file, p.rows(), p.from.Bytes); err != nil {
		return nil, err
	}
	if p.from.Bytes == 0 {
		return nil, nil
	}
	return io.NewSectionReader(p.file, 0, p.from.Bytes), nil
}

// take readies a file to write on after its first bytes; the rest is cut off.
// One that was not found is made.
func take(file *os.File, path string, keep int64) (*os.File, error) {
	if file == nil {
		var err error
		if file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
			return nil, err
		}
		if err := hold(file); err != nil {
			file.Close()
			return nil, err
		}
	}
	if err := file.Truncate(keep); err != nil {
		return file, err
	}
	_, err := file.Seek(keep, io.SeekStart)
	return file, err
}

func note(file *os.File, v any) error {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err == nil {
		_, err = file.Write(append(b, '\n'))
	}
	return err
}

func (p *partial) Write(b []byte) (int, error) { return p.file.Write(b) }

// Reached notes how far the export has come, and at its end waits until all of
// it is on disk: a full one may tell only then.
func (p *partial) Reached(c tools.Checkpoint) error {
	if c.Whole {
		return p.file.Sync()
	}
	return note(p.state, c)
}

func (p *partial) anew() { p.from, p.kept = tools.Checkpoint{}, 0 }

func (p *partial) close() {
	for _, file := range []*os.File{p.file, p.state} {
		if file != nil {
			file.Close()
		}
	}
	p.file, p.state = nil, nil
}

// finish gives the rows their name. A file that came there meanwhile stays. The
// notes are held until then, so that nobody else goes on with what is whole.
func (p *partial) finish() error {
	defer p.close()
	p.file.Close() // Windows renames no open file
	err := os.Link(p.rows(), p.path)
	if err == nil {
		err = os.Remove(p.rows())
	} else if _, there := os.Lstat(p.path); errors.Is(there, fs.ErrNotExist) { // a file system without links
		err = os.Rename(p.rows(), p.path)
	}
	if err != nil {
		return fmt.Errorf("every row is in %s, but it could not be named %s: %w", p.rows(), p.path, err)
	}
	if dir, err := os.Open(filepath.Dir(p.path)); err == nil {
		_ = dir.Sync() // the new name survives a power cut, where folders can be synced
		dir.Close()
	}
	p.close()
	return os.Remove(p.notes())
}

func (p *partial) left() string {
	there := p.file != nil
	p.close()
	if !there {
		return ""
	}
	return fmt.Sprintf(" What came is in %s; the same command goes on from there.", p.rows())
}
