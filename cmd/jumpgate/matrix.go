package main

import (
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A matrix is a policy laid out for people: who may call what, and by which
// rules, at one time.
type matrix struct {
	File, Hash string
	At         time.Time
	Agents     []matrixAgent
	Resources  []matrixResource
}

type matrixAgent struct {
	policy.Agent
	Proofs []policy.Proof
	Until  time.Time
	Over   bool // its time is
	Sees   int  // tools
}

// A matrixResource is the part of the matrix that is about one resource.
type matrixResource struct {
	Name  string
	Tools []matrixTool
	Notes []string // each once; fields name them by their place, from 1 on
}

type matrixTool struct {
	Name, Class string
	Fields      []matrixField // by agent, in the matrix's order
}

type matrixField struct {
	Says string // yes, ask, if, no, or "" where nothing is said
	Note int    // of the resource; 0: none
}

// newMatrix lays a policy out, resources in the order of docs/tools.md, each
// field in these words.
func newMatrix(p *policy.Policy, file string, at time.Time, words func(policy.Cell) string) *matrix {
	m := &matrix{File: file, Hash: p.Hash(), At: at.UTC()}
	for _, a := range p.Agents() {
		until := p.Until(a.ID)
		m.Agents = append(m.Agents, matrixAgent{Agent: a, Proofs: p.Proofs(a.ID), Until: until,
			Over: !until.IsZero() && !at.Before(until), Sees: len(p.Tools(a.ID, at))})
	}
	for _, rows := range tools.ByResource() {
		r := matrixResource{Name: rows[0].On}
		for _, t := range rows {
			tool := matrixTool{Name: t.Name, Class: t.Class.String()}
			for _, a := range m.Agents {
				tool.Fields = append(tool.Fields, r.field(p.Cell(a.ID, t.Name, at), words))
			}
			r.Tools = append(r.Tools, tool)
		}
		m.Resources = append(m.Resources, r)
	}
	return m
}

func (r *matrixResource) field(c policy.Cell, words func(policy.Cell) string) matrixField {
	if !c.Said() {
		return matrixField{}
	}
	note := words(c)
	says, _, _ := strings.Cut(note, ",")
	at := slices.Index(r.Notes, note)
	if at < 0 {
		at = len(r.Notes)
		r.Notes = append(r.Notes, note)
	}
	return matrixField{says, at + 1}
}

// describes is an agent in one line: who it is, and who can be it.
func (a matrixAgent) describes() string {
	words := a.Name
	if a.Owner != "" {
		words += " (owner " + a.Owner + ")"
	}
	return words + "; " + a.known() + "; sees " + counted(a.Sees, "tool")
}

// known is how an agent is known, and until when.
func (a matrixAgent) known() string {
	return a.knownBy(func(p policy.Proof) string { return p.Way })
}

func (a matrixAgent) knownBy(way func(policy.Proof) string) string {
	var ways []string
	for _, p := range a.Proofs {
		ways = append(ways, way(p)+untilText(p.Until))
	}
	if len(ways) == 0 {
		ways = []string{"nobody can be it"}
	}
	words := strings.Join(ways, ", ")
	switch {
	case a.Over:
		words += "; its time was over at " + a.Until.UTC().Format(time.RFC3339)
	case !a.Until.IsZero():
		words += "; agent" + untilText(a.Until)
	}
	if a.OrgID != "" {
		words += "; organization " + a.OrgID
	}
	return words
}

func untilText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + t.UTC().Format(time.RFC3339)
}
