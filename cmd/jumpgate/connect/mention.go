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
	var file map[string]any
	if c.form == inTOML {
		err = toml.Unmarshal(src, &file)
	} else if src, err = hujson.Standardize(src); err == nil {
		err = json.Unmarshal(src, &file)
	}
	if err != nil {
		return nil, err
	}
	for name, said := range serversIn(file, c.table) {
		entry, _ := said.(map[string]any) // of another form is no jumpgate's, such as those with a command in parts
		command, _ := entry["command"].(string)
		if !isJumpgate(command) {
			continue
		}
		m := Mention{Name: name, Command: command}
		list, _ := entry["args"].([]any)
		for _, arg := range list {
			text, _ := arg.(string)
			m.Args = append(m.Args, text)
		}
		all = append(all, m)
	}
	return all, nil
}
