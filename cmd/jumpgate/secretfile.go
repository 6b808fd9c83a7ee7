package main

import (
	"fmt"
	"io"
	"os"
)

// mostSecretBytes is far above any key, and bounds what a wrong path costs.
const mostSecretBytes = 16 << 10

// readSecretFile reads a secret from a regular file that nobody else can read
// or write: who can write it chooses in whose name jumpgate acts. It follows
// links, and judges the file at their end, since Kubernetes mounts its secrets
// so.
func readSecretFile(path string) (string, error) {
	info, err := os.Stat(path) // before opening, which would wait for the writer of a pipe
	if err != nil {
		return "", fmt.Errorf("%w: name a file that is there and that jumpgate's user can read", err)
	}
	if err := keepsSecret(path, info); err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%w: name a file that jumpgate's user can read", err)
	}
	defer f.Close()
	if info, err = f.Stat(); err == nil { // what will be read, whatever path has become meanwhile
		err = keepsSecret(path, info)
	}
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(f, mostSecretBytes+1))
	switch {
	case err != nil:
		return "", err
	case len(b) > mostSecretBytes:
		return "", fmt.Errorf("%s is longer than %d bytes, so it is no key: name the file that holds the key alone", path, mostSecretBytes)
	}
	return string(b), nil
}

func keepsSecret(path string, info os.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file: name one that holds the key alone", path)
	}
	if mode := info.Mode().Perm(); mode&forbidden(info) != 0 {
		return fmt.Errorf("%s may be read or written by others (mode %04o): chmod 600 %s; for a mounted secret, set its mode to 0400", path, mode, path)
	}
	return nil
}
