package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// howLong a command waits until a server has taken what it says.
const howLong = 5 * time.Second

// switchAgent disables or enables an agent, and waits until that is recorded: by
// the server that runs, or by itself when there is none.
func switchAgent(ctx context.Context, trail, name string, entry switchEntry) error {
	entry.Time = time.Now().UTC().Truncate(time.Microsecond)
	entry.User, entry.UID = operator()
	var was switchEntry
	err := changeSwitches(trail, func(s switches) {
		if was = s.Agents[name]; was.Disabled != entry.Disabled {
			s.Agents[name] = entry
		}
	})
	if err != nil {
		return err
	}
	// Also where nothing is changed: a command before this one may have written
	// what no server has taken.
	took, err := recordSwitch(ctx, trail)
	if err != nil {
		return fmt.Errorf("%s is %s, but %w", name, word(entry), err)
	}
	if was.Disabled == entry.Disabled {
		_, err := fmt.Println(already(name, was))
		return err
	}
	_, err = fmt.Printf("%s is %s: %s\n", name, word(entry), took)
	return err
}

func already(name string, was switchEntry) string {
	if was.User == "" {
		return name + " was not disabled: nothing is changed."
	}
	return name + " was already " + was.String() + ": nothing is changed."
}

func word(e switchEntry) string {
	if e.Disabled {
		return "disabled"
	}
	return "enabled"
}

// recordSwitch has the trail tell of a change, and says who saw to it.
func recordSwitch(ctx context.Context, trail string) (took string, err error) {
	const atStart = "no server has run with this trail yet; one that starts takes it."
	if _, err := os.Stat(trail); errors.Is(err, fs.ErrNotExist) {
		return atStart, nil // and the trail is for a server to make
	}
	for deadline := time.Now().Add(howLong); ; {
		log, openErr := audit.Open(trail, audit.Options{Unsigned: true, Where: audit.Where{Host: hostname(), Server: version(), Instance: audit.NewCallID()}})
		if openErr == nil {
			_, err := newKillSwitch(trail, log, slog.New(slog.DiscardHandler))
			return "no server is running with this trail; one that starts takes it.", errors.Join(err, log.Close())
		}
		want, err := readSwitches(switchPath(trail), trail)
		if err != nil {
			return "", err
		}
		if seen, err := readSwitches(seenPath(trail), trail); err == nil && seen.same(want) {
			return "the running server has taken it.", nil
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("within %v no running server has taken it (an older version?), and it could not be recorded: %w", howLong, openErr)
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("nobody waited for a server to take it: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}
