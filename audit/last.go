package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Last returns the place of the n-th line from the end of the log at path, or of the oldest line when there are fewer.
func Last(path string, n int) (Place, error) {
	p, err := last(path, n)
	if err != nil {
		err = fmt.Errorf("audit log: %w", err)
	}
	return p, err
}

func last(path string, n int) (Place, error) {
	file, err := os.Open(path)
	if err != nil {
		return Place{}, err
	}
	defer file.Close()
	p := Place{First: firstSeq(file)}
	found := 0
	if p.Offset, found, err = lastIn(file, strings.HasSuffix(path, ".gz"), n); err != nil || found == n && p.First > 0 {
		return p, err
	}
	// Listed after the newest was opened, so that none is missed that was rotated meanwhile.
	older, err := Segments(path)
	if err != nil {
		return Place{}, err
	}
	for _, s := range slices.Backward(older) {
		if p.First > 0 && (found == n || s.First >= p.First) {
			continue
		}
		file, zipped, err := s.open()
		if errors.Is(err, fs.ErrNotExist) {
			break // it was moved away, and those before it too
		}
		if err != nil {
			return Place{}, err
		}
		at, more, err := lastIn(file, zipped, n-found)
		file.Close()
		if err != nil {
			return Place{}, err
		}
		p, found = Place{s.First, at}, found+more
	}
	return p, nil
}

// lastIn is the offset of a file's n-th line from the end, and how many lines stand from there on.
func lastIn(file *os.File, zipped bool, n int) (offset int64, found int, err error) {
	if !zipped {
		return lastPlain(file, n)
	}
	in, err := unzipAt(file, 0)
	if err != nil {
		return 0, 0, err
	}
	return lastUnzipped(in, n)
}

// lastPlain goes back newline by newline. What stands behind the last one is not counted: it is being written.
func lastPlain(file *os.File, n int) (offset int64, found int, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, 0, err
	}
	block := make([]byte, 64<<10)
	for at := info.Size(); at > 0; {
		size := min(at, int64(len(block)))
		at -= size
		if _, err := file.ReadAt(block[:size], at); err != nil {
			return 0, 0, err
		}
		for rest := block[:size]; ; found++ {
			end := bytes.LastIndexByte(rest, '\n')
			if end < 0 {
				break
			}
			if found == n {
				return at + int64(end) + 1, n, nil
			}
			rest = rest[:end]
		}
	}
	return 0, found, nil
}

func lastUnzipped(in io.Reader, n int) (offset int64, found int, err error) {
	lines := bufio.NewReaderSize(in, 64<<10)
	var begins []int64 // of the last n lines, and of what is behind them
	for at := int64(0); ; {
		part, err := lines.ReadSlice('\n')
		if at += int64(len(part)); err == nil {
			begins = append(begins, at)
		}
		if len(begins) > 2*(n+1) {
			begins = slices.Delete(begins, 0, len(begins)-n-1)
		}
		switch err {
		case nil, bufio.ErrBufferFull:
			continue
		case io.EOF:
		default:
			return 0, 0, err
		}
		break
	}
	if len(begins) <= n {
		return 0, len(begins), nil
	}
	return begins[len(begins)-n-1], n, nil
}
