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

func newSandbox(f *flags) *cobra.Command {
	var address, faults string
	var latency time.Duration
	var rate float64
	var o sandbox.Options
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the invented JumpCloud directory alone, for any client",
		Long:  "Serve an invented JumpCloud directory in memory: v1 under /api, v2 under /api/v2, Directory\nInsights under /insights/directory/v1. Nothing is kept when it stops.\n\nFaults:\n" + sandbox.FaultsHelp(),
		Args:  cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			log, err := newLogger(os.Stderr, or(f.logLevel, "info"), or(f.logFormat, "auto"))
			if err != nil {
				return err
			}
			if o.Faults, err = sandbox.ParseFaults(fmt.Sprintf("latency=%v,rate=%v,%s", latency, rate, faults)); err != nil {
				return &exitError{exitUsage, err}
			}
			if err := checkAddress(address); err != nil {
				return &exitError{exitUsage, fmt.Errorf("--listen: %w", err)}
			}
			ln, err := (&net.ListenConfig{}).Listen(cmd.Context(), "tcp", address)
			if err != nil {
				return fmt.Errorf("%w: choose an address of this machine that is free, with --listen", err)
			}
			key := or(o.APIKey, sandbox.DefaultAPIKey)
			fmt.Printf("console_url:  http://%s\ninsights_url: http://%s/insights/directory/v1\nx-api-key:    %s\n", ln.Addr(), ln.Addr(), key)
			directory := sandbox.New(o)
			server := &http.Server{Handler: directory, ReadHeaderTimeout: 10 * time.Second}
			context.AfterFunc(cmd.Context(), func() { server.Close() })
			if err := server.Serve(ln); cmd.Context().Err() == nil {
				return err
			}
			log.Info("stopped", "requests", directory.Requests())
			return nil
		}),
	}
	cmd.Flags().StringVar(&address, "listen", "127.0.0.1:8081", "the address to serve at")
	cmd.Flags().IntVar(&o.Users, "users", 150, "people in the directory")
	cmd.Flags().IntVar(&o.Devices, "devices", 90, "devices in the directory")
	cmd.Flags().DurationVar(&latency, "latency", 0, "wait before each answer")
	cmd.Flags().Float64Var(&rate, "rate", 0, "requests a second before 429 (0: no limit)")
	cmd.Flags().StringVar(&faults, "faults", "", "what goes wrong, with commas between; see above")
	cmd.Flags().StringVar(&o.APIKey, "api-key", sandbox.DefaultAPIKey, "the key that clients must send")
	return cmd
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
