package audit

import (
	"bytes"
	"strconv"
	"time"
)

const timeForm = "2006-01-02T15:04:05.000000Z"

// quickLink reads the beginning and the end of a line that this package wrote, and nothing of what is between; whether the line is a record is for [linkOf] to say.
func quickLink(line []byte) (q link, ok bool) {
	const suffix = len(`,"prev":""}`) + 64
	rest, ok := bytes.CutPrefix(line, []byte(`{"v":1,"seq":`))
	if !ok || len(rest) < suffix {
		return q, false
	}
	last := rest[len(rest)-suffix:]
	if !bytes.HasPrefix(last, []byte(`,"prev":"`)) || !bytes.HasSuffix(last, []byte(`"}`)) {
		return q, false
	}
	q.prev = last[len(`,"prev":"`):][:64]
	digits := bytes.IndexByte(rest[:21], ',')
	if digits <= 0 || rest[0] == '0' {
		return q, false
	}
	var err error
	if q.seq, err = strconv.ParseUint(string(rest[:digits]), 10, 64); err != nil {
		return q, false
	}
	if rest, ok = bytes.CutPrefix(rest[digits:], []byte(`,"time":"`)); !ok || len(rest) < len(timeForm) {
		return q, false
	}
	q.time, rest = rest[:len(timeForm)], rest[len(timeForm):]
	if rest, ok = bytes.CutPrefix(rest, []byte(`","kind":"`)); !ok {
		return q, false
	}
	if q.kind, rest, ok = plainText(rest); !ok {
		return q, false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte(`,"call":"`)); ok {
		if q.call, _, ok = plainText(rest); !ok {
			return q, false
		}
	}
	return q, true
}

// plainText is what stands before the next quote, unless something in it is escaped.
func plainText(b []byte) (text, rest []byte, ok bool) {
	text, rest, ok = bytes.Cut(b, []byte(`"`))
	return text, rest, ok && bytes.IndexByte(text, '\\') < 0
}

func timeIn(b []byte) time.Time {
	at, _ := time.Parse(timeForm, string(b)) // what is no time is told as none
	return at
}
