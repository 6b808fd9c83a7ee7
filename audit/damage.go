package audit

import (
	"bufio"
	"fmt"
)

// Fault is a way in which a log can be wrong.
type Fault string

const (
	Changed    Fault = "changed"
	Missing    Fault = "missing"
	OutOfOrder Fault = "out of order"
	Doubled    Fault = "doubled"
	Torn       Fault = "torn tail"
	CutOff     Fault = "cut off"   // the end of the log, which a checkpoint covers
	Rewritten  Fault = "rewritten" // every record follows, but they are not what a checkpoint covers
)

// Damage is the first thing that is wrong with a log.
type Damage struct {
	Fault Fault
	Line  int    // where it shows, from 1
	Seq   uint64 // the record that is changed, missing, moved, doubled or torn
	Text  string // how it shows
}

func (d *Damage) Error() string {
	return fmt.Sprintf("record %d, line %d: %s: %s", d.Seq, d.Line, d.Fault, d.Text)
}

// place is a line of the log, and the number and hash of the record before it.
type place struct {
	line int
	seq  uint64
	hash string
}

func (p place) damage(fault Fault, seq uint64, text string) *Damage {
	return &Damage{Fault: fault, Line: p.line, Seq: seq, Text: text}
}

// diagnose finds out why a record does not follow from the line before it. Its own hash and the lines after it tell an edited record from a moved or a missing one.
func (p place) diagnose(rec link, digest string, rest *bufio.Reader) *Damage {
	due := p.seq + 1
	switch {
	case string(rec.prev) == p.hash:
		return p.damage(Changed, due, fmt.Sprintf("it follows from the line before it, but calls itself record %d", rec.seq))
	case rec.seq == due:
		return p.editedBeside(digest, rest)
	case rec.seq < due:
		return p.damage(Doubled, rec.seq, "a record with this number already stands further up")
	case standsLater(due, rest):
		return p.damage(OutOfOrder, due, fmt.Sprintf("record %d stands in its place, and it stands further down", rec.seq))
	case rec.seq == due+1:
		return p.damage(Missing, due, fmt.Sprintf("record %d stands in its place, and it stands nowhere below", rec.seq))
	default:
		return p.damage(Missing, due, fmt.Sprintf("it and all up to record %d are missing", rec.seq-1))
	}
}

// editedBeside tells which of two neighbours was edited: a record whose successor still carries its hash was not.
func (p place) editedBeside(digest string, rest *bufio.Reader) *Damage {
	due := p.seq + 1
	line, err := nextLine(rest)
	if err == nil && p.seq > 0 {
		if next, err := linkOf(line); err == nil && string(next.prev) == digest {
			before := place{line: p.line - 1}
			return before.damage(Changed, p.seq, fmt.Sprintf("record %d carries another hash of it", due))
		}
	}
	if err != nil && p.seq > 0 {
		return p.damage(Changed, due, fmt.Sprintf("it does not carry the hash of record %d: one of the two was changed", p.seq))
	}
	return p.damage(Changed, due, "it does not carry the hash of the line before it")
}

// standsLater searches the rest of the log, which may take a while: a log that is damaged is worth it.
func standsLater(seq uint64, rest *bufio.Reader) bool {
	for {
		line, err := nextLine(rest)
		if err != nil {
			return false
		}
		if rec, err := linkOf(line); err == nil && rec.seq == seq {
			return true
		}
	}
}
