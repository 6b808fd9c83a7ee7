package audit

import (
	"testing"
	"time"
)

func TestAnIDTellsWhenItWasMade(t *testing.T) {
	before := time.Now().Truncate(time.Millisecond)
	id := NewCallID()
	after := time.Now()
	for _, begin := range []string{id, id[:10]} {
		if at, ok := CallTime(begin); !ok || at.Before(before) || at.After(after) {
			t.Errorf("%s was made at %v, and not between %v and %v", begin, at, before, after)
		}
	}
	for _, other := range []string{"", id[:9], "call 12345678", "01KAGU0000"} {
		if _, ok := CallTime(other); ok {
			t.Errorf("%q tells a time", other)
		}
	}
}
