package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// pack compresses the files that are full, in the background. What a crash left half-done is done again.
func (l *Log) pack() {
	l.packing.Go(func() {
		l.alone.Lock()
		defer l.alone.Unlock()
		all, err := Segments(l.path)
		if err != nil {
			l.report(fmt.Errorf("audit log: %w", err))
		}
		for _, s := range all {
			if s.Gzip {
				continue
			}
			switch err := l.packFile(s.Path); {
			case errors.Is(err, errClosing):
				return
			case err != nil:
				l.report(fmt.Errorf("audit log: %s could not be compressed and stays as it is: %w", s.Path, err))
			}
		}
	})
}

func (l *Log) isClosing() bool {
	select {
	case <-l.closing:
		return true
	default:
		return false
	}
}

var errClosing = errors.New("the log is being closed")

// packFile puts a compressed file in the place of a full one, when what it decompresses to was seen to be the same.
func (l *Log) packFile(path string) error {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() { // a link is somebody's, and so is what it leads to
		return err
	}
	zipped := path + ".gz"
	if _, err := os.Lstat(zipped); errors.Is(err, fs.ErrNotExist) {
		if err := l.zipFile(path, zipped, info); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := l.sameText(path, zipped); err != nil {
		return err
	}
	if err := l.disk.syncFolder(l.path); err != nil {
		return err
	}
	return os.Remove(path)
}

// zipFile gives the compressed file its name when it is whole on disk.
func (l *Log) zipFile(path, zipped string, like fs.FileInfo) error {
	unfinished := zipped + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = l.zipInto(out, path)
	if err = errors.Join(err, l.disk.sync(out), out.Close()); err == nil {
		err = errors.Join(os.Chtimes(unfinished, like.ModTime(), like.ModTime()), os.Chmod(unfinished, 0o400), os.Rename(unfinished, zipped))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(unfinished))
	}
	return err
}

func (l *Log) zipInto(out *os.File, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	return l.eachPiece(in, func(lines []byte) error {
		b, err := zip(lines)
		if err != nil {
			return err
		}
		_, err = l.disk.write(out, b)
		return err
	})
}

// eachPiece reads whole lines, about as many as a member holds, until the log is closed.
func (l *Log) eachPiece(in io.Reader, do func(lines []byte) error) error {
	from := bufio.NewReaderSize(in, 64<<10)
	for {
		piece := make([]byte, memberSize, memberSize+maxLine)
		n, err := io.ReadFull(from, piece)
		piece = piece[:n]
		if err == nil {
			var rest []byte
			rest, err = from.ReadBytes('\n')
			piece = append(piece, rest...)
		}
		end := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !end {
			return err
		}
		if len(piece) > 0 {
			if err := do(piece); err != nil {
				return err
			}
		}
		if end {
			return nil
		}
		if l.isClosing() { // what is small is finished
			return errClosing
		}
	}
}

// sameText holds a compressed file against the one that it is of.
func (l *Log) sameText(path, zipped string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.Open(zipped)
	if err != nil {
		return err
	}
	again, err := unzipAt(file, 0)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	defer again.Close()
	differs := fmt.Errorf("%s decompresses to something else: look at both, and remove the one that is wrong", filepath.Base(zipped))
	err = l.eachPiece(in, func(lines []byte) error {
		same := make([]byte, len(lines))
		if _, err := io.ReadFull(again, same); err != nil || !bytes.Equal(lines, same) {
			return differs
		}
		return nil
	})
	if n, more := again.Read(make([]byte, 1)); err == nil && (n > 0 || more != io.EOF) {
		err = differs
	}
	return err
}
