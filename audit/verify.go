package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Report is what Verify found in order: the whole log, or the part before its first damage.
type Report struct {
	Records     int
	FirstSeq    uint64 // of the first record: more than 1 when older files were moved away
	Bytes       int64
	First, Last time.Time // of the first and last record
	Seq         uint64    // of the last record
	Hash        string    // of the last record's line: whoever keeps it can tell later that nothing up to here changed
}

// Verify reads the log at path from its beginning, over all its files, and checks that every record follows from the one before it. It streams, takes no lock, and may run beside a server.
// Where older files were moved away, what is left is checked; it must begin as a file of a log begins.
//
// A *Damage error names the first record that is not as it was written. What the chain alone cannot show is a tail that was cut off or rewritten as a whole:
// for that, compare Seq and Hash with ones that were kept elsewhere.
func Verify(path string) (Report, error) {
	w := &walk{path: path}
	defer func() { w.Close() }()
	return verify(w)
}

func verify(in io.Reader) (Report, error) {
	lines := bufio.NewReaderSize(in, 2*maxLine)
	report := Report{Hash: genesis}
	for {
		line, err := nextLine(lines)
		if err == io.EOF {
			return report, nil
		}
		here := place{report.Records + 1, report.Seq, report.Hash}
		switch {
		case err == errTorn:
			return report, here.damage(Torn, report.Seq+1, "the last line has no end: the server or the machine stopped while it was written, or the file was cut")
		case err == errLong:
			return report, here.damage(Changed, report.Seq+1, fmt.Sprintf("the line is longer than the %d bytes of any record", maxLine))
		case err != nil:
			return report, fmt.Errorf("audit log: %w", err)
		}
		rec, err := parseLink(line)
		if err != nil {
			return report, here.damage(Changed, report.Seq+1, err.Error())
		}
		digest := hash(line)
		if report.Records == 0 && rec.beginsFile() {
			report.Seq, report.Hash = rec.Seq-1, rec.Prev
		}
		if rec.Seq != report.Seq+1 || rec.Prev != report.Hash {
			return report, here.diagnose(rec, digest, lines)
		}
		if report.Records == 0 {
			report.First, report.FirstSeq = rec.Time, rec.Seq
		}
		report.Records++
		report.Bytes += int64(len(line)) + 1
		report.Last, report.Seq, report.Hash = rec.Time, rec.Seq, digest
	}
}

var (
	errTorn = errors.New("the line has no newline")
	errLong = errors.New("the line is too long")
)

// nextLine returns a line without its newline, good until the next one is read.
func nextLine(lines *bufio.Reader) ([]byte, error) {
	line, err := lines.ReadSlice('\n')
	switch {
	case err == io.EOF && len(line) > 0:
		return nil, errTorn
	case err == bufio.ErrBufferFull || len(line) > maxLine:
		return nil, errLong
	case err != nil:
		return nil, err
	}
	return bytes.TrimSuffix(line, []byte("\n")), nil
}
