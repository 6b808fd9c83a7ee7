package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A finding is what the doctor says of one part of a set-up.
type finding struct {
	Check  string `json:"check"`
	Status string `json:"status"` // ok, warn or fail
	Says   string `json:"says"`
	Next   string `json:"next,omitzero"` // what to do about it
}

// What a finding comes to.
const (
	isWell = "ok"
	isOdd  = "warn"
	isBad  = "fail"
)

// doctor looks at one set-up, part by part.
type doctor struct {
	config  *config
	policy  *policy.Policy
	running *serverState // of the server that is at work with it; nil where none answers
	found   []finding
}

func newDoctor(f *flags) *cobra.Command {
	var inJSON, offline bool
	var bundle string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what is wrong with this set-up, and what to do",
		Long: "Look at the configuration and its policy, the way to JumpCloud and its key, the audit trail, the addresses, and\n" +
			"the MCP clients of this user that start jumpgate: a line each, with what to do where something is wrong.\n" +
			"JumpCloud is asked for its organization, on record like all that goes there; a server that is at work is asked instead.\n\n" +
			"Exit code 1 says that something fails; warnings alone are 0.",
		Example: "  jumpgate doctor\n  jumpgate doctor --json | jq -r '.findings[] | select(.status != \"ok\").next'\n  jumpgate doctor --bundle support.zip",
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			d := &doctor{}
			d.examine(cmd.Context(), f, offline)
			if bundle != "" {
				if err := d.bundle(bundle); err != nil {
					return err
				}
			}
			text := d.text()
			if inJSON {
				var err error
				if text, err = d.json(); err != nil {
					return err
				}
			}
			if _, err := os.Stdout.WriteString(text); err != nil {
				return err
			}
			if bundle != "" {
				fmt.Fprintf(os.Stderr, "%s holds this, the configuration without hashes and names of places, and the version: read it before you send it.\n", bundle)
			}
			if d.count(isBad) > 0 {
				return &exitError{code: exitFailed}
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&inJSON, "json", false, "print it as JSON")
	cmd.Flags().BoolVar(&offline, "offline", false, "ask nobody outside this machine")
	cmd.Flags().StringVar(&bundle, "bundle", "", "also write it, the configuration and the version into this zip `file`, for support; no secret is in it")
	return cmd
}

func (d *doctor) examine(ctx context.Context, f *flags, offline bool) {
	if !d.readConfig(f) {
		d.clients()
		return
	}
	if audit.InUse(d.config.beside(d.config.Audit.Path)) { // else whoever answers there is no server of this trail
		d.running = askServer(ctx, d.config.Server.Ops)
	}
	if !offline && (d.network(ctx) || d.running != nil) {
		d.key(ctx)
	}
	d.scopes()
	d.trail()
	d.addresses(ctx)
	d.clients()
}

func (d *doctor) say(check, status, says, next string) {
	d.found = append(d.found, finding{check, status, audit.Legible(says), audit.Legible(next)})
}

func (d *doctor) count(status string) (n int) {
	for _, f := range d.found {
		if f.Status == status {
			n++
		}
	}
	return n
}

func (d *doctor) text() string {
	var b strings.Builder
	var all table
	for _, f := range d.found {
		all.add(f.Status, f.Check, f.Says)
		if f.Next != "" {
			all.add("", "", "→ "+f.Next)
		}
	}
	b.WriteString(all.text(outputWidth()))
	fmt.Fprintf(&b, "\n%s, %s, %s.\n", plural(d.count(isWell), "part is well", "parts are well"), counted(d.count(isOdd), "warning"), counted(d.count(isBad), "failure"))
	return b.String()
}

func (d *doctor) json() (string, error) {
	text, err := json.Marshal(struct {
		Version  string    `json:"version"`
		Time     time.Time `json:"time"`
		Findings []finding `json:"findings"`
	}{version(), time.Now().UTC().Truncate(time.Second), d.found}, jsontext.WithIndent("  "))
	return string(text) + "\n", err
}
