package sandbox

import (
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// The operators of v1 and v2. v1 has more of them for whoever takes an answer
// that may be a little old.
var (
	operators1      = []string{"$eq", "$in", "$ne", "$nin", "$lt", "$lte", "$gt", "$gte", "$sw"}
	operators1Loose = []string{"$sw", "$ew", "$co", "$nco"}
	operators2      = []string{"eq", "ne", "gt", "ge", "lt", "le", "between", "search", "in"}
)

// A filter asks one thing of a member. A list holds when an element does.
type filter struct {
	member, operator string
	terms            []string
	test             func(v any) bool
	negated          bool
}

func (f filter) holds(v valued) bool {
	return slices.ContainsFunc(v.values(f.member), f.test) != f.negated
}

// Filters hold when all of the first do, and one of the others.
type filters struct{ all, some []filter }

func (f filters) none() bool { return len(f.all)+len(f.some) == 0 }

func (f filters) hold(v valued) bool {
	holds := func(f filter) bool { return f.holds(v) }
	fails := func(f filter) bool { return !f.holds(v) }
	return !slices.ContainsFunc(f.all, fails) && (len(f.some) == 0 || slices.ContainsFunc(f.some, holds))
}

// candidates are the rows of which the filters may hold. Where one asks for
// values that a crowd can tell, they are few.
func (f filters) candidates(from *store, k kind) iter.Seq[row] {
	for _, f := range f.all {
		if (f.operator == "$eq" || f.operator == "$in") && from.tells(k, f.member) {
			return from.among(k, f.member, f.terms...)
		}
	}
	return from.rows(k)
}

// withDollars are v1's filters without those that lack the $ of an operator.
func withDollars(q url.Values) url.Values {
	for name, texts := range q {
		if isFilter(name) {
			q[name] = slices.DeleteFunc(texts, func(text string) bool { return !strings.Contains(text, ":$") })
		}
	}
	return q
}

func isFilter(name string) bool { return name == "filter" || strings.HasPrefix(name, "filter[") }

// filters1 reads v1's filters: filter=f:$op:v, filter[0]=… (all must hold) and
// filter[or][0]=… (one must). What an operator without its $ does is not
// defined; here it is refused.
func filters1(q url.Values, eventually bool) (filters, string) {
	operators := operators1
	if eventually {
		operators = append(slices.Clone(operators1), operators1Loose...)
	}
	var all filters
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if !isFilter(name) {
			continue
		}
		for _, text := range q[name] {
			f, bad := readFilter(text, operators)
			switch {
			case bad != "":
				return filters{}, "Bad Request: " + bad
			case strings.HasPrefix(name, "filter[or]"):
				all.some = append(all.some, f)
			default:
				all.all = append(all.all, f)
			}
		}
	}
	return all, ""
}

// filters2 reads v2's filters: a comma-separated list of f:op:v that all must
// hold.
func filters2(q url.Values) (filters, string) {
	var all filters
	for _, text := range words2(strings.Join(q["filter"], ",")) {
		f, bad := readFilter(text, operators2)
		if bad != "" {
			return filters{}, bad
		}
		all.all = append(all.all, f)
	}
	return all, ""
}

// readFilter reads field:operator:value.
func readFilter(text string, operators []string) (filter, string) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 || parts[0] == "" {
		return filter{}, fmt.Sprintf("filter %q is not field:operator:value", text)
	}
	f := filter{member: parts[0], operator: parts[1], terms: barred(parts[2])}
	if !slices.Contains(operators, f.operator) {
		return filter{}, fmt.Sprintf("filter %q has an unknown operator: there are %s", text, strings.Join(operators, ", "))
	}
	positive, negated := opposites[f.operator]
	if !negated {
		positive = f.operator
	}
	f.test, f.negated = tests(positive, f.terms), negated
	return f, ""
}

// opposites hold where their positive does not, so also for an object that
// lacks the member.
var opposites = map[string]string{"$ne": "$eq", "ne": "eq", "$nin": "$in", "$nco": "$co"}
