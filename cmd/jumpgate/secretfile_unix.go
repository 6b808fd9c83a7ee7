//go:build unix

package main

import (
	"io/fs"
	"os"
	"syscall"
)

// forbidden are the rights to a secret's file that nobody should have.
func forbidden(info os.FileInfo) fs.FileMode {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0o077
	}
	return forbiddenTo(owner.Uid, uint32(os.Geteuid()))
}

// forbiddenTo judges by who owns the file, and who reads it. Where root owns
// it and we are not root, only our group can let us read it: Kubernetes mounts
// secrets so for its fsGroup.
func forbiddenTo(owner, self uint32) fs.FileMode {
	if owner == 0 && self != 0 {
		return 0o037
	}
	return 0o077
}
