package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A destination is where an export goes.
type destination interface {
	tools.Outlet
	anew()         // what was written before is given up
	finish() error // it is all there
	left() string  // what to say of it when it is not
}

// destination finds out what --out means, and where an export to it begins.
// It writes nothing: whether anything may be, is decided later.
func (h *house) destination(ctx context.Context, out string, of exportOf) (destination, tools.Checkpoint, error) {
	begin := tools.Checkpoint{}
	if out == "" || out == "-" {
		return &stream{ctx: ctx, open: func() (*os.File, error) { return os.Stdout, nil }}, begin, nil
	}
	info, err := os.Stat(out)
	switch {
	case err == nil && info.IsDir():
		return nil, begin, &exitError{exitUsage, fmt.Errorf("--out: %s is a folder: name a file in it", out)}
	case err == nil && info.Mode().IsRegular():
		return nil, begin, fmt.Errorf("%s is there already, and an export overwrites nothing: remove it, or name another file with --out", out)
	case err == nil: // a pipe or a device
		return &stream{ctx: ctx, open: func() (*os.File, error) { return os.OpenFile(out, os.O_WRONLY, 0) }}, begin, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, begin, err
	}
	if _, err := os.Lstat(out); err == nil {
		return nil, begin, fmt.Errorf("%s is a symbolic link to nothing: name the file itself with --out", out)
	}
	if _, err := os.Stat(filepath.Dir(out)); err != nil {
		return nil, begin, fmt.Errorf("--out: %w: make its folder first", err)
	}
	p := &partial{path: out, of: of}
	from, err := p.find()
	if err != nil {
		return nil, begin, err
	}
	if from.Mark.Names != "" {
		h.log.Info("an export that broke off goes on", "rows", from.Rows)
	}
	return p, from, nil
}

// A stream is a pipe or a device: what was written to it is gone, so nothing
// can go on there later.
type stream struct {
	ctx  context.Context
	open func() (*os.File, error)
	file *os.File
}

func (s *stream) Open() (io.Reader, error) {
	if s.file != nil {
		return nil, errors.New("rows were written already, and cannot be taken back")
	}
	var err error
	_, err = s.unlessEnded(func() (int, error) {
		file, err := s.open()
		if err == nil {
			s.file = file
		}
		return 0, err
	})
	return nil, err
}

func (s *stream) Write(b []byte) (int, error) {
	return s.unlessEnded(func() (int, error) { return s.file.Write(b) })
}

// unlessEnded waits for a reader no longer than the command is to run: without
// one, a pipe takes nothing, and cannot be told to stop waiting.
func (s *stream) unlessEnded(do func() (int, error)) (int, error) {
	type did struct {
		n   int
		err error
	}
	done := make(chan did, 1)
	go func() {
		n, err := do()
		done <- did{n, err}
	}()
	select {
	case d := <-done:
		return d.n, d.err
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

func (s *stream) Reached(tools.Checkpoint) error { return nil }
func (s *stream) anew()                          {}
func (s *stream) left() string                   { return "" }

func (s *stream) finish() error {
	if s.file == os.Stdout {
		return nil
	}
	return s.file.Close()
}
