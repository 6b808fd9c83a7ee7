package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

func newPolicyTest(f *flags) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "test FILE…",
		Short: "Hold the policy against files of calls, each with what it is expected to say; exit code 1 when a test fails",
		Long: "Hold the configuration's policy against files of calls, each with what it is expected to say of it.\n" +
			"Arguments are checked and calls decided as in the server; nothing is asked of JumpCloud, and nothing\nis recorded. docs/policy.md has the form of a file.",
		Example: "  jumpgate policy test policy_test.yaml\n  jumpgate policy test --config grants.yaml --json tests/*.yaml",
		Args:    cobra.MinimumNArgs(1),
		RunE: does(func(_ *cobra.Command, files []string) error {
			_, p, err := readPolicy(f, time.Now())
			if err != nil {
				return err
			}
			all, err := readTests(p, files)
			if err != nil {
				return err
			}
			o := outcome{Policy: p.Hash(), OK: true, Failures: []failedTest{}, Untested: []untested{}}
			for _, tests := range all {
				o.run(p, tests)
			}
			return o.print(asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, for a CI job")
	return cmd
}

// readTests reads all files, and tells of all at once what is wrong with them.
func readTests(p *policy.Policy, files []string) ([]*policy.Tests, error) {
	var all []*policy.Tests
	var wrong []error
	for _, file := range files {
		src, err := readTestFile(file)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		tests, err := p.ReadTests(file, src)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		all = append(all, tests)
	}
	return all, errors.Join(wrong...)
}

// readTestFile reads no more than would be refused for its size. Who may write
// tests is not asked: they grant nothing.
func readTestFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 1<<20+1))
}

func (o *outcome) print(asJSON bool) error {
	if asJSON {
		b, err := json.Marshal(o)
		if err != nil {
			return err
		}
		if err := printJSON(jsontext.Value(b)); err != nil {
			return err
		}
	} else if _, err := os.Stdout.WriteString(o.text()); err != nil {
		return err
	}
	if !o.OK {
		return &exitError{code: exitFailed}
	}
	return nil
}

// text is the outcome for people: what failed, what no test grants, a summary.
func (o *outcome) text() string {
	var said strings.Builder
	for _, failed := range o.Failures {
		fmt.Fprintln(&said, strict.Problem{File: failed.File, Line: failed.Line, Column: failed.Column, Text: failed.Text})
	}
	for _, u := range o.Untested {
		fmt.Fprintf(&said, "%s: %s may call %s, granted by %s, and no test expects it\n", u.File, u.Agent, u.Tool, u.Rule)
	}
	fmt.Fprintf(&said, "%s passed, %d failed", counted(o.Passed, "test"), len(o.Failures))
	if len(o.Untested) > 0 {
		fmt.Fprintf(&said, "; %s that no test expects", counted(len(o.Untested), "grant"))
	}
	fmt.Fprintf(&said, ". Policy %s.\n", o.Policy[:12])
	return said.String()
}
