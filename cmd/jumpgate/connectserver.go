package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/connect"
)

// server is how the client is to reach us.
func (w *wanted) server(f *flags) (connect.Server, error) {
	s := connect.Server{Name: w.name}
	overHTTP := w.http != ""
	if overHTTP && (w.agent != "" || w.sandbox) {
		return s, &exitError{exitUsage, errors.New("--agent and --sandbox are for stdio; over --http each agent is known by its token, and the server that runs says what it serves")}
	}
	c, err := readConfig(f)
	invented := errors.Is(err, errNoConfig) && w.sandbox
	if err != nil && !invented {
		return s, adviseSandbox(err)
	}
	if overHTTP {
		s.Token = tokenVariable
		if s.URL, err = c.endpoint(w.http); err != nil {
			return s, &exitError{exitUsage, fmt.Errorf("--http: %w", err)}
		}
		return s, nil
	}
	if invented {
		c.file, c.src, c.invented = "demo.yaml", demoPolicy, true
	}
	p, _, err := c.policy(time.Now())
	if err != nil {
		return s, err
	}
	agent, err := localAgent(p, w.agent, time.Now())
	if err != nil {
		return s, err
	}
	if s.Command, err = ourselves(); err != nil {
		return s, err
	}
	s.Args = []string{"serve", "--agent", agent.ID}
	if !invented {
		path, err := filepath.Abs(c.file)
		if err != nil {
			return s, err
		}
		s.Args = append(s.Args, "--config", path)
	}
	if w.sandbox {
		s.Args = append(s.Args, "--sandbox")
	}
	s.Env = c.variables(w.sandbox)
	return s, nil
}

// ourselves is the command that starts this program again, from any folder.
func ourselves() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	if filepath.Base(filepath.Dir(path)) == "exe" && strings.Contains(path, "go-build") {
		return "", errors.New("'go run' removes the program when it ends, so no client could start it: install it with 'go install ./cmd/jumpgate', and run 'jumpgate connect'")
	}
	return path, nil
}

// variables are those that the configuration takes secrets from.
func (c *config) variables(inSandbox bool) (names []string) {
	from := []string{c.Approvals.WebhookSecret.Reveal(), c.Audit.Sinks.WebhookSecret.Reveal(), c.Audit.Checkpoints.WebhookSecret.Reveal(), c.Audit.Sinks.OTLPHeaders.Reveal(), c.Server.TracesHeaders.Reveal()}
	switch {
	case inSandbox:
	case c.JumpCloud.ClientID != "":
		from = append(from, c.JumpCloud.ClientSecret.Reveal())
	default:
		from = append(from, c.JumpCloud.APIKey.Reveal())
	}
	for _, text := range from {
		if env := fromEnv.FindStringSubmatch(text); env != nil {
			names = append(names, env[1])
		}
	}
	return names
}

// endpoint is where clients reach the server over HTTP.
func (c *config) endpoint(said string) (string, error) {
	if said != configured {
		return said, checkEndpoint(said)
	}
	host := c.Server.HTTP
	if names := hostNames(c.Server.Hosts); len(names) > 0 {
		host = names[0]
		if _, port, err := net.SplitHostPort(c.Server.HTTP); err == nil && c.Server.BehindProxy == "" && port != "443" {
			host = net.JoinHostPort(host, port)
		}
	}
	scheme := "http"
	if c.Server.TLS.Cert != "" || c.Server.BehindProxy != "" {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: host, Path: "/mcp"}).String(), nil
}

// checkEndpoint says what is wrong with the URL of a server: a token travels to it.
func checkEndpoint(said string) error {
	u, err := url.Parse(said)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("it takes the URL of a server, such as https://jumpgate.example.com/mcp")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return errors.New("it takes a URL without a user, a password, or anything behind ? or #: what is secret there would stand in the client's file")
	case u.Scheme == "http" && u.Hostname() != "localhost" && !net.ParseIP(u.Hostname()).IsLoopback():
		return errors.New("a token would travel there in the clear: it takes https, or a server on this machine")
	}
	return nil
}
