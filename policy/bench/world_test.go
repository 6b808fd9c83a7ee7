package bench

import (
	"fmt"
	"math/rand/v2"
)

// The world: 1,000 agents and 850 tools. Everybody reads, and writes users;
// nobody deletes; a command may be made under a name that begins with eng-, and
// without sudo. What is only written otherwise for each engine is the policy.
const (
	agents = 1000
	tools  = 850
)

// A tool is one of seventeen kinds, fifty times over.
type tool struct{ name, resource, class string }

var kinds = []tool{
	{"users_list", "users", "read"}, {"users_get", "users", "read"}, {"users_create", "users", "write"}, {"users_update", "users", "write"}, {"users_delete", "users", "destroy"},
	{"devices_list", "devices", "read"}, {"devices_get", "devices", "read"}, {"devices_update", "devices", "write"}, {"devices_delete", "devices", "destroy"},
	{"commands_list", "commands", "read"}, {"commands_create", "commands", "execute"}, {"commands_update", "commands", "execute"}, {"commands_delete", "commands", "destroy"},
	{"groups_list", "groups", "read"}, {"groups_change", "groups", "privilege"}, {"groups_create", "groups", "write"}, {"events_query", "events", "read"},
}

var everyTool = func() []tool {
	var all []tool
	for i := range tools {
		t := kinds[i%len(kinds)]
		t.name = fmt.Sprintf("%s_%d", t.name, i/len(kinds))
		all = append(all, t)
	}
	return all
}()

// A call of a tool; some arguments are left out.
type call struct {
	agent string
	tool
	args map[string]any
}

// An engine says whether a call is allowed.
type engine interface{ allows(c call) bool }

// someCalls are always the same.
func someCalls(n int) []call {
	dice := rand.New(rand.NewPCG(1, 2))
	var all []call
	for range n {
		c := call{agent: fmt.Sprintf("agent-%d", dice.IntN(agents+20)), tool: everyTool[dice.IntN(tools)], args: map[string]any{}}
		if dice.IntN(5) > 0 {
			c.args["name"] = []string{"eng-restart", "ops-restart", "eng-", "en"}[dice.IntN(4)]
		}
		if dice.IntN(5) > 0 {
			c.args["sudo"] = dice.IntN(2) == 0
		}
		all = append(all, c)
	}
	return all
}
