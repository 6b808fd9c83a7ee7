//go:build unix

package index

import (
	"io/fs"
	"os"
	"syscall"
)

// ours says that a file or folder is this user's, and that nobody else may write to it: who can write an index can leave records out of it.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid() && info.Mode()&0o022 == 0
}
