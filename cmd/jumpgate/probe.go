package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func newProbe(f *flags) *cobra.Command {
	var ready bool
	var address string
	cmd := &cobra.Command{
		Use:     "probe",
		Short:   "Ask the server on this machine whether it is alive, for images without a shell or curl",
		Long:    "Ask the server that answers probes at server.ops whether it is alive (/healthz), or with --ready whether\nagents can be served (/readyz). Exit code 0 says yes.",
		Example: "  jumpgate probe\n  jumpgate probe --ready --address 127.0.0.1:9464",
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			if address == "" {
				c, err := readConfig(f)
				if err != nil {
					return err
				}
				address = c.Server.Ops
			}
			path := "/healthz"
			if ready {
				path = "/readyz"
			}
			return probe(cmd.Context(), urlOf(address, path))
		}),
	}
	cmd.Flags().BoolVar(&ready, "ready", false, "ask whether agents can be served")
	cmd.Flags().StringVar(&address, "address", "", "where probes are answered (default: the configuration's server.ops)")
	return cmd
}

func probe(ctx context.Context, to string) error {
	if to == "" {
		return fmt.Errorf("no probes are answered: give server.ops an address, such as 127.0.0.1:9464")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	status, text, err := get(ctx, to)
	if err != nil {
		return err
	}
	fmt.Println(audit.Legible(strings.TrimRight(text, "\n")))
	if status != http.StatusOK {
		return &exitError{code: exitFailed}
	}
	return nil
}

// get asks a server of this machine, by no proxy.
func get(ctx context.Context, to string) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, to, nil)
	if err != nil {
		return 0, "", err
	}
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // whoever answers there sends us nowhere
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
	return answer.StatusCode, string(body), err
}
