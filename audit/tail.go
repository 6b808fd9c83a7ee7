package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// tail is how an existing log ends.
type tail struct {
	end
	newest time.Time // when the last whole record was written; zero when there is none
	torn   []byte    // what stands behind the last newline: a write that a crash cut short
}

// readTail reads a log backwards until it has seen some whole records, and checks that they follow from each other.
// How long the log is makes no difference; Verify reads all of it.
func readTail(file *io.SectionReader) (tail, error) {
	const most = 4 << 20 // more than a batch of records that a crash can leave half-written
	for window := int64(4 * maxLine); ; window *= 2 {
		start := max(0, file.Size()-window)
		chunk := make([]byte, file.Size()-start)
		if _, err := file.ReadAt(chunk, start); err != nil && err != io.EOF {
			return tail{}, err
		}
		whole := chunk[:bytes.LastIndexByte(chunk, '\n')+1]
		torn := chunk[len(whole):]
		if start > 0 { // begin at a line
			whole = whole[bytes.IndexByte(whole, '\n')+1:]
		}
		if start > 0 && bytes.Count(whole, []byte("\n")) < 2 && window < most {
			continue
		}
		if start > 0 && len(whole) == 0 {
			return tail{}, errors.New("it does not end in audit records")
		}
		if !wasOurs(torn) {
			return tail{}, errors.New("its last line is no audit record and was not cut short by a crash either")
		}
		end, err := checkLines(whole, start == 0)
		end.size = file.Size() - int64(len(torn))
		newest, _ := timeOf(whole[bytes.LastIndexByte(bytes.TrimSuffix(whole, []byte("\n")), '\n')+1:]) // none where there is no record
		return tail{end, newest, bytes.Clone(torn)}, err
	}
}

// wasOurs holds for what a write of ours can leave behind when the machine stops: the beginning of a record, or zeros.
// Anything else is somebody's file, and is not cut.
func wasOurs(torn []byte) bool {
	begin := []byte(`{"v":1,"seq":`)
	return bytes.HasPrefix(torn, begin) || bytes.HasPrefix(begin, torn) || len(bytes.Trim(torn, "\x00")) == 0
}

// checkLines checks consecutive whole lines; whether the first of them begins a file is said by begins.
func checkLines(lines []byte, begins bool) (end, error) {
	at, check := end{hash: genesis}, begins
	for line := range bytes.Lines(lines) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		rec, err := linkOf(line)
		if err != nil {
			return end{}, fmt.Errorf("the line after record %d does not verify: %w", at.seq, err)
		}
		if begins && rec.beginsFile() {
			at = end{seq: rec.seq - 1, hash: string(rec.prev)}
		}
		if check && (rec.seq != at.seq+1 || string(rec.prev) != at.hash) {
			return end{}, fmt.Errorf("record %d does not follow from the line before it: one of the two was changed, or something between them is missing", rec.seq)
		}
		at.seq, at.hash, check, begins = rec.seq, hash(line), true, false
	}
	return at, nil
}

// firstLink is the link of the first record of a file, which must be one that a file can begin with; the zero link when there is no whole record.
func firstLink(file io.ReaderAt) (link, error) {
	line, err := bufio.NewReaderSize(io.NewSectionReader(file, 0, 2*maxLine), 2*maxLine).ReadSlice('\n')
	if err == io.EOF {
		return link{}, nil
	}
	var rec link
	if err == nil {
		rec, err = linkOf(bytes.TrimSuffix(line, []byte("\n")))
	}
	if err != nil {
		return link{}, fmt.Errorf("its first line does not verify: %w", err)
	}
	if !rec.beginsFile() && (rec.seq != 1 || string(rec.prev) != genesis) {
		return link{}, fmt.Errorf("record %d stands at its beginning: what comes before is missing", rec.seq)
	}
	return rec, nil
}
