package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// trailLines are lines of an audit trail.
type trailLines = iter.Seq2[audit.Line, error]

// until stops reading when ctx ends: a trail may be long.
func until(ctx context.Context, lines trailLines) trailLines {
	return func(yield func(audit.Line, error) bool) {
		for line, err := range lines {
			if ctx.Err() != nil {
				yield(line, errors.New("it was stopped before the end of the audit trail"))
				return
			}
			if !yield(line, err) {
				return
			}
		}
	}
}

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
		return fmt.Errorf("%s no audit record and passed over: `jumpgate audit verify` tells what is wrong", wasOrWere(bad))
	}
	return nil
}
