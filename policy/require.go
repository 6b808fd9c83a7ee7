package policy

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// What a require rule asks of a call that is allowed: it narrows, and never
// grants.

// requirements reads what a require rule says beside whom and when it is about.
func (r *reader) requirements(rule *fileRule, n *yaml.Node, keys requireKeys) {
	if keys == (requireKeys{}) && !hasLater(n) {
		r.wrong(n, "a require rule says what it requires: approval, limit, redact or only")
	}
	if keys.approval != nil {
		before := r.wrongs
		if rule.approval = r.approval(keys.approval); r.wrongs == before {
			rule.approval.Rule, rule.approval.Reason, rule.approval.When = rule.name, rule.reason, rule.says
		}
	}
	if keys.limit != nil {
		before := r.wrongs
		if rule.limits = r.limit(keys.limit); r.wrongs == before {
			for i := range rule.limits {
				one := &rule.limits[i]
				one.Rule, one.Reason, one.When = rule.name, rule.reason, rule.says
			}
		}
	}
	if keys.redact != nil {
		rule.hides.paths = r.redact(*rule, keys.redact)
	}
	if keys.only != nil {
		rule.hides.only = [][]string{r.only(*rule, keys.only)}
	}
}

// requireKeys are the keys of a require rule that say what it requires.
type requireKeys struct{ approval, limit, redact, only *yaml.Node }

// A demand is one thing that a rule requires.
type demand struct {
	text     string    // in English
	approval *Approval // where it is one
	limit    *Limit    // likewise
	when     string    // in a diff: the calls of which it is required, exactly; "" is all
}

// demand sets down what the rule adds to a call that is allowed.
func (r *rule) demand() {
	var all []demand
	if r.approval != nil {
		all = append(all, demand{text: r.approval.String(), approval: r.approval})
	}
	for i := range r.limits {
		all = append(all, demand{text: r.limits[i].String(), limit: &r.limits[i]})
	}
	if len(r.hides.paths) > 0 {
		all = append(all, demand{text: "without " + spokenPaths(r.hides.paths)})
	}
	for _, left := range r.hides.only {
		all = append(all, demand{text: "with no fields but " + enumerated(left)})
	}
	r.demands = all
	r.adds = spokenDemands(all, ", ")
}

func spokenDemands(all []demand, between string) string {
	var words []string
	for _, d := range all {
		words = append(words, d.text)
	}
	return strings.Join(words, between)
}

// Requires is what calls of a tool must put up with, in English, conditions
// and all; "" for nothing.
func (p *Policy) Requires(agent, tool string) string {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	if a == nil || !ok || a.cells[i].rules == nil {
		return ""
	}
	var all []string
	for _, one := range a.cells[i].rules.require {
		all = append(all, strings.TrimSpace(one.adds+" "+one.says))
	}
	return strings.Join(all, "; ")
}

// narrow is step 8: what the require rules that fire, which they do unless
// their condition is False, ask of a call that is allowed. Where people must
// approve it, it is not allowed yet: the first rule that says so decides.
func (r *rules) narrow(q *Request, d *Decision) {
	var said []string
	d.Matched = d.Matched[:len(d.Matched):len(d.Matched)]
	for _, one := range r.require {
		if !one.fires(q, false) {
			continue
		}
		d.Matched = append(d.Matched, one.name)
		said = append(said, one.adds)
		if one.approval != nil {
			if len(d.Approvals) == 0 {
				d.Effect, d.Rule, d.Reason, d.When = ApprovalRequired, one.name, one.reason, one.says
			}
			d.Approvals = append(d.Approvals, *one.approval)
		}
		d.Limits = append(d.Limits, one.limits...)
		d.Hides = d.Hides.and(one.hides)
	}
	d.Requires = strings.Join(said, "; ")
}
