package approval

import (
	"errors"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// Why an entry is void.
const (
	ranOut    = "its time was over"
	otherRule = "another policy came into force"
	elsewhere = "it was asked about another directory"
	disabled  = "the agent was disabled"
)

// Sweep records what ran out. A program calls it again and again; nothing that
// has run out counts until then.
func (b *Book) Sweep() error {
	return b.drop(func(e *Entry) string { return "" })
}

// Keep makes all void but what was asked under a policy: its hash is given.
func (b *Book) Keep(policy string) error {
	return b.drop(func(e *Entry) string {
		switch {
		case e.Policy != policy:
			return otherRule
		case e.Directory != b.directory:
			return elsewhere
		}
		return ""
	})
}

// Drop makes void what an agent asked for, who has been disabled.
func (b *Book) Drop(agent string) error {
	return b.drop(func(e *Entry) string {
		if e.Who.Agent == agent {
			return disabled
		}
		return ""
	})
}

// drop takes out what has run out, and that for which there is a reason. It
// counts no more even when that cannot be recorded or kept: a restart finds it
// as it was, and drops it for the same reason.
func (b *Book) drop(why func(*Entry) string) error {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var failed error
	gone := false
	for _, e := range b.sorted() {
		reason := why(e)
		if !b.now().Before(e.Expires) {
			reason = ranOut
		}
		if reason == "" {
			continue
		}
		delete(b.entries, e.ID)
		gone = true
		if e.State == Waiting || e.State == Granted {
			failed = errors.Join(failed, b.record(audit.ApprovalExpired, e, Verdict{}, reason))
		}
	}
	if !gone {
		return nil
	}
	return errors.Join(failed, b.save())
}
