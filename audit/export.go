package audit

import (
	"fmt"
	"strings"
)

// counts is the format of a listing that is read in full and written nowhere.
const counts = "counts"

func exports(r Record) bool { return r.What != nil && r.What.Export != nil }

// inFull says of a call that it is an export.
func inFull(r Record) string {
	if !exports(r) {
		return ""
	}
	e := r.What.Export
	if e.Format == counts {
		return " in full, to count them"
	}
	said := " in full, as an export in " + strings.ToUpper(clip(e.Format, 12))
	if e.After > 0 {
		said += fmt.Sprintf(" that goes on after row %d", e.After)
	}
	return said
}

// exported says what came of an export: a part of a listing is never told as if it were whole.
func exported(o Outcome, format string) string {
	said := answered(o, "requests")
	switch {
	case o.Code == "changed":
		said += "; the directory changed while it was read, so rows may be missing"
	case o.Code == "moved":
		return said + "; the rows before the place where the export had stopped have moved, so it cannot go on. Nothing was written."
	case o.Code == "output_failed":
		said += "; what came could not be written"
	case o.Result == "error":
		said += meaning(o)
	}
	if o.Result == "unknown" || o.Items == nil {
		return said + "; how much of the export was written is not known."
	}
	if format == counts {
		if o.Result != "ok" {
			return said + "; the count was given up."
		}
		return said + fmt.Sprintf("; %d rows were counted.", *o.Items)
	}
	written := fmt.Sprintf("%d rows are written", *o.Items)
	if *o.Items == 1 {
		written = "1 row is written"
	}
	if o.Result == "ok" {
		return said + "; the export is complete: " + written + "."
	}
	return said + "; the export is incomplete: " + written + "."
}
