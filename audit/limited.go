package audit

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"time"
)

// Limited ranges over the intents and look-ups that took tokens from limits' buckets, and the outcomes that tell how many items were answered, the newest first, back to a time: so a call's
// outcome comes before its intent, if there is one. It reads the log from its end, a piece at a time: what it costs depends on how much was recorded since, not on how long the log is. An error
// ends it.
func (l *Log) Limited(since time.Time) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		past := 0 // bytes in a row that are older: a few of them may come from a clock that was wrong for a while
		for line, err := range l.back() {
			if err != nil {
				yield(Record{}, fmt.Errorf("audit log %s: %w", l.path, err))
				return
			}
			at, err := timeOf(line)
			if err != nil {
				yield(Record{}, fmt.Errorf("audit log %s: %w", l.path, err))
				return
			}
			if at.Before(since) {
				if past += len(line); past > 4<<20 {
					return
				}
				continue
			}
			past = 0
			r, ok, err := limitedBy(line)
			if err != nil {
				yield(Record{}, fmt.Errorf("audit log %s: one of its lines is no audit record", l.path))
				return
			}
			if ok && !yield(r, nil) {
				return
			}
		}
	}
}

// limitedBy is the record of a line, where Limited tells of it.
func limitedBy(line []byte) (r Record, ok bool, err error) {
	if !bytes.Contains(line, []byte(`"limits":[`)) && !bytes.Contains(line, []byte(`"items":`)) {
		return r, false, nil
	}
	r, err = parse(line)
	takes := (r.Kind == CallIntent || r.Kind == CallLookup) && r.Decision != nil && len(r.Decision.Limits) > 0
	return r, takes || r.Kind == CallOutcome && r.Outcome != nil && r.Outcome.Items != nil, err
}

// timeOf is the time of a record, read from the beginning of its line, where it stands at the same width in each.
func timeOf(line []byte) (time.Time, error) {
	const form = "2006-01-02T15:04:05.000000Z"
	_, rest, ok := bytes.Cut(line, []byte(`,"time":"`))
	if !ok || len(rest) < len(form) {
		return time.Time{}, fmt.Errorf("one of its lines is no audit record")
	}
	at, err := time.Parse(form, string(rest[:len(form)]))
	if err != nil {
		return time.Time{}, fmt.Errorf("one of its lines is no audit record")
	}
	return at, nil
}

// linesBackwards ranges over the whole lines in the first size bytes, the last one first, without their newlines. A line is good until the next one is read.
func linesBackwards(file io.ReaderAt, size int64) iter.Seq2[[]byte, error] {
	const piece = 1 << 20
	return func(yield func([]byte, error) bool) {
		var rest []byte // the beginning of what was read: the end of a line that begins further ahead
		for size > 0 {
			n := min(size, piece)
			chunk := make([]byte, n, n+int64(len(rest)))
			if _, err := file.ReadAt(chunk, size-n); err != nil {
				yield(nil, err)
				return
			}
			size -= n
			chunk = append(chunk, rest...)
			for {
				end := bytes.LastIndexByte(chunk[:max(0, len(chunk)-1)], '\n')
				if end < 0 {
					break
				}
				if !yield(bytes.TrimSuffix(chunk[end+1:], []byte("\n")), nil) {
					return
				}
				chunk = chunk[:end+1]
			}
			rest = chunk
			if len(rest) > 2*maxLine && size > 0 {
				yield(nil, fmt.Errorf("one of its lines is longer than any record"))
				return
			}
		}
		if len(rest) > 0 {
			yield(bytes.TrimSuffix(rest, []byte("\n")), nil)
		}
	}
}
