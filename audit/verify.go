package audit

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// Verify reads the log at path from its beginning, over all its files, and checks that every record follows from the one before it. It streams, takes no lock, and may run beside a server.
// Where older files were moved away, what is left is checked; it must begin as a file of a log begins.
//
// A *Damage error names the first record that is not as it was written. What the chain alone cannot show is a tail that was cut off or rewritten as a whole:
// that shows against checkpoints; see Evidence. This is Evidence{}.Verify.
func Verify(path string) (Report, error) { return Evidence{}.Verify(path) }

// verification is a log on its way through verify.
type verification struct {
	Report
	lines   *bufio.Reader
	hash    [2 * sha256.Size]byte // of the last line, in hex
	tree    Tree
	rooted  bool      // the tree is known: the log is read from its beginning, or from a record that carries it
	expect  []vouched // checkpoints that the records are held against, the smallest first
	pending pending
	time    []byte

	record  func(seq uint64, line []byte)               // told of each; may be nil
	subtree func(level int, n int64, subtree tlog.Hash) // likewise; see Tree.addLeaf
}

func verify(in io.Reader) (Report, error) { return verifyAgainst(in, nil) }

func verifyAgainst(in io.Reader, expect []vouched) (Report, error) {
	v := newVerification(bufio.NewReaderSize(in, 4*maxLine), expect)
	err := v.run()
	v.Hash, v.Last, v.Unfinished = string(v.hash[:]), timeIn(v.time), v.pending.list()
	return v.Report, err
}

func newVerification(lines *bufio.Reader, expect []vouched) *verification {
	v := &verification{lines: lines, rooted: true, expect: expect, pending: pending{}}
	copy(v.hash[:], genesis)
	return v
}

func (v *verification) run() error {
	for {
		if err := v.checkpoints(); err != nil {
			return err
		}
		line, err := nextLine(v.lines)
		if err == errTorn {
			line, err = v.rest(line)
		}
		switch {
		case err == io.EOF:
			return v.ends(nil)
		case err == errTorn && !wasOurs(line):
			return v.ends(v.here().damage(Changed, v.Seq+1, "something stands behind the last line that is no record, nor the beginning of one, as a crash leaves it"))
		case err == errTorn:
			return v.ends(v.here().damage(Torn, v.Seq+1, "the last line has no end: the server or the machine stopped while it was written, or the file was cut"))
		case err == errLong:
			return v.here().damage(Changed, v.Seq+1, fmt.Sprintf("the line is longer than the %d bytes of any record", maxLine))
		case corrupt(err):
			return v.here().damage(Changed, v.Seq+1, fmt.Sprintf("its compressed file cannot be decompressed from about here on (%v)", err))
		case err != nil:
			return fmt.Errorf("audit log: %w", err)
		}
		if err := v.add(line); err != nil {
			return err
		}
	}
}

// rest waits for no one: a server may have written the other half of a line since the first was read.
func (v *verification) rest(half []byte) ([]byte, error) {
	half = bytes.Clone(half)
	more, err := nextLine(v.lines)
	if err != nil || len(half)+len(more) > maxLine {
		return half, errTorn
	}
	return append(half, more...), nil
}

// corrupt says whether a file was read, and is not what was compressed.
func corrupt(err error) bool {
	var broken flate.CorruptInputError
	return errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errPart) || errors.As(err, &broken)
}

func (v *verification) here() place { return place{v.Records + 1, v.Seq, string(v.hash[:])} }

// add checks that a line follows, and takes it in.
func (v *verification) add(line []byte) error {
	rec, err := linkOf(line)
	if err != nil {
		return v.here().damage(Changed, v.Seq+1, err.Error())
	}
	if v.Records == 0 && rec.beginsFile() {
		v.goesOn(rec)
		if err := v.checkpoints(); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(line)
	if rec.seq != v.Seq+1 || string(rec.prev) != string(v.hash[:]) {
		return v.here().diagnose(rec, hex.EncodeToString(sum[:]), v.lines)
	}
	if rec.tree != nil && v.rooted && !rec.tree.equal(v.tree) {
		return v.here().damage(Changed, rec.seq, "the tree that it carries is not that of the records before it")
	}
	if v.Records == 0 {
		v.First, v.FirstSeq = timeIn(rec.time), rec.seq
	}
	if string(rec.time) < string(v.time) {
		v.SetBack++
	}
	v.pending.note(rec.kind, rec.call, rec.seq)
	v.grow(line)
	if v.record != nil {
		v.record(rec.seq, line)
	}
	v.Records++
	v.Bytes += int64(len(line)) + 1
	v.Seq = rec.seq
	hex.Encode(v.hash[:], sum[:])
	v.time = append(v.time[:0], rec.time...)
	return nil
}

// goesOn begins at the first record of a file whose predecessors were moved away.
func (v *verification) goesOn(rec link) {
	v.Seq = rec.seq - 1
	copy(v.hash[:], rec.prev)
	v.rooted = rec.tree != nil && rec.tree.check() == nil && uint64(rec.tree.Size) == v.Seq
	if v.tree = (Tree{Size: int64(v.Seq)}); v.rooted {
		v.tree = rec.tree.clone()
		if v.subtree != nil {
			v.tree.subtrees(v.subtree)
		}
	}
}

func (v *verification) grow(line []byte) {
	if !v.rooted {
		v.tree.Size++
		return
	}
	v.tree.addLeaf(tlog.RecordHash(line), v.subtree)
}

// ends judges how the log ends: damage is what is wrong with its last line.
func (v *verification) ends(damage error) error {
	if len(v.expect) > 0 {
		most := v.expect[len(v.expect)-1]
		return v.here().damage(CutOff, v.Seq+1, fmt.Sprintf("it and all up to record %d are missing, which the checkpoint in %s covers", most.Size, most.from))
	}
	return damage
}

var (
	errTorn = errors.New("the line has no newline")
	errLong = errors.New("the line is too long")
)

// nextLine returns a line without its newline, good until the next one is read; with errTorn, what there is of it.
func nextLine(lines *bufio.Reader) ([]byte, error) {
	line, err := lines.ReadSlice('\n')
	switch {
	case err == io.EOF && len(line) > 0:
		return line, errTorn
	case err == bufio.ErrBufferFull || len(line) > maxLine:
		return nil, errLong
	case err != nil:
		return nil, err
	}
	return bytes.TrimSuffix(line, []byte("\n")), nil
}
