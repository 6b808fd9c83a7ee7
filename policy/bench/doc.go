// Package bench compares the policy with other engines on the same calls. It
// is a module of its own, so that what it compares with is no dependency of
// jumpgate's: run it by 'make bench', or here by 'go test -bench .'.
package bench
