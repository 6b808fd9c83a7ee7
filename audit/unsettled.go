package audit

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// mostNamed is how many calls under way a record names.
const mostNamed = 64

// nameOpen has a record name the calls whose intents stand before it, in the log or in the batch, and whose outcomes do not. Whoever looks for such calls need not look behind it.
func (l *Log) nameOpen(r *Record, batch []*entry) {
	open := maps.Clone(l.calls)
	for _, e := range batch {
		switch {
		case e.unfit != nil:
		case e.record.Kind == CallIntent:
			open[e.record.Call] = struct{}{}
		case e.record.Kind == CallOutcome:
			delete(open, e.record.Call)
		}
	}
	if len(open) == 0 {
		return
	}
	if r.What == nil {
		r.What = &What{}
	}
	r.What.Targets = slices.DeleteFunc(r.What.Targets, func(t Target) bool { return t.Kind == "call" }) // of an attempt that failed
	if r.Outcome == nil {
		r.Outcome = &Outcome{}
	}
	r.Outcome.Items = new(len(open))
	for _, call := range slices.Sorted(maps.Keys(open))[:min(len(open), mostNamed)] {
		r.What.Targets = append(r.What.Targets, Target{Kind: "call", ID: call})
	}
}

// named are the calls under way at a record of nameOpen; not ok says that it does not name them all.
func (r Record) named() (open map[string]bool, ok bool) {
	open = map[string]bool{}
	if r.What != nil {
		for _, t := range r.What.Targets {
			if t.Kind == "call" {
				open[t.ID] = true
			}
		}
	}
	return open, r.Outcome == nil || r.Outcome.Items == nil || *r.Outcome.Items == len(open)
}

// unsettled are the intents without an outcome, the newest first, from lines that are read backwards: as far as the last record behind which all is known.
func unsettled(lines iter.Seq2[[]byte, error]) (found []Record, err error) {
	settled := map[string]bool{}
	var left map[string]bool // those that are still looked for, once a record has named them
	for line, err := range lines {
		if err != nil {
			return nil, err
		}
		kind, call := headOf(line)
		switch kind {
		case ServerStart: // what came before was settled when it was written
			return found, nil
		case ServerStop, LogRotated:
			if left == nil {
				left, err = leftAt(line, settled)
			}
		case CallOutcome:
			settled[call] = true
		case CallIntent:
			if settled[call] || left != nil && !left[call] {
				continue
			}
			var r Record
			r, err = parse(line)
			settled[call] = true
			found = append(found, r)
			delete(left, call)
		}
		if err != nil {
			return nil, fmt.Errorf("one of its lines is no audit record")
		}
		if left != nil && len(left) == 0 {
			return found, nil
		}
	}
	return found, nil
}

// leftAt are the calls that a record names and that were not settled since; nil when it does not name them all.
func leftAt(line []byte, settled map[string]bool) (map[string]bool, error) {
	r, err := parse(line)
	if err != nil {
		return nil, err
	}
	open, ok := r.named()
	if !ok {
		return nil, nil
	}
	for call := range settled {
		delete(open, call)
	}
	return open, nil
}

// headOf reads the kind of a record and its call from the beginning of its line.
func headOf(line []byte) (Kind, string) {
	_, rest, ok := bytes.Cut(line[:min(len(line), 256)], []byte(`,"kind":"`))
	if !ok {
		return "", ""
	}
	kind, rest, _ := bytes.Cut(rest, []byte(`"`))
	rest, ok = bytes.CutPrefix(rest, []byte(`,"call":"`))
	if !ok {
		return Kind(kind), ""
	}
	call, _, _ := bytes.Cut(rest, []byte(`"`))
	return Kind(kind), string(call)
}

// unknownOutcome is what is recorded of a call that was under way when the server ended.
func unknownOutcome(r Record) Record {
	out := Record{Kind: CallOutcome, Call: r.Call, Parent: r.Parent, Who: r.Who, Outcome: &Outcome{Result: "unknown", Code: "interrupted"},
		Message: "The server restarted and found call " + clip(r.Call, 40) + " with an intent but no outcome: it may or may not have reached JumpCloud."}
	if w := r.What; w != nil {
		out.What = &What{Tool: w.Tool, Resource: w.Resource, Class: w.Class, Method: w.Method, Path: w.Path, Targets: w.Targets, Export: w.Export}
	}
	if r.Where != nil {
		out.Where = &Where{OrgID: r.Where.OrgID}
	}
	return out
}
