//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// hideMemory keeps a crash from writing our memory, and the key in it, to disk.
func hideMemory() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
