package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// Segment is one file of a log. Those that are full stand beside it, named by
// their first record: audit.jsonl.000000000001, later compressed to
// audit.jsonl.000000000001.gz; the newest is the log's own path.
type Segment struct {
	Path  string
	First uint64 // the number of its first record; 0 when it is the newest
	Gzip  bool
}

var rotated = regexp.MustCompile(`^([0-9]{12,19})(\.gz)?$`)

// segmentPath is where a file of the log goes when it is full.
func segmentPath(log string, first uint64) string { return fmt.Sprintf("%s.%012d", log, first) }

// Segments lists the files of the log at path that stand beside it, the oldest
// first, without the newest, which is path itself. A file that is there both
// plain and compressed is named once, plain.
func Segments(path string) ([]Segment, error) {
	names, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	var all []Segment
	begin := filepath.Base(path) + "."
	for _, name := range names {
		if len(name.Name()) <= len(begin) || name.Name()[:len(begin)] != begin {
			continue
		}
		m := rotated.FindStringSubmatch(name.Name()[len(begin):])
		if m == nil || name.IsDir() {
			continue
		}
		first, err := strconv.ParseUint(m[1], 10, 64)
		if err != nil || first == 0 {
			continue
		}
		all = append(all, Segment{Path: filepath.Join(filepath.Dir(path), name.Name()), First: first, Gzip: m[2] != ""})
	}
	slices.SortFunc(all, func(a, b Segment) int {
		switch {
		case a.First != b.First && a.First < b.First, a.First == b.First && !a.Gzip && b.Gzip:
			return -1
		}
		return 1
	})
	return slices.CompactFunc(all, func(a, b Segment) bool { return a.First == b.First }), nil
}

// Open opens the file at its beginning and reads it decompressed. A full file
// that was compressed since it was listed is found under its new name.
func (s Segment) Open() (io.ReadCloser, error) { return s.OpenAt(0) }

// OpenAt is Open at a number of bytes from the beginning, counted decompressed.
// A compressed file is read from the piece that holds them.
func (s Segment) OpenAt(offset int64) (io.ReadCloser, error) {
	file, zipped, err := s.open()
	if err != nil {
		return nil, err
	}
	in, err := openAt(file, zipped, offset)
	if err != nil {
		file.Close()
		return nil, err
	}
	return in, nil
}

// open opens the file as it is on disk, and says whether it is compressed.
func (s Segment) open() (file *os.File, zipped bool, err error) {
	file, err = s.openHere()
	if errors.Is(err, fs.ErrNotExist) && s.First > 0 && !s.Gzip {
		s.Path, s.Gzip = s.Path+".gz", true
		file, err = s.openHere()
	}
	return file, s.Gzip, err
}

// openHere opens a full file only where it is a file: a pipe would keep us waiting. The newest may be whatever a person names.
func (s Segment) openHere() (*os.File, error) {
	if info, err := os.Stat(s.Path); err == nil && s.First > 0 && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file: look for who put it there", s.Path)
	}
	return os.Open(s.Path)
}

func openAt(file *os.File, zipped bool, offset int64) (io.ReadCloser, error) {
	if zipped {
		return unzipAt(file, offset)
	}
	_, err := file.Seek(offset, io.SeekStart)
	return file, err
}
