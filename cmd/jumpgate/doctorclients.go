package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/connect"
)

// serverState is what a server says of itself at /readyz.
type serverState struct {
	Status string `json:"status"`
	Policy struct {
		State string `json:"state"`
		Hash  string `json:"hash"`
	} `json:"policy"`
	Audit struct {
		State string `json:"state"`
	} `json:"audit"`
	JumpCloud struct {
		State string `json:"state"`
	} `json:"jumpcloud"`
}

// askServer is what the server that answers probes at address says; nil where none does.
func askServer(ctx context.Context, address string) *serverState {
	to := urlOf(address, "/readyz")
	if to == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	_, text, err := get(ctx, to)
	s := &serverState{}
	if err != nil || json.Unmarshal([]byte(text), s) != nil || s.Policy.Hash == "" {
		return nil
	}
	return s
}

// clients looks at the MCP clients of this user that start jumpgate.
func (d *doctor) clients() {
	home, err := os.UserHomeDir()
	if err != nil {
		return
	}
	seen := 0
	for _, c := range connect.All() {
		path := c.File(runtime.GOOS, home, os.Getenv)
		if path == "" {
			continue
		}
		src, err := connect.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var mentions []connect.Mention
		if err == nil {
			mentions, err = c.Mentions(src)
		}
		if err != nil {
			d.say("client", isOdd, fmt.Sprintf("%s: %s cannot be read: %v", c.Title, path, err), "mend the file, so that "+c.Title+" finds its servers")
			continue
		}
		for _, m := range mentions {
			seen++
			d.client(c, path, m)
		}
	}
	if seen == 0 {
		d.say("client", isOdd, "no MCP client of this user starts jumpgate", "jumpgate connect CLIENT --write tells one of it; agents over HTTP need none")
	}
}

func (d *doctor) client(c connect.Client, path string, m connect.Mention) {
	again := fmt.Sprintf("jumpgate connect %s --write puts it right", c.Name)
	of := fmt.Sprintf("%s starts %q", c.Title, m.Name)
	if _, err := exec.LookPath(m.Command); err != nil {
		d.say("client", isBad, fmt.Sprintf("%s in %s, but there is no program %s", of, path, m.Command), again)
		return
	}
	config := argument(m.Args, "--config")
	if config != "" && !isThere(config) {
		d.say("client", isBad, fmt.Sprintf("%s in %s, but there is no configuration %s", of, path, config), again)
		return
	}
	if d.config == nil || config != "" && !sameFile(config, d.config.file) {
		d.say("client", isWell, of+" with another configuration: "+config, "")
		return
	}
	if d.policy == nil { // the finding about it says enough
		return
	}
	agent, err := localAgent(d.policy, argument(m.Args, "--agent"), time.Now())
	if err != nil {
		d.say("client", isBad, fmt.Sprintf("%s in %s, but %v", of, path, err), again)
		return
	}
	d.say("client", isWell, fmt.Sprintf("%s as %s", of, agent.ID), "")
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other) || filepath.Clean(a) == filepath.Clean(b)
}
