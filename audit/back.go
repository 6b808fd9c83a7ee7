package audit

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// back ranges over the lines of the log as it stands now, over all its files, the last line first. A line is good until the next one is read.
func (l *Log) back() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		l.turn <- struct{}{}
		file, err := os.Open(l.path)
		size := l.size
		var older []Segment
		if err == nil {
			older, err = Segments(l.path)
		}
		<-l.turn
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		for line, err := range linesBackwards(file, size) {
			if !yield(line, err) || err != nil {
				return
			}
		}
		for _, s := range slices.Backward(older) {
			for line, err := range s.back() {
				if err != nil {
					err = fmt.Errorf("%s: %w", s.Path, err)
				}
				if !yield(line, err) || err != nil {
					return
				}
			}
		}
	}
}

// back ranges over the lines of a full file, the last one first.
func (s Segment) back() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		file, zipped, err := s.open()
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		if zipped {
			backZipped(file, yield)
			return
		}
		info, err := file.Stat()
		if err != nil {
			yield(nil, err)
			return
		}
		for line, err := range linesBackwards(file, info.Size()) {
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}

// backZipped decompresses one member after the other, the last one first; what somebody else compressed, whole.
func backZipped(file *os.File, yield func([]byte, error) bool) {
	all, err := members(file)
	if err != nil {
		yield(nil, err)
		return
	}
	text := func(n int) ([]byte, error) { return all[n].unzip(file) }
	count := len(all)
	if count == 0 {
		count = 1
		text = func(int) ([]byte, error) {
			in, err := unzipAt(file, 0)
			if err != nil {
				return nil, err
			}
			return io.ReadAll(in)
		}
	}
	for n := count - 1; n >= 0; n-- {
		lines, err := text(n)
		if err != nil {
			yield(nil, err)
			return
		}
		for line, err := range linesBackwards(bytes.NewReader(lines), int64(len(lines))) {
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}
