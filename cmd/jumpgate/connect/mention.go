package connect

import (
	"github.com/go-json-experiment/json"
	"github.com/pelletier/go-toml/v2"
	"github.com/tailscale/hujson"
)

// Mention is what a client was told of a jumpgate.
type Mention struct {
	Name    string   // of the entry
	Command string   // what it starts, with Args
	Args    []string //
}

// Mentions returns the entries of src that start a jumpgate. Those that only have its URL cannot be told from other servers.
func (c Client) Mentions(src []byte) (all []Mention, err error) {
	type told struct {
		Command string   `json:"command" toml:"command"`
		Args    []string `json:"args" toml:"args"`
	}
	servers := map[string]told{}
	if c.form == inTOML {
		var file map[string]any
		if err := toml.Unmarshal(src, &file); err != nil {
			return nil, err
		}
		text, err := toml.Marshal(file[c.table])
		if err != nil || file[c.table] == nil {
			return nil, err
		}
		if err := toml.Unmarshal(text, &servers); err != nil {
			return nil, err
		}
	} else {
		std, err := hujson.Standardize(src)
		if err != nil {
			return nil, err
		}
		var file map[string]any
		if err := json.Unmarshal(std, &file); err != nil {
			return nil, err
		}
		text, err := json.Marshal(file[c.table])
		if err != nil || file[c.table] == nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &servers); err != nil {
			return nil, err
		}
	}
	for name, s := range servers {
		if isJumpgate(s.Command) {
			all = append(all, Mention{name, s.Command, s.Args})
		}
	}
	return all, nil
}
