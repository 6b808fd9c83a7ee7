package audit

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"time"
)

const idDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCallID returns a new id for a call: a ULID, 26 characters that sort by the millisecond in which they were made.
func NewCallID() string {
	var random [10]byte
	rand.Read(random[:])
	high := uint64(time.Now().UnixMilli())<<16 | uint64(binary.BigEndian.Uint16(random[:2]))
	low := binary.BigEndian.Uint64(random[2:])

	var id [26]byte
	for i := len(id) - 1; i >= 0; i-- {
		id[i] = idDigits[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(id[:])
}

// CallTime returns the millisecond in which an id was made, of which the first ten characters are enough. ok is false for what is no beginning of an id, or too short.
func CallTime(id string) (at time.Time, ok bool) {
	if len(id) < 10 {
		return time.Time{}, false
	}
	var ms int64
	for _, digit := range []byte(id[:10]) {
		value := strings.IndexByte(idDigits, digit)
		if value < 0 {
			return time.Time{}, false
		}
		ms = ms<<5 | int64(value)
	}
	return time.UnixMilli(ms).UTC(), true
}
