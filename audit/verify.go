package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Report is what Verify found in order: the whole log, or the part before its first damage.
type Report struct {
	Records     int
	Bytes       int64
	First, Last time.Time // of the first and last record
	Seq         uint64    // of the last record
	Hash        string    // of the last record's line: whoever keeps it can tell later that nothing up to here changed
}

// Verify reads the log at path from its beginning and checks that every record follows from the one before it. It streams, takes no lock, and may run beside a server.
//
// A *Damage error names the first record that is not as it was written. What the chain alone cannot show is a tail that was cut off or rewritten as a whole:
// for that, compare Seq and Hash with ones that were kept elsewhere.
func Verify(path string) (Report, error) {
	file, err := os.Open(path)
	if err != nil {
		return Report{}, fmt.Errorf("audit log: %w", err)
	}
	defer file.Close()
	return verify(file)
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
		if rec.Seq != report.Seq+1 || rec.Prev != report.Hash {
			return report, here.diagnose(rec, digest, lines)
		}
		if report.Records == 0 {
			report.First = rec.Time
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
