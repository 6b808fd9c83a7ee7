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
		err = errPart
	}
	return text, err
}

// unzipped reads a file that somebody else compressed.
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
	from := int64(0)
	var in io.ReadCloser
	if len(all) > 0 {
		begin := 0
		for i, m := range all {
			if m.from <= offset {
				begin = i
			}
		}
		if offset == 0 {
			begin = 0 // also where one says that it is empty
		}
		from, in = all[begin].from, &parts{file: file, left: all[begin:]}
	} else {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(bufio.NewReader(file))
		if err != nil {
			return nil, fmt.Errorf("%s is no gzip file: %w", file.Name(), err)
		}
		in = unzipped{z, file}
	}
	if _, err := io.CopyN(io.Discard, in, offset-from); err != nil {
		return nil, fmt.Errorf("%s: %w", file.Name(), err)
	}
	return in, nil
}

// errPart says that a member is not what its header says. Who reads from the middle would see other records than who reads from the beginning.
var errPart = errors.New("a part of it is not as long as it says")

// parts reads members one after the other, and holds each against its header.
type parts struct {
	file *os.File
	left []member
	in   *bufio.Reader // of the member that is read
	z    *gzip.Reader  // nil before a member and after the last
	text int64         // that the member still has, as it says
}

func (p *parts) Read(b []byte) (int, error) {
	for {
		if p.z == nil {
			if err := p.next(); err != nil {
				return 0, err
			}
		}
		n, err := p.z.Read(b)
		if p.text -= int64(n); p.text < 0 {
			return 0, errPart
		}
		if err == io.EOF {
			if _, more := p.in.Peek(1); p.text > 0 || more != io.EOF {
				return 0, errPart
			}
			p.z, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (p *parts) next() (err error) {
	if len(p.left) == 0 {
		return io.EOF
	}
	m := p.left[0]
	p.left, p.text = p.left[1:], m.text
	p.in = bufio.NewReader(io.NewSectionReader(p.file, m.at, m.size))
	if p.z, err = gzip.NewReader(p.in); err != nil {
		p.z = nil
		return fmt.Errorf("%s is no gzip file: %w", p.file.Name(), err)
	}
	p.z.Multistream(false)
	return nil
}

func (p *parts) Close() error { return p.file.Close() }
