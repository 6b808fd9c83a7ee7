// Package connect knows how MCP clients are told of a server: where each keeps its configuration, and in which form.
// Formats were read in the clients' own documentation in November 2026.
package connect

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Client is an MCP client.
type Client struct {
	Name  string // on the command line
	Title string // in a sentence
	Next  string // what its user does once the entry is there

	file   func(places) string // where it is told of servers; nil where there is no such file
	table  string              // the key under which they stand
	form   form
	refers string               // how it is told to take a value from its environment, with %s for the variable; "" where it cannot
	typed  bool                 // an entry says which kind it is
	http   string               // what it calls streamable HTTP, where typed
	url    func(*entry) *string // where the address of a remote server goes; nil where it takes none from its file
}

// All are the clients, by name.
func All() []Client { return clients }

var clients = []Client{
	{Name: "claude-code", Title: "Claude Code", Next: "start claude in this folder, and approve the server when it asks", file: here(".mcp.json"), table: "mcpServers", refers: "${%s}", typed: true, http: "http", url: (*entry).plainURL},
	{Name: "claude-desktop", Title: "Claude Desktop", Next: "quit Claude Desktop and start it again", file: app("Claude", "claude_desktop_config.json"), table: "mcpServers"},
	{Name: "codex", Title: "Codex", Next: "start codex again; /mcp lists the server", file: homeOr("CODEX_HOME", ".codex", "config.toml"), table: "mcp_servers", form: inTOML, url: (*entry).plainURL},
	{Name: "cursor", Title: "Cursor", Next: "switch the server on in Cursor's settings, under MCP", file: home(".cursor", "mcp.json"), table: "mcpServers", refers: "${env:%s}", url: (*entry).plainURL},
	{Name: "gemini-cli", Title: "Gemini CLI", Next: "start gemini again; /mcp lists the server", file: home(".gemini", "settings.json"), table: "mcpServers", refers: "$%s", url: (*entry).httpURL},
	{Name: "generic", Title: "an MCP client", Next: "put it where your client is told of MCP servers", table: "mcpServers", typed: true, http: "http", url: (*entry).plainURL},
	{Name: "inspector", Title: "MCP Inspector", Next: "keep it in a file: npx @modelcontextprotocol/inspector --config FILE --server NAME", table: "mcpServers", typed: true, http: "streamable-http", url: (*entry).plainURL},
	{Name: "vscode", Title: "VS Code", Next: "run “MCP: List Servers” and start it", file: app("Code", "User", "mcp.json"), table: "servers", refers: "${env:%s}", typed: true, http: "http", url: (*entry).plainURL},
	{Name: "windsurf", Title: "Windsurf", Next: "press Refresh in Cascade's list of MCP servers", file: home(".codeium", "windsurf", "mcp_config.json"), table: "mcpServers", refers: "${env:%s}", url: (*entry).serverURL},
	{Name: "zed", Title: "Zed", Next: "look for its green dot in the Agent Panel's settings", file: zed, table: "context_servers", url: (*entry).plainURL},
}

// Find returns the client of a name. The error lists the names.
func Find(name string) (Client, error) {
	var names []string
	for _, c := range clients {
		if c.Name == name {
			return c, nil
		}
		names = append(names, c.Name)
	}
	return Client{}, fmt.Errorf("there is no client %q: it takes one of %s", name, strings.Join(names, ", "))
}

// File is where the client keeps what it is told of servers, as system (as in runtime.GOOS) has it; "" where it has no such file.
// The environment is asked through getenv, and home is the user's own folder.
func (c Client) File(system, home string, getenv func(string) string) string {
	if c.file == nil {
		return ""
	}
	return c.file(places{system, home, getenv})
}

// Remote says whether the client's file takes servers that are reached over HTTP.
func (c Client) Remote() bool { return c.url != nil }

type places struct {
	system, home string
	getenv       func(string) string
}

func here(name string) func(places) string { return func(places) string { return name } }

func home(names ...string) func(places) string {
	return func(p places) string { return filepath.Join(append([]string{p.home}, names...)...) }
}

func homeOr(variable string, folder, name string) func(places) string {
	return func(p places) string {
		if set := p.getenv(variable); set != "" {
			return filepath.Join(set, name)
		}
		return filepath.Join(p.home, folder, name)
	}
}

// app is where a desktop application keeps its settings.
func app(names ...string) func(places) string {
	return func(p places) string { return filepath.Join(append([]string{p.settings()}, names...)...) }
}

func (p places) settings() string {
	switch p.system {
	case "darwin":
		return filepath.Join(p.home, "Library", "Application Support")
	case "windows":
		if set := p.getenv("APPDATA"); set != "" {
			return set
		}
		return filepath.Join(p.home, "AppData", "Roaming")
	}
	if set := p.getenv("XDG_CONFIG_HOME"); set != "" {
		return set
	}
	return filepath.Join(p.home, ".config")
}

// zed keeps its settings under ~/.config on macOS too.
func zed(p places) string {
	if p.system == "windows" {
		return filepath.Join(p.settings(), "Zed", "settings.json")
	}
	p.system = "linux"
	return filepath.Join(p.settings(), "zed", "settings.json")
}
