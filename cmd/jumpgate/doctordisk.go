package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// cannotWrite is why a server could not write its trail, and what to do;
// nothing where it could. What it tries is taken away again.
func (d *doctor) cannotWrite(path string, isThere bool) (says, next string) {
	free, err := audit.Free(path)
	if least := sizeOf(d.config.Audit.MinFree); err == nil && free < least {
		return fmt.Sprintf("%s: its disk has %d MiB left, and with less than %s nothing is done", path, free>>20, d.config.Audit.MinFree), "make room, or set audit.min_free or audit.path"
	}
	if isThere {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err.Error(), "run this as the user that the server runs as"
		}
		f.Close()
		return "", ""
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".jumpgate-doctor-*")
	if err != nil {
		return fmt.Sprintf("%s is not there yet, and cannot be: %v", path, err), "make its folder, writable for the user that the server runs as, or set audit.path"
	}
	f.Close()
	os.Remove(f.Name())
	return "", ""
}
