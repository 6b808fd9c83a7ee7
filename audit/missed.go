package audit

import (
	"errors"
	"fmt"
	"time"
)

// missed is what could not be recorded since the log was last written. Outcomes are kept: the calls were made.
type missed struct {
	since    time.Time
	cause    string
	records  int
	failed   bool // to write, and not only for want of space
	outcomes []Record
}

// mostKept is how many outcomes are kept until they can be written.
const mostKept = 1024

func (m *missed) add(r Record, err error, now time.Time) {
	m.skip(err, now)
	m.failed = true
	if r.Kind == CallOutcome && len(m.outcomes) < mostKept {
		r.Time = time.Time{}
		m.outcomes = append(m.outcomes, r)
	}
}

func (m *missed) skip(err error, now time.Time) {
	if m.records == 0 {
		m.since = now
		var unavailable *Unavailable
		if errors.As(err, &unavailable) {
			err = unavailable.Err
		}
		m.cause = err.Error()
	}
	m.records++
}

// due says whether the next record tells of what is missing. Where space is low, that can wait too, unless more than space was missing or nothing else will come.
func (m *missed) due(low bool) bool { return m.records > 0 && (m.failed || !low) }

// record tells that the log is written again, and what is missing.
func (m missed) record() Record {
	r := Record{Kind: LogRecovered, Decision: &Decision{Reason: m.cause}, Outcome: &Outcome{Items: new(m.records - len(m.outcomes))}, Message: m.sentence()}
	if len(m.outcomes) > 0 {
		r.What = &What{}
		for _, late := range m.outcomes[:min(len(m.outcomes), mostNamed)] {
			r.What.Targets = append(r.What.Targets, Target{Kind: "call", ID: late.Call})
		}
	}
	return r
}

// late are the outcomes that follow it.
func (m missed) late() []*entry {
	batch := make([]*entry, len(m.outcomes))
	for i, r := range m.outcomes {
		batch[i] = &entry{record: r.own()}
	}
	return batch
}

func (m missed) sentence() string {
	said := "The log can be written again. From " + m.since.UTC().Format("2006-01-02 15:04:05") + " UTC on it could not: " + stop(clip(m.cause, 300))
	switch gone := m.records - len(m.outcomes); gone {
	case 0:
	case 1:
		said += " 1 record is missing, and nothing was done that it would have announced."
	default:
		said += fmt.Sprintf(" %d records are missing, and nothing was done that they would have announced.", gone)
	}
	switch late := len(m.outcomes); late {
	case 0:
	case 1:
		said += " The outcome of call " + clip(m.outcomes[0].Call, 40) + " follows late; its agent was told that it is not recorded."
	default:
		said += fmt.Sprintf(" The outcomes of %d calls follow late; their agents were told that they are not recorded.", late)
	}
	return said
}
