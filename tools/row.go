package tools

import (
	"fmt"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A row is an agent's own row of the matrix, without the fields that are no for
// it and without conditions.
type ownRow struct {
	Agent     string        `json:"agent"`
	At        time.Time     `json:"at"`
	LeftOut   string        `json:"left_out,omitzero"`
	Resources []rowResource `json:"resources"`
}

// cut keeps as many tools as have room.
func (row *ownRow) cut(most int) {
	all := row.Resources
	row.Resources, row.LeftOut = []rowResource{}, fmt.Sprintf("%d tools are", len(table))+tooMuch
	rest, left := space(most-quotedLength(mustEncode(row))), 0
	for _, of := range all {
		some := rowResource{Resource: of.Resource}
		if !rest.takes(some) {
			left += len(of.Tools)
			continue
		}
		var without int
		some.Tools, without = kept(of.Tools, &rest)
		if left += without; len(some.Tools) > 0 {
			row.Resources = append(row.Resources, some)
		}
	}
	row.LeftOut = fmt.Sprintf("%d tools are", left) + tooMuch
}

type rowResource struct {
	Resource string     `json:"resource"`
	Tools    []rowField `json:"tools"`
}

// A rowField is what the policy says of one tool: yes, if or ask; by which grants,
// and which rules bind it.
type rowField struct {
	Tool  string    `json:"tool"`
	Class string    `json:"class"`
	Calls string    `json:"calls"`
	By    []string  `json:"by"`
	Rules []string  `json:"rules,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

func (g *Gate) tellRow(p *policy.Policy, who Caller, names []string, now time.Time) telling {
	row := &ownRow{Agent: who.Agent.ID, At: now.UTC().Truncate(time.Second), Resources: []rowResource{}}
	for _, rows := range visibleRows(names) {
		r := rowResource{Resource: rows[0].On}
		for _, t := range rows {
			cell := p.Cell(who.Agent.ID, t.Name, now)
			field := rowField{Tool: t.Name, Class: t.Class.String(), Calls: cell.Word(), By: []string{}, Until: cell.Until.UTC()}
			for _, one := range cell.Grants {
				field.By = append(field.By, one.Rule)
			}
			for _, one := range p.Told(who.Agent.ID, t.Name, now) {
				field.Rules = append(field.Rules, one.Rule)
			}
			r.Tools = append(r.Tools, field)
		}
		row.Resources = append(row.Resources, r)
	}
	return row
}
