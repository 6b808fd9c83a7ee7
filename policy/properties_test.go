package policy

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Each property is tried on as many random policies, with about a thousand
// calls each: 150, always the same, or as many others as JUMPGATE_POLICIES says,
// such as 5000, or 1@89839929939 for one that failed.
var manyPolicies, firstSeed = properties(os.Getenv("JUMPGATE_POLICIES"))

func properties(wanted string) (many, seed uint64) {
	if wanted == "" {
		return 150, 0
	}
	count, from, again := strings.Cut(wanted, "@")
	many, err := strconv.ParseUint(count, 10, 32)
	seed = rand.Uint64N(1 << 40)
	if again && err == nil {
		seed, err = strconv.ParseUint(from, 10, 64)
	}
	if err != nil {
		panic("JUMPGATE_POLICIES is a number of policies, and with @ the first one's seed: " + err.Error())
	}
	fmt.Printf("%d policies, from seed %d on\n", many, seed)
	return many, seed
}

// forEachSeed ranges over those of this run.
func forEachSeed(check func(seed uint64)) {
	for i := range manyPolicies {
		check(firstSeed + i)
	}
}

// What is written in another style, by a printer that knows nothing of
// policies, is the same policy.
func TestAPolicyThatIsPrintedAndReadAgainIsTheSame(t *testing.T) {
	forEachDraft(t, func(_ dice, made draft, p *Policy) {
		printed := onManyLines(t, made.source(nil))
		again := loadDraft(t, onManyLines(t, printed))
		same(t, p, again, askedAgents, "printing")
		for _, agent := range someAgents {
			for _, tool := range universe {
				if a, b := p.Cell(agent, tool.Name, day).Exactly(), again.Cell(agent, tool.Name, day).Exactly(); a != b {
					t.Errorf("%s, %s: %s; printed and read again %s", agent, tool.Name, a, b)
				}
			}
		}
	})
}
