// Command jumpgate is a governed MCP server for JumpCloud: it holds the API
// key, gives each AI agent its own identity and grants, and records every call
// before it is made. The other packages do the work; this one reads the
// command line and the configuration, and wires them together.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// The exit codes, for scripts.
const (
	exitFailed     = 1
	exitUsage      = 2
	exitDenied     = 3
	exitIncomplete = 4 // of an export: rows may be missing
)

func main() { os.Exit(run(os.Args[1:])) }

// run is main without the exit, so that tests can call it as a command.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), ends()...)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var coded *exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		if coded.err != nil {
			fmt.Fprintln(os.Stderr, "jumpgate:", audit.Blot(coded.err.Error()))
		}
		return coded.code
	}
	// What cobra itself refuses (an unknown command, flag or argument) never
	// reached a command.
	fmt.Fprintln(os.Stderr, "jumpgate:", audit.Blot(err.Error()))
	fmt.Fprintln(os.Stderr, "Run 'jumpgate --help' for the commands and their flags.")
	return exitUsage
}

// An exitError carries a command's exit code; a nil err says nothing more.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprint("exit code ", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }
