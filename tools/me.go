package tools

import (
	"fmt"
	"slices"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A me is what an agent may know of itself: never a condition, which would tell
// how to get around, and nothing of a tool that it does not see.
type me struct {
	Agent        string    `json:"agent"`
	Name         string    `json:"name,omitzero"`
	Owner        string    `json:"owner,omitzero"`
	Organization string    `json:"organization,omitzero"`
	KnownBy      string    `json:"known_by,omitzero"`
	Until        time.Time `json:"until,omitzero"`
	LeftOut      string    `json:"left_out,omitzero"`
	May          []mayUse  `json:"may"`
	Must         []must    `json:"must"`
	Limits       []quota   `json:"limits"`
}

// mayUse are the tools of one resource, by class.
type mayUse struct {
	Resource string              `json:"resource"`
	Tools    map[string][]string `json:"tools"`
}

// A must is a rule that calls of these tools have to keep.
type must struct {
	Rule     string   `json:"rule"`
	Reason   string   `json:"reason,omitzero"`
	Denies   string   `json:"denies,omitzero"`
	Requires []string `json:"requires,omitzero"`
	Of       string   `json:"of,omitzero"`
	Tools    []string `json:"tools"`
}

func (g *Gate) tellMe(p *policy.Policy, who Caller, names []string, now time.Time) telling {
	a := who.Agent
	m := &me{Agent: a.ID, Name: a.Name, Owner: a.Owner, Organization: a.OrgID, KnownBy: who.Authn, Until: p.Until(a.ID).UTC(), May: []mayUse{}, Must: []must{}}
	for _, rows := range visibleRows(names) {
		one := mayUse{rows[0].On, map[string][]string{}}
		for _, t := range rows {
			one.Tools[t.Class.String()] = append(one.Tools[t.Class.String()], t.Name)
		}
		m.May = append(m.May, one)
	}
	for _, name := range names {
		for _, told := range p.Told(a.ID, name, now) {
			m.keep(told, name)
		}
	}
	m.Limits = g.quotas(p, a.ID, names, now)
	return m
}

// cut keeps what rules ask, then what limits leave, then the tools by resource,
// as far as they have room.
func (m *me) cut(most int) {
	all := *m
	m.Must, m.Limits, m.May = []must{}, []quota{}, []mayUse{}
	m.say(len(all.Must), len(all.Limits), len(all.May))
	rest := space(most - quotedLength(mustEncode(m)))
	var rules, limits, resources int
	m.Must, rules = kept(all.Must, &rest)
	m.Limits, limits = kept(all.Limits, &rest)
	m.May, resources = kept(all.May, &rest)
	m.say(rules, limits, resources)
}

func (m *me) say(rules, limits, resources int) {
	m.LeftOut = fmt.Sprintf("%d rules, %d limits and the tools of %d resources are", rules, limits, resources) + tooMuch
}

// keep notes that a rule binds a tool.
func (m *me) keep(told policy.Told, tool string) {
	at := slices.IndexFunc(m.Must, func(one must) bool { return one.Rule == told.Rule })
	if at < 0 {
		one := must{Rule: told.Rule, Reason: told.Reason, Requires: told.Requires}
		switch {
		case told.Denies:
			one.Denies = "some calls"
		case told.Some:
			one.Of = "some calls"
		}
		m.Must, at = append(m.Must, one), len(m.Must)
	}
	m.Must[at].Tools = append(m.Must[at].Tools, tool)
}

// visibleRows are the named tools, resource by resource.
func visibleRows(names []string) [][]*Tool {
	var all [][]*Tool
	for _, rows := range resources {
		var some []*Tool
		for i := range rows {
			if slices.Contains(names, rows[i].Name) {
				some = append(some, &rows[i])
			}
		}
		if len(some) > 0 {
			all = append(all, some)
		}
	}
	return all
}
