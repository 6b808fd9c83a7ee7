package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

const aboutSandbox = `Serve an invented JumpCloud directory in memory: v1 under /api, v2 under /api/v2,
Directory Insights under /insights/directory/v1, tokens at /oauth2/token. What a client
needs is printed. Nothing is kept when it stops.

The roles of keys are administrator, read-only and help-desk, or scopes with commas
between. Faults and quirks are changed while it runs, by a POST of what --faults takes to
/_sandbox/faults with the first key; a GET shows those that are on.

Faults, of which a number from 0 to 1 is the share of requests that it hits:
`

const sandboxExamples = `  jumpgate sandbox
  jumpgate sandbox --users 1000000 --devices 1000000
  jumpgate sandbox --faults 429=0.05,retry-after=2s,504=0.01,short-pages --rate 20
  jumpgate sandbox --key jca_auditor=read-only --key jca_hr=users,groups.readonly
  jumpgate sandbox --client-id me --client-secret invented --token-life 5m
  curl -H 'x-api-key: KEY' -d '503=0.5,lag=2s' http://127.0.0.1:8081/_sandbox/faults`

func newSandbox(f *flags) *cobra.Command {
	var given sandboxFlags
	cmd := &cobra.Command{
		Use:     "sandbox",
		Short:   "Serve the invented JumpCloud directory alone, for any client",
		Long:    aboutSandbox + sandbox.FaultsHelp(),
		Example: sandboxExamples,
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			log, err := newLogger(os.Stderr, or(f.logLevel, "info"), or(f.logFormat, "auto"))
			if err != nil {
				return err
			}
			o, err := given.options()
			if err != nil {
				return &exitError{exitUsage, err}
			}
			ln, err := (&net.ListenConfig{}).Listen(cmd.Context(), "tcp", given.address)
			if err != nil {
				return fmt.Errorf("%w: choose an address of this machine that is free, with --listen", err)
			}
			directory := sandbox.New(o)
			given.print("http://" + ln.Addr().String())
			server := &http.Server{Handler: directory, ReadHeaderTimeout: 10 * time.Second}
			context.AfterFunc(cmd.Context(), func() { server.Close() })
			if err := server.Serve(ln); cmd.Context().Err() == nil {
				return err
			}
			log.Info("stopped", "requests", directory.Requests())
			return nil
		}),
	}
	given.add(cmd.Flags())
	return cmd
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
