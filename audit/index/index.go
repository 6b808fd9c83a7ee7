// Package index finds the records of an audit log that a query wants without reading all of it. Its files can be thrown away at any time: they say where to look, and what stands there is
// read from the log and held against the query again. It leaves to package audit what a record is, and whether the log is as it was written.
package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// worthwhile is how long a log is, in bytes, before an index is made of it: a shorter one is read in no time.
var worthwhile = int64(16 << 20)

// Index is the index of one log. Many processes may use it at once, beside a server that writes the log.
type Index struct {
	log    string
	folder string
}

// Find ranges over the records of the log at path that q wants, in order: all of them, or the newest ones when limit is over 0. It makes the index, or brings it up to date, first; where that
// cannot be done it reads the whole log instead. Errors are those of [audit.Entries]; ctx ends it with one.
func Find(ctx context.Context, path string, q audit.Query, limit int) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		found := 0
		if x, err := open(ctx, path); err == nil {
			err := x.find(ctx, q, limit, func(e audit.Entry, err error) bool {
				found++
				return yield(e, err)
			})
			if !errors.Is(err, errStale) {
				if err != nil && err != errEnough {
					yield(audit.Entry{}, err)
				}
				return
			}
			if limit > 0 {
				found = 0 // none of them was given yet
			}
		}
		// The index could not be used, or not to its end: the log tells all, from the beginning.
		for e, err := range audit.Newest(limit, audit.Entries(audit.Until(ctx, audit.Lines(path)), q)) {
			if found--; found < 0 && !yield(e, err) {
				return
			}
		}
	}
}

// open brings the index of a log up to date.
func open(ctx context.Context, path string) (*Index, error) {
	size, err := sizeOf(path)
	if err != nil {
		return nil, err
	}
	if size < worthwhile {
		return nil, fmt.Errorf("%s is read as fast without an index", path)
	}
	folder, err := folderOf(path)
	if err != nil {
		return nil, err
	}
	x := &Index{log: path, folder: folder}
	return x, x.update(ctx)
}

// sizeOf is the size of all files of a log; what is compressed counts more, since it is read more slowly.
func sizeOf(path string) (int64, error) {
	segments, err := audit.Segments(path)
	if err != nil {
		return 0, err
	}
	var size int64
	for _, s := range append(segments, audit.Segment{Path: path}) {
		info, err := os.Stat(s.Path)
		if err != nil && s.First == 0 {
			return 0, err
		}
		switch {
		case err != nil: // moved away, or compressed just now
		case s.Gzip:
			size += 8 * info.Size()
		default:
			size += info.Size()
		}
	}
	return size, nil
}
