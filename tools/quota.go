package tools

import (
	"math"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A quota is what is left under one limit.
type quota struct {
	Rule   string   `json:"rule"`
	Limit  string   `json:"limit"`
	Counts string   `json:"counts"`
	Most   int      `json:"most"`
	Left   int      `json:"left"`
	PerS   int      `json:"per_s"`
	MoreIn int      `json:"more_in_s,omitzero"` // until there is one more than now; nothing where all are left
	Tools  []string `json:"tools"`
}

// quotas are what is left under each limit of the named tools, in the order of
// the tools. A limit that all agents share leaves to each what it leaves to all.
func (g *Gate) quotas(p *policy.Policy, agent string, names []string, now time.Time) []quota {
	all := []quota{}
	places := map[bucketKey]int{}
	g.limits.mu.Lock()
	defer g.limits.mu.Unlock()
	for _, name := range names {
		for _, told := range p.Told(agent, name, now) {
			for _, l := range told.Limits {
				key := keyOf(l, agent, name)
				at, known := places[key]
				if !known {
					at, places[key] = len(all), len(all)
					all = append(all, g.limits.quota(l, key, now))
				}
				all[at].Tools = append(all[at].Tools, name)
			}
		}
	}
	return all
}

func (l *limits) quota(one policy.Limit, key bucketKey, now time.Time) quota {
	q := quota{Rule: one.Rule, Limit: one.String(), Counts: one.Of.String(), Most: one.Most, Left: one.Most, PerS: int(one.Per.Seconds())}
	if b := l.buckets[key]; b != nil {
		q.Left = max(0, b.left(one, now))
		if q.Left < one.Most {
			q.MoreIn = max(1, int(math.Ceil(b.wait(one, q.Left+1, now).Seconds())))
		}
	}
	return q
}
