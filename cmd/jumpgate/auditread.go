package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// eachRecord ranges over entries, and passes over lines that are no records with
// a warning and an error at the end: nobody is to take what is left for all.
func eachRecord(entries iter.Seq2[audit.Entry, error], do func(audit.Entry) error) error {
	bad := 0
	for e, err := range entries {
		var noRecord *audit.NoRecord
		switch {
		case errors.As(err, &noRecord):
			if bad++; bad <= 3 {
				fmt.Fprintf(os.Stderr, "warning: %v: it is passed over\n", err)
			}
			continue
		case err != nil:
			return err
		}
		if err := do(e); err != nil {
			return err
		}
	}
	if bad > 0 {
		return passedOver(bad)
	}
	return nil
}

// passedOver is the error of lines that are no records, once all others were read.
type passedOver int

func (n passedOver) Error() string {
	return wasOrWere(int(n)) + " no audit record and passed over: `jumpgate audit verify` tells what is wrong"
}

// patience tells a person who waits what is taking so long, until it is stopped.
func patience(path string) *time.Timer {
	return time.AfterFunc(2*time.Second, func() {
		if onTerminal() {
			fmt.Fprintf(os.Stderr, "Reading %s; what is read for the first time takes a while.\n", path)
		}
	})
}
