//go:build unix

package audit

import (
	"strings"
	"testing"
)

// Who reads that the disk is full reads also what of it is the log's own.
func TestWhereSpaceIsLowTheLogsOwnOldFilesAreNamed(t *testing.T) {
	l, _ := newLog(t, Options{MinFree: 1000, RotateSize: 2 << 10})
	low := int64(1 << 30)
	l.disk.free = func(string) (int64, error) { return low, nil }
	for range 8 {
		mustAppend(t, l, intent())
	}
	older, err := Segments(l.path)
	if err != nil || len(older) < 2 {
		t.Fatalf("there are %d full files: %v", len(older), err)
	}
	low = 10
	if _, err := l.Append(intent()); err == nil || !strings.Contains(err.Error(), "full files of this log beside it, the oldest may be moved elsewhere") {
		t.Errorf("it says %v", err)
	}
}
