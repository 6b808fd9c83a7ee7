package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// checkConfig reads the program's half of a configuration file, and finds what is
// wrong with it, all at once and each at its line: viper would pass over an unknown
// key in silence. Other top-level keys are the policy's to judge.
func checkConfig(file string, src []byte) (map[string]any, strict.Problems) {
	if len(src) == 0 {
		return nil, nil
	}
	root, problems := strict.Parse(file, src)
	if len(problems) > 0 {
		return nil, problems
	}
	settings := map[string]any{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if !slices.Contains(programKeys, key.Value) {
			continue
		}
		var setting any
		if wrong := checkKey(file, key.Value, key, value); len(wrong) > 0 {
			problems = append(problems, wrong...)
		} else if err := value.Decode(&setting); err != nil {
			problems = append(problems, problemAt(file, value, "%s: %v", key.Value, err))
		}
		settings[key.Value] = setting
	}
	return settings, problems
}

// withPolicyProblems adds what is wrong with the policy, wherever it is, so
// that all of it can be mended at once.
func withPolicyProblems(problems strict.Problems, file string, src []byte) error {
	c := &config{file: file, src: src, PolicyFile: policyFileOf(file, src)}
	_, _, err := c.policy(time.Now())
	var more strict.Problems
	if err != nil && !errors.As(err, &more) {
		return errors.Join(problems, err)
	}
	problems = append(problems, more...)
	problems.Sort()
	return slices.Compact(problems) // both halves see what is wrong with the whole file
}

// policyFileOf is the policy_file of a configuration that is not to be believed.
func policyFileOf(file string, src []byte) string {
	if named := os.Getenv(envName("policy_file")); named != "" {
		return named
	}
	return policyFileIn(file, src)
}

// policyFileIn is the policy_file that a file itself names.
func policyFileIn(file string, src []byte) string {
	root, _ := strict.Parse(file, src)
	for i := 0; root != nil && i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "policy_file" {
			return root.Content[i+1].Value
		}
	}
	return ""
}

func checkKey(file, path string, key, value *yaml.Node) strict.Problems {
	standard, isLeaf := defaults[path]
	if isLeaf {
		return checkLeaf(file, path, standard, value)
	}
	known := childrenOf(path)
	if len(known) == 0 {
		within := path[:strings.LastIndex(path, ".")]
		return strict.Problems{problemAt(file, key, "%s", unknownKey(key.Value, childrenOf(within)))}
	}
	if value.Kind != yaml.MappingNode {
		return strict.Problems{problemAt(file, value, "%s takes keys: %s", path, strings.Join(known, ", "))}
	}
	var problems strict.Problems
	for i := 0; i+1 < len(value.Content); i += 2 {
		problems = append(problems, checkKey(file, path+"."+value.Content[i].Value, value.Content[i], value.Content[i+1])...)
	}
	return problems
}

func checkLeaf(file, path string, standard any, value *yaml.Node) strict.Problems {
	_, isText := standard.(string)
	switch {
	case value.Kind != yaml.ScalarNode:
		return strict.Problems{problemAt(file, value, "%s takes one value", path)}
	case isText && value.ShortTag() != "!!str":
		// YAML reads an id such as 0123 or 12e3 as a number, and makes another text of it.
		return strict.Problems{problemAt(file, value, "%s takes text: put it in quotes", path)}
	}
	err := checkValue(path, value.Value)
	if slices.Contains(secretKeys, path) {
		err = checkPlace(value.Value)
	}
	if err != nil {
		return strict.Problems{problemAt(file, value, "%s: %v", path, err)}
	}
	return nil
}

// checkEnv finds what is wrong with the values that come from the environment,
// unless a flag stands in their place.
func checkEnv(f *flags) error {
	flagged := map[string]string{"log.level": f.logLevel, "log.format": f.logFormat}
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(defaults)) {
		if value := os.Getenv(envName(key)); value != "" && flagged[key] == "" {
			if err := checkValue(key, value); err != nil {
				problems = append(problems, fmt.Errorf("environment variable %s: %w", envName(key), err))
			}
		}
	}
	return errors.Join(problems...)
}

func childrenOf(path string) []string {
	var names []string
	for key := range maps.Keys(defaults) {
		if rest, ok := strings.CutPrefix(key, path+"."); ok {
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	return names
}

func unknownKey(key string, known []string) string {
	if near := strict.Nearest(key, known); near != "" {
		return fmt.Sprintf("unknown key %q: did you mean %q?", key, near)
	}
	return fmt.Sprintf("unknown key %q: the keys here are %s", key, strings.Join(known, ", "))
}

func problemAt(file string, n *yaml.Node, format string, a ...any) strict.Problem {
	return strict.Problem{File: file, Line: n.Line, Column: n.Column, Text: fmt.Sprintf(format, a...)}
}
