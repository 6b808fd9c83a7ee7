package main

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// ends are the signals after which calls in flight finish and are recorded.
// SIGHUP is a terminal that closes; under nohup it stays ignored.
func ends() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// hangups are the SIGHUPs that come from here on. To a server they say that its
// policy has changed, and end nothing.
func hangups() <-chan os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return nil
	}
	signal.Reset(syscall.SIGHUP)
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	return asked
}

// onTerminal says whether standard error leads to a terminal, and one that has
// not hung up.
func onTerminal() bool { return term.IsTerminal(int(os.Stderr.Fd())) }
