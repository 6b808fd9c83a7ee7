package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"
)

func newApprovals(f *flags) *cobra.Command {
	var trail string
	cmd := &cobra.Command{Use: "approvals", Short: "Approve calls of agents that wait for people: list, show, approve, deny", Args: cobra.NoArgs,
		Long: "Calls that a policy wants people to approve wait at the running server. You are known to it as the\noperating-system user that you are, and see what its rules name you for.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.PersistentFlags().StringVar(&trail, "trail", "", "the server's audit trail (`file`), where its configuration cannot be read")
	cmd.AddCommand(newApprovalsList(f, &trail), newApprovalsShow(f, &trail), newApprovalsSay(f, &trail, true), newApprovalsSay(f, &trail, false))
	return cmd
}

func newApprovalsList(f *flags, trail *string) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "list", Short: "What waits for you, and what you have answered", Args: cobra.NoArgs,
		Example: "  jumpgate approvals list",
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			var all []approvalView
			if err := askDesk(cmd.Context(), f, *trail, http.MethodGet, "/approvals", nil, &all); err != nil {
				return err
			}
			if asJSON {
				return printAsJSON(all)
			}
			return printApprovals(os.Stdout, all, time.Now())
		})}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func newApprovalsShow(f *flags, trail *string) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "show ID", Short: "What a call that waits would change", Args: cobra.ExactArgs(1),
		Example: "  jumpgate approvals show b2rmtxyows",
		RunE: does(func(cmd *cobra.Command, args []string) error {
			var v approvalView
			if err := askDesk(cmd.Context(), f, *trail, http.MethodGet, "/approvals/"+url.PathEscape(args[0]), nil, &v); err != nil {
				return err
			}
			if asJSON {
				return printAsJSON(v)
			}
			return printApproval(os.Stdout, v, time.Now())
		})}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func newApprovalsSay(f *flags, trail *string, approve bool) *cobra.Command {
	var reason string
	use, short := "deny ID", "Say no to a call that waits: it is not made, and not asked for again while it would have waited"
	if approve {
		use, short = "approve ID", "Say yes to a call that waits: the agent can make it once"
	}
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ExactArgs(1),
		Example: "  jumpgate approvals " + strings.TrimSuffix(use, " ID") + " b2rmtxyows --reason 'ticket 4711'",
		RunE: does(func(cmd *cobra.Command, args []string) error {
			if err := checkReason(reason); err != nil {
				return &exitError{exitUsage, err}
			}
			said, err := json.Marshal(saying{approve, reason})
			if err != nil {
				return err
			}
			var v approvalView
			if err := askDesk(cmd.Context(), f, *trail, http.MethodPost, "/approvals/"+url.PathEscape(args[0]), said, &v); err != nil {
				return err
			}
			return printAnswered(os.Stdout, v)
		})}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the record; an agent is told why not")
	return cmd
}

// askDesk asks the running server's desk, and puts its answer into out.
func askDesk(ctx context.Context, f *flags, trail, method, path string, body []byte, out any) error {
	at, _, err := agentsOf(f, trail)
	if err != nil {
		return err
	}
	if err := deskIsTheirs(at); err != nil {
		return err
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialDesk(ctx, at)
		}}}
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, method, "http://desk"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	reply, err := client.Do(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return errNoDesk(at)
	}
	if err != nil {
		return fmt.Errorf("the server of %s does not answer: %w", at, err)
	}
	defer reply.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(reply.Body, 16<<20))
	if err != nil {
		return err
	}
	if reply.StatusCode != http.StatusOK {
		var problem struct {
			Error string `json:"error"`
		}
		if json.Unmarshal(raw, &problem) != nil || problem.Error == "" {
			return fmt.Errorf("the server of %s answers %s", at, reply.Status)
		}
		if reply.StatusCode == http.StatusForbidden {
			return &exitError{exitDenied, errors.New(problem.Error)}
		}
		return errors.New(problem.Error)
	}
	return json.Unmarshal(raw, out)
}

func errNoDesk(trail string) error {
	return fmt.Errorf("no server is running with the audit trail %s: start it; what waits is kept until it runs out", trail)
}

// dialDesk speaks to the server that owns the trail, and to no other: a socket
// could have been put in the place of the one that was looked at, and pass on
// an answer to a server of which nothing was shown.
func dialDesk(ctx context.Context, trail string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "unix", deskPath(trail))
	if err != nil {
		return nil, err
	}
	uid, err := peerOf(c.(*net.UnixConn))
	if err == nil {
		err = ownsTrail(uid, trail)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// deskIsTheirs refuses a socket that somebody else has put there, or a link.
func deskIsTheirs(trail string) error {
	info, err := os.Lstat(deskPath(trail))
	if errors.Is(err, os.ErrNotExist) {
		return errNoDesk(trail)
	}
	if err != nil {
		return err
	}
	if info.Mode()&os.ModeSocket == 0 {
		return fmt.Errorf("%s is no socket: find out who made it", deskPath(trail))
	}
	return ownedAs(deskPath(trail), info, trail)
}
