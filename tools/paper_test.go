package tools

import (
	"bytes"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// A paper is an outlet in memory.
type paper struct {
	bytes.Buffer
	kept    []byte
	opened  int
	reached []Checkpoint
	onOpen  func() error
	onReach func(page int) error
}

func (p *paper) Open() (io.Reader, error) {
	p.opened++
	if p.onOpen != nil {
		if err := p.onOpen(); err != nil {
			return nil, err
		}
	}
	if p.kept == nil {
		return nil, nil
	}
	p.Buffer.Write(p.kept)
	return bytes.NewReader(p.kept), nil
}

func (p *paper) Reached(c Checkpoint) error {
	p.reached = append(p.reached, c)
	if p.onReach != nil && !c.Whole {
		return p.onReach(len(p.reached))
	}
	return nil
}

func (p *paper) last() Checkpoint {
	if len(p.reached) == 0 {
		return Checkpoint{}
	}
	return p.reached[len(p.reached)-1]
}

func (r *rig) export(agent, tool, args string, format Format, to *paper, from Checkpoint) Answer {
	r.t.Helper()
	return r.gate.Export(r.t.Context(), r.as(agent), tool, jsontext.Value(args), Export{Format: format, To: to, From: from})
}

// exported is the file of an export that must succeed.
func (r *rig) exported(tool, args string, format Format) *paper {
	r.t.Helper()
	p := &paper{}
	if a := r.export("full", tool, args, format, p, Checkpoint{}); a.IsError || !p.last().Whole {
		r.t.Fatalf("%s %s: %s", tool, args, a.Structured)
	}
	return p
}

// larger is a rig over a directory of many pages.
func larger(t *testing.T, options sandbox.Options) *rig {
	return newRigOver(t, fullAccess, sandbox.New(options))
}
