package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// hideMemory keeps the key in our memory from others: a crash writes no core
// dump, not even to a program that collects them, and other processes of the
// same user, such as an agent's shell, read neither memory nor environment.
func hideMemory() error {
	return errors.Join(unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}), unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0))
}
