// Package grants holds the ready grants of docs/policy.md, each with its policy tests, so that a program can hand them out.
package grants

import "embed"

// Files has NAME.yaml and NAME_test.yaml for each grant.
//
//go:embed *.yaml
var Files embed.FS
