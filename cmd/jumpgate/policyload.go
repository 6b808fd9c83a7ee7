package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/policy/strict"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

type policyWarning = strict.Problem

// policy loads the policy's half: from policy_file when it is named, else from
// the configuration's own bytes.
func (c *config) policy(now time.Time) (*policy.Policy, []policyWarning, error) {
	load := func() (*policy.Policy, error) {
		if c.PolicyFile == "" {
			return policy.Load(c.file, c.src, tools.ForPolicy(), programKeys...)
		}
		if err := c.onlyProgramKeys(); err != nil {
			return nil, err
		}
		p, err := policy.LoadFile(c.policyPath(), tools.ForPolicy())
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: policy_file names it; when relative it stands beside %s", err, c.name())
		}
		return p, err
	}
	p, err := load()
	if err != nil {
		return nil, nil, err
	}
	return p, p.Warnings(now), nil
}

// readPolicy reads the configuration and loads its policy, for commands that only
// ask what it says.
func readPolicy(f *flags, now time.Time) (*config, *policy.Policy, error) {
	c, err := readConfig(f)
	if err != nil {
		return nil, nil, err
	}
	p, _, err := c.policy(now)
	return c, p, err
}

// policyPath is the file that the policy's half is read from.
func (c *config) policyPath() string {
	if c.PolicyFile != "" {
		return c.beside(c.PolicyFile)
	}
	return c.file
}

// onlyProgramKeys refuses a policy in two places: nobody could say which holds.
func (c *config) onlyProgramKeys() error {
	root, problems := strict.Parse(c.file, c.src)
	for i := 0; len(problems) == 0 && i+1 < len(root.Content); i += 2 {
		if key := root.Content[i]; !slices.Contains(programKeys, key.Value) {
			return strict.Problems{problemAt(c.file, key, "%q is not the program's key, and the policy is in %s: move it there", key.Value, c.PolicyFile)}
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// localAgent is the agent that a local command acts as: the one named, or the
// only one that may be used locally.
func localAgent(p *policy.Policy, named string, now time.Time) (policy.Agent, error) {
	if named != "" {
		return p.Local(named, now)
	}
	var local []policy.Agent
	var names []string
	for _, a := range p.Agents() {
		if _, err := p.Local(a.ID, now); err == nil {
			local = append(local, a)
			names = append(names, a.ID)
		}
	}
	switch len(local) {
	case 0:
		return policy.Agent{}, fmt.Errorf("no agent may be used locally: give one of them {local: true} under identify")
	case 1:
		return local[0], nil
	}
	return policy.Agent{}, &exitError{exitUsage, fmt.Errorf("which agent? --agent takes one of %s", strings.Join(names, ", "))}
}
