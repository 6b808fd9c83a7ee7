//go:build unix

package main

import "golang.org/x/sys/unix"

// noCoreDumps keeps a crash from writing the process's memory, and the key in
// it, to disk.
func noCoreDumps() error {
	return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
}
