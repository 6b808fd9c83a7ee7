package audit

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// A compressed file is many gzip members of whole lines, one after the other:
// gzip and zcat read them as one file. Each says in its header how long it is,
// so that a reader finds the one it wants without decompressing those before.

// memberSize is about how many bytes of lines a member holds.
const memberSize = 1 << 20

// member is one of them: where it lies in the file and in what it decompresses to.
type member struct {
	at, size   int64 // in the file
	from, text int64 // decompressed: its offset and its length
}

// The extra field of a member's header: its id and length, and then the
// member's own length and that of its text.
const (
	extraAt   = 12 // behind the fixed header and the length of all extra fields
	extraSize = 4 + 4 + 4
)

var extraID = []byte{'j', 'g', 8, 0}

// zip returns lines as one member.
func zip(lines []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	w.Extra = append(bytes.Clone(extraID), make([]byte, extraSize-len(extraID))...)
	if _, err := w.Write(lines); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	b := out.Bytes() // the header has no checksum
	binary.LittleEndian.PutUint32(b[extraAt+4:], uint32(len(b)))
	binary.LittleEndian.PutUint32(b[extraAt+8:], uint32(len(lines)))
	return b, nil
}

// members lists the members of a file by their headers; none when somebody else
// compressed it.
func members(file *os.File) ([]member, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var all []member
	var at, from int64
	header := make([]byte, extraAt+extraSize)
	for at < info.Size() {
		if _, err := file.ReadAt(header, at); err != nil && err != io.EOF {
			return nil, err
		}
		size, text := int64(binary.LittleEndian.Uint32(header[extraAt+4:])), int64(binary.LittleEndian.Uint32(header[extraAt+8:]))
		ours := header[0] == 0x1f && header[1] == 0x8b && header[3]&4 != 0 && bytes.HasPrefix(header[extraAt:], extraID)
		if !ours || size < int64(len(header)) || at+size > info.Size() {
			return nil, nil
		}
		all = append(all, member{at, size, from, text})
		at, from = at+size, from+text
	}
	return all, nil
}

// unzip returns the text of a member.
func (m member) unzip(file io.ReaderAt) ([]byte, error) {
	z, err := gzip.NewReader(bufio.NewReader(io.NewSectionReader(file, m.at, m.size)))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(z, m.text+1))
	if err == nil && int64(len(text)) != m.text {
		err = errors.New("a part of it is not as long as it says")
	}
	return text, err
}

// unzipped reads a compressed file.
type unzipped struct {
	*gzip.Reader
	file *os.File
}

func (u unzipped) Close() error { return errors.Join(u.Reader.Close(), u.file.Close()) }

// unzipAt reads a compressed file from a number of bytes of its text on.
func unzipAt(file *os.File, offset int64) (io.ReadCloser, error) {
	all, err := members(file)
	if err != nil {
		return nil, err
	}
	begin := member{}
	for _, m := range all {
		if m.from <= offset {
			begin = m
		}
	}
	if _, err := file.Seek(begin.at, io.SeekStart); err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%s is no gzip file: %w", file.Name(), err)
	}
	if _, err := io.CopyN(io.Discard, z, offset-begin.from); err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return unzipped{z, file}, nil
}
