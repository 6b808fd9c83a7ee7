package audit

import "fmt"

// unwitnessed says whether the checkpoints of a log that is being opened are gone: it has the file from its first moment on, and soon something in it, unless nobody but who needs no key ever wrote to it.
func (l *Log) unwitnessed() (bool, error) {
	if l.seq == 0 || l.notary.last != nil {
		return false, nil
	}
	if l.notary.made || l.seq > 10*checkpointEvery {
		return true, nil
	}
	var newest link
	for line, err := range l.back() {
		if err != nil {
			return false, fmt.Errorf("audit log %s: %w", l.path, err)
		}
		r, err := linkOf(line)
		if err != nil {
			return false, fmt.Errorf("audit log %s: one of its lines: %w", l.path, err)
		}
		kind := Kind(r.kind)
		if newest.seq == 0 {
			newest = link{seq: r.seq, time: append([]byte(nil), r.time...)}
			if kind == ServerStop {
				return true, nil // a log is closed with a checkpoint
			}
		}
		if unsigned := kind == AgentDisabled || kind == AgentEnabled; !unsigned && timeIn(newest.time).Sub(timeIn(r.time)) > 2*checkpointAfter {
			return true, nil
		}
	}
	return false, nil
}
