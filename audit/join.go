package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// How the files of a log fit together when it is opened, whatever moment a crash left them in.

// neverBegun refuses to begin a log anew where only its newest file is missing.
func neverBegun(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	older, err := Segments(path)
	if err != nil || len(older) == 0 {
		return err
	}
	return fmt.Errorf("it is missing, though older files of it stand beside it, such as %s: put it back, or move those aside too, and a new log is started", older[len(older)-1].Path)
}

// halfSwapped holds for a file that has two names because the process that rotated it was stopped in between, or is just doing so.
func halfSwapped(path string, info fs.FileInfo) bool {
	return secondName(path, info) != "" && fitButForNames(info) == nil
}

// secondName is the name that the file at path gets when it is full, if it has that name already.
func secondName(path string, info fs.FileInfo) string {
	all, err := Segments(path)
	if err != nil || len(all) == 0 {
		return ""
	}
	newest := all[len(all)-1].Path
	if other, err := os.Lstat(newest); err == nil && os.SameFile(info, other) {
		return newest
	}
	return ""
}

// undoSwap takes the second name from a file that has it too early. The caller holds the lock, so nobody is rotating.
func undoSwap(path string, info fs.FileInfo) error {
	name := secondName(path, info)
	if name == "" {
		return nil
	}
	if err := os.Remove(name); err != nil {
		return err
	}
	again, err := os.Lstat(path)
	if err != nil {
		return err
	}
	return fit(again)
}

// join holds the beginning of the newest file against the end of the one before it. That one may have been moved away.
func (l *Log) join(begin link) error {
	older, err := Segments(l.path)
	if err != nil || len(older) == 0 {
		return err
	}
	before := older[len(older)-1]
	if begin.seq <= before.First {
		return fmt.Errorf("it should go on where %s ends, and begins with record %d", before.Path, begin.seq)
	}
	offset, past := int64(0), 0
	for line, err := range before.back() {
		if err != nil {
			return fmt.Errorf("%s: %w", before.Path, err)
		}
		rec, err := linkOf(line)
		switch {
		case err != nil:
			return fmt.Errorf("the last line of %s does not verify: %w", before.Path, err)
		case rec.seq < begin.seq-1: // files between the two were moved away
			return nil
		case hash(line) == string(begin.prev):
			return l.endBefore(before, past, offset)
		case rec.seq == begin.seq-1:
			return fmt.Errorf("record %d does not follow from the end of %s: one of the two was changed", begin.seq, before.Path)
		}
		offset -= int64(len(line)) + 1
		past++
	}
	return nil
}

// endBefore cuts from a full file the records that were written again in the newest one after a sync had failed: a crash came before they were cut.
func (l *Log) endBefore(before Segment, records int, size int64) error {
	if records == 0 {
		return nil
	}
	info, err := os.Lstat(before.Path)
	if err != nil {
		return err
	}
	if before.Gzip || !info.Mode().IsRegular() {
		return fmt.Errorf("%s has %d records too many at its end", before.Path, records)
	}
	if err := os.Chmod(before.Path, 0o600); err != nil {
		return err
	}
	return l.leave(before.Path, info.Size()+size)
}

// tidy makes files that are full ones that are only read, where a crash came before that.
func (l *Log) tidy() error {
	older, err := Segments(l.path)
	if err != nil {
		return err
	}
	for _, s := range older {
		info, err := os.Lstat(s.Path)
		if err == nil && info.Mode() == 0o600 {
			err = os.Chmod(s.Path, 0o400)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
