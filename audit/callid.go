package audit

import (
	"crypto/rand"
	"encoding/binary"
	"time"
)

// NewCallID returns a new id for a call: a ULID, 26 characters that sort by the millisecond in which they were made.
func NewCallID() string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var random [10]byte
	rand.Read(random[:])
	high := uint64(time.Now().UnixMilli())<<16 | uint64(binary.BigEndian.Uint16(random[:2]))
	low := binary.BigEndian.Uint64(random[2:])

	var id [26]byte
	for i := len(id) - 1; i >= 0; i-- {
		id[i] = digits[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(id[:])
}
