package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// switches are the agents that people have disabled, or enabled again: a file
// beside the audit trail, which commands write and servers look at. It is there
// whatever state the policy is in.
type switches struct {
	Version int                    `json:"version"`
	Agents  map[string]switchEntry `json:"agents"`
}

// A switchEntry is what was done to an agent last, and by whom: an
// operating-system user.
type switchEntry struct {
	Disabled bool      `json:"disabled"`
	Time     time.Time `json:"time"`
	User     string    `json:"user"`
	UID      string    `json:"uid"`
	Reason   string    `json:"reason,omitzero"`
}

// switchPath is where the switches of a trail stand; seenPath has those that
// the trail tells of.
func switchPath(trail string) string { return trail + ".disabled" }
func seenPath(trail string) string   { return trail + ".disabled.recorded" }

// noSwitches is nobody disabled.
func noSwitches() switches { return switches{Version: 1, Agents: map[string]switchEntry{}} }

// readSwitches reads such a file of a trail. Where there is none, nobody is disabled.
func readSwitches(path, trail string) (switches, error) {
	src, err := readBeside(path, trail)
	if errors.Is(err, fs.ErrNotExist) {
		return noSwitches(), nil
	}
	if err != nil {
		return noSwitches(), err
	}
	return parseSwitches(path, src)
}

// readBeside reads a file that nobody but root and the trail's owner can write:
// it says who may act.
func readBeside(path, trail string) ([]byte, error) {
	src, err := policy.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if link, lost := os.Readlink(path); lost == nil { // such as to a volume that is not mounted
			return nil, fmt.Errorf("%s is a link to %s, which is not there", path, link)
		}
	}
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return src, ownedAs(path, info, trail)
}

func parseSwitches(path string, src []byte) (switches, error) {
	var s switches
	if err := json.Unmarshal(src, &s, json.RejectUnknownMembers(true)); err != nil || s.Version != 1 || s.Agents == nil {
		return noSwitches(), fmt.Errorf("%s is no list of disabled agents of version 1", path)
	}
	for name := range s.Agents {
		if !policy.ValidName(name) {
			return noSwitches(), fmt.Errorf("%s: %+.60q is no agent's name", path, name)
		}
	}
	return s, nil
}

func (s switches) encode() ([]byte, error) {
	b, err := json.Marshal(s, json.Deterministic(true), jsontext.WithIndent("  "))
	return append(b, '\n'), err
}

// denyingAll is what comes of a file that cannot be used, and what to do.
const denyingAll = "every agent is denied until it is mended or removed; who is disabled stands in the audit trail"

// changeSwitches reads, changes and writes the switches of a trail. Who does so
// at the same time waits for the other.
func changeSwitches(trail string, change func(switches)) error {
	path := switchPath(trail)
	unfinished, err := alone(path + ".new")
	if err != nil {
		return err
	}
	if err := changed(unfinished, path, trail, change); err != nil {
		unfinished.Close()
		os.Remove(unfinished.Name()) // which is ours for as long as it has this name
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func changed(unfinished *os.File, path, trail string, change func(switches)) error {
	s, err := readSwitches(path, trail)
	if err != nil {
		return fmt.Errorf("%w: %s", err, denyingAll)
	}
	change(s)
	src, err := s.encode()
	if err != nil {
		return err
	}
	return finish(unfinished, src, path, trail)
}

// alone makes a file that one process at a time can make.
func alone(path string) (*os.File, error) {
	for deadline := time.Now().Add(2 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil || !errors.Is(err, fs.ErrExist) {
			return f, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("%s is there: another command is at work, or one was cut short; if none is, remove that file", path)
		}
	}
}

// finish gives a file its content and its name, when it is whole on disk.
func finish(f *os.File, src []byte, path, like string) error {
	_, err := f.Write(src)
	if err := errors.Join(err, ownAs(f, like), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// replaceBeside puts src in the place of a file beside a trail, when it is whole
// on disk. It is for what one process writes: the one that has the trail.
func replaceBeside(path, trail string, src []byte) error {
	if err := os.Remove(path + ".new"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := alone(path + ".new")
	if err != nil {
		return err
	}
	if err := finish(f, src, path, trail); err != nil {
		return fmt.Errorf("%s could not be written: %w", path, err)
	}
	return syncFolder(filepath.Dir(path))
}

// same says whether two lists say the same.
func (s switches) same(other switches) bool {
	a, errA := s.encode()
	b, errB := other.encode()
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
