package audit

import (
	"cmp"
	"maps"
	"slices"
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

	Unfinished []Unfinished // calls with an intent and no outcome, the oldest first
	SetBack    int          // records whose clock stood before that of the record before them

	Key          string // whose signatures were checked; "" when none was
	Checkpoints  int    // how many the records were held against
	Given        int    // how many of these were given
	Checkpointed int64  // how many records the last of them covers
	TooOld       int    // how many are about records that were moved away
}

// Unfinished is a call of which the log does not say what came of it.
type Unfinished struct {
	Call string
	Seq  uint64 // of its intent
	Gone bool   // the server that made it has stopped, or another one started since: nobody is at work on it any more
}

// pending are the calls under way at one place of a log.
type pending map[string]Unfinished

func (p pending) note(kind, call []byte, seq uint64) {
	switch Kind(kind) {
	case CallIntent:
		p[string(call)] = Unfinished{Call: string(call), Seq: seq}
	case CallOutcome:
		delete(p, string(call))
	case ServerStart, ServerStop:
		for call, u := range p {
			u.Gone = true
			p[call] = u
		}
	}
}

func (p pending) list() []Unfinished {
	return slices.SortedFunc(maps.Values(p), func(a, b Unfinished) int { return cmp.Compare(a.Seq, b.Seq) })
}
