package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/connect"
)

// wanted is what the flags of connect say.
type wanted struct {
	agent, http, name, file string
	sandbox, write          bool
}

func newConnect(f *flags) *cobra.Command {
	w := &wanted{}
	var names []string
	for _, c := range connect.All() {
		names = append(names, c.Name)
	}
	cmd := &cobra.Command{
		Use:   "connect CLIENT",
		Short: "Tell an MCP client of this server: print what goes into its configuration, or write it there",
		Long: "Print what an MCP client needs in its configuration to use this server, over stdio or (--http) over HTTP.\n" +
			"With --write it is put into the client's own file: a copy of that is kept first, everything else in it stays,\nand what cannot be read is left alone. No secret is ever written.\n\nCLIENT is one of " + strings.Join(names, ", ") + ".",
		Example:   "  jumpgate connect claude-desktop --write\n  jumpgate connect claude-code --agent helpdesk --sandbox\n  jumpgate connect cursor --http https://jumpgate.example.com/mcp",
		Args:      cobra.RangeArgs(1, 2),
		ValidArgs: names,
		RunE: does(func(_ *cobra.Command, args []string) error {
			client, err := connect.Find(args[0])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			// --http may stand alone, so a parser reads "--http URL" as a flag and an argument.
			switch {
			case len(args) == 2 && w.http == configured:
				w.http = args[1]
			case len(args) == 2:
				return &exitError{exitUsage, fmt.Errorf("connect takes one client, and no %q", args[1])}
			}
			if len(w.name) > 64 || !entryName.MatchString(w.name) {
				return &exitError{exitUsage, fmt.Errorf("--name takes letters, digits, - and _, not %q", w.name)}
			}
			return w.connect(f, client)
		}),
	}
	cmd.Flags().StringVar(&w.agent, "agent", "", "the agent that the client is, over stdio (default: the only one that may be used locally)")
	cmd.Flags().StringVar(&w.http, "http", "", "connect over HTTP, to this `URL` or else to where the configuration says that the server is")
	cmd.Flags().Lookup("http").NoOptDefVal = configured
	cmd.Flags().StringVar(&w.name, "name", "jumpcloud", "what the client calls the server")
	cmd.Flags().StringVar(&w.file, "file", "", "the client's file, for --write (default: where that client keeps it)")
	cmd.Flags().BoolVar(&w.sandbox, "sandbox", false, "over stdio, an invented directory in place of JumpCloud; needs no key")
	cmd.Flags().BoolVar(&w.write, "write", false, "put it into the client's file")
	return cmd
}

var entryName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// tokenVariable is where a client finds the token of its agent.
const tokenVariable = "JUMPGATE_TOKEN"

func (w *wanted) connect(f *flags, client connect.Client) error {
	server, err := w.server(f)
	if err != nil {
		return err
	}
	text, missing, err := client.Entry(server)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	path := w.file
	home, homeless := os.UserHomeDir()
	if path == "" && homeless == nil {
		path = client.File(runtime.GOOS, home, os.Getenv)
	}
	if path != "" {
		if path, err = filepath.Abs(path); err != nil {
			return err
		}
	}
	if !w.write {
		return w.show(client, server, text, path, missing)
	}
	if path == "" && homeless != nil {
		return fmt.Errorf("%w, so it is not known where %s keeps its file: name it with --file", homeless, client.Title)
	}
	if path == "" {
		return &exitError{exitUsage, fmt.Errorf("%s has no file that is known: name one with --file", client.Title)}
	}
	backup, changed, err := client.Write(path, server)
	if errors.Is(err, connect.ErrByHand) {
		return fmt.Errorf("%w: print it without --write, and put it there yourself", err)
	}
	if err != nil {
		return err
	}
	switch {
	case !changed:
		fmt.Printf("%s says so already: nothing was changed.\n", path)
	case backup == "":
		fmt.Printf("%s was written, with the server %q; now %s.\n", path, server.Name, client.Next)
	default:
		fmt.Printf("%s has the server %q now; as it was it is kept in %s. Now %s.\n", path, server.Name, backup, client.Next)
	}
	w.adviseOn(client, server, missing)
	return nil
}

// show prints the entry alone to stdout, so that it can be piped, and what to do with it beside.
func (w *wanted) show(client connect.Client, server connect.Server, text []byte, path string, missing []string) error {
	if _, err := fmt.Println(strings.TrimRight(string(text), "\n")); err != nil {
		return err
	}
	where := client.Next
	if path != "" {
		where = fmt.Sprintf("put it into %s, or let --write do so; then %s", path, client.Next)
	}
	fmt.Fprintf(os.Stderr, "\nThat is for %s: %s.\n", client.Title, where)
	w.adviseOn(client, server, missing)
	return nil
}

// adviseOn says where a client that needs a secret gets it from.
func (w *wanted) adviseOn(client connect.Client, server connect.Server, missing []string) {
	switch {
	case server.URL != "" && len(missing) > 0:
		fmt.Fprintf(os.Stderr, "In place of <the token> goes the agent's own, which 'jumpgate token new AGENT' makes.\n")
	case server.URL != "":
		fmt.Fprintf(os.Stderr, "%s finds the agent's token in %s, which must be set where it starts; 'jumpgate token new AGENT' makes one.\n", client.Title, tokenVariable)
	case len(missing) > 0:
		fmt.Fprintf(os.Stderr, "The configuration wants %s from the environment, which %s does not pass on by name: keep the key in the system's keyring (jumpcloud.api_key: keyring:jumpcloud) or in a file (file:/path).\n", strings.Join(missing, ", "), client.Title)
	case len(server.Env) > 0:
		fmt.Fprintf(os.Stderr, "%s passes on %s, which must be set where it starts.\n", client.Title, strings.Join(server.Env, ", "))
	}
}
