package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
)

// mostSecretBytes is far above any key, and bounds what a wrong path costs.
const mostSecretBytes = 16 << 10

// readSecretFile reads a secret from a regular file that its owner alone can
// write: who can write it chooses in whose name jumpgate acts. It follows
// links, and judges the file at their end. Kubernetes mounts its secrets so,
// readable by everyone in the container; that is warned of, not refused.
func readSecretFile(log *slog.Logger, key, path string) (string, error) {
	info, err := os.Stat(path) // before opening, which would wait for the writer of a pipe
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%s: %s is not a regular file", key, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // what will be read, whatever path has become meanwhile
		return "", fmt.Errorf("%s: %w", key, err)
	}
	mode := info.Mode()
	switch {
	case !mode.IsRegular():
		return "", fmt.Errorf("%s: %s is not a regular file", key, path)
	case runtime.GOOS == "windows": // its modes say nothing about others
	case mode.Perm()&0o022 != 0:
		return "", fmt.Errorf("%s: %s may be written by its group or by everyone (mode %04o): chmod go-w %s", key, path, mode.Perm(), path)
	case mode.Perm()&0o004 != 0:
		log.Warn("the file of a secret may be read by everyone: chmod o-r, unless nobody else reaches its folder", "key", key, "file", path, "mode", fmt.Sprintf("%04o", mode.Perm()))
	}
	b, err := io.ReadAll(io.LimitReader(f, mostSecretBytes+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s: %w", key, err)
	case len(b) > mostSecretBytes:
		return "", fmt.Errorf("%s: %s is longer than %d bytes, so it is no key", key, path, mostSecretBytes)
	}
	return string(b), nil
}
