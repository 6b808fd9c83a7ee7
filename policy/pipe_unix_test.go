//go:build unix

package policy

import (
	"path/filepath"
	"syscall"
	"testing"
)

// Opening a pipe waits for someone to write into it: a server would hang at start.
func TestAPipeIsRefusedWithoutWaitingForItsWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.yaml")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	mustNotLoad(t, path, "a policy must be a regular file")
	mustNotLoad(t, "/dev/null", "a policy must be a regular file")
}
