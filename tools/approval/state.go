package approval

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A file is what a store keeps.
type file struct {
	Version int     `json:"version"`
	Entries []Entry `json:"entries"`
}

func encode(entries map[string]*Entry) ([]byte, error) {
	f := file{Version: 1, Entries: []Entry{}}
	for _, id := range slices.Sorted(maps.Keys(entries)) {
		f.Entries = append(f.Entries, *entries[id])
	}
	src, err := json.Marshal(f, json.Deterministic(true), jsontext.WithIndent(" "))
	return append(src, '\n'), err
}

// decode reads what encode wrote. A call that had used an approval when the
// program ended may have been made: nobody gets it again.
func decode(src []byte) (map[string]*Entry, error) {
	entries := map[string]*Entry{}
	if len(src) == 0 {
		return entries, nil
	}
	var f file
	if err := json.Unmarshal(src, &f, json.RejectUnknownMembers(true)); err != nil || f.Version != 1 {
		return nil, fmt.Errorf("it is no list of approvals of version 1: move it aside, and what waited in it has to be asked again")
	}
	for _, e := range f.Entries {
		if e.State == used {
			continue
		}
		if e.ID == "" || len(e.Needs) == 0 || len(e.Digest) == 0 || e.Who.Agent == "" {
			return nil, fmt.Errorf("entry %.20q of the list of approvals is not whole: move the list aside, and what waited in it has to be asked again", e.ID)
		}
		entries[e.ID] = &e
	}
	return entries, nil
}
