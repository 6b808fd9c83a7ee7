package connect

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/tailscale/hujson"
)

var update = flag.Bool("update", false, "write what clients' files become")

var (
	local  = Server{Name: "jumpcloud", Command: "/opt/bin/jumpgate", Args: []string{"serve", "--config", "/home/ana/jumpgate.yaml", "--agent", "help <desk>"}, Env: []string{"JUMPCLOUD_API_KEY"}}
	remote = Server{Name: "jumpcloud", URL: "https://jumpgate.example.com/mcp", Token: "JUMPGATE_TOKEN"}
)

// Each client's own file, with other servers in it, becomes what is kept beside it.
func TestEachClientsFileGetsTheEntryAndKeepsTheRest(t *testing.T) {
	for _, c := range All() {
		files, err := filepath.Glob("testdata/" + c.Name + ".[jt]*")
		if err != nil || len(files) != 1 {
			t.Fatalf("%s has no file of its own: %v %v", c.Name, files, err)
		}
		src, _ := os.ReadFile(files[0])
		for name, s := range map[string]Server{"stdio": local, "http": remote} {
			got, err := c.Merge(src, s)
			if name == "http" && c.Name == "claude-desktop" {
				if err == nil {
					t.Error("Claude Desktop's file takes a remote server")
				}
				continue
			}
			if errors.Is(err, ErrByHand) && (c.refers == "") {
				continue
			}
			if err != nil {
				t.Errorf("%s, %s: %v", c.Name, name, err)
				continue
			}
			golden := filepath.Join("testdata", name, filepath.Base(files[0]))
			if *update {
				if err := os.WriteFile(golden, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if want, _ := os.ReadFile(golden); string(got) != string(want) {
				t.Errorf("%s, %s, became\n%s", c.Name, name, got)
			}
			if again, err := c.Merge(got, s); err != nil || string(again) != string(got) {
				t.Errorf("%s, %s, a second time: %v\n%s", c.Name, name, err, again)
			}
		}
	}
}

// What is asked for twice is the same as asked for once, whatever was there; and all else is read as before.
func TestNothingElseIsReadOtherwise(t *testing.T) {
	for _, c := range All() {
		if c.form == inTOML {
			continue // insertTOML compares by itself
		}
		src, _ := os.ReadFile("testdata/" + c.Name + ".json")
		got, err := c.Merge(src, local)
		if err != nil {
			t.Fatal(err)
		}
		before, after := read(t, src), read(t, got)
		servers := after[c.table].(map[string]any)
		if servers["jumpcloud"].(map[string]any)["command"] != local.Command {
			t.Errorf("%s: %v", c.Name, servers)
		}
		delete(servers, "jumpcloud")
		if _, was := before[c.table]; !was {
			delete(after, c.table)
		}
		if !reflect.DeepEqual(before, after) {
			t.Errorf("%s: %v became %v", c.Name, before, after)
		}
	}
}

func read(t *testing.T, src []byte) (all map[string]any) {
	t.Helper()
	std, err := hujson.Standardize(src)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(std, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAFileThatIsNotUnderstoodIsLeftAlone(t *testing.T) {
	cursor, _ := Find("cursor")
	codex, _ := Find("codex")
	for _, wrong := range []struct {
		client    Client
		src, want string
	}{
		{cursor, `{"mcpServers": {`, "line 1"},
		{cursor, `[]`, "no JSON object"},
		{cursor, `{"mcpServers": []}`, `"mcpServers"`},
		{cursor, `{"mcpServers": {}, "mcpServers": {}}`, "twice"},
		{cursor, `{"mcpServers": {"jumpcloud": {"url": "https://mcp.jumpcloud.com/v1"}}}`, "--name"},
		{cursor, `{"mcpServers": {"jumpcloud": {"command": "npx", "args": ["jumpgate"]}}}`, "--name"},
		{codex, "model = ", "line 1"},
		{codex, `mcp_servers = {docs = {url = "https://example.com"}}`, "by hand"},
		{codex, "[mcp_servers]\njumpcloud = {command = \"jumpgate\"}\n", "by hand"},
		{codex, "[mcp_servers.jumpcloud]\nurl = \"https://mcp.jumpcloud.com/v1\"\n", "--name"},
		{codex, "[mcp_servers.jumpcloud]\ncommand = \"jumpgate\"\ntext = '''\n[other]\n'''\n", "by hand"},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(wrong.src), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := wrong.client.Write(path, local)
		if err == nil || !strings.Contains(err.Error(), wrong.want) {
			t.Errorf("%s: %v, not %s", wrong.src, err, wrong.want)
		}
		if now, _ := os.ReadFile(path); string(now) != wrong.src {
			t.Errorf("it became %s", now)
		}
		if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%v are left", left)
		}
	}
}

func TestTheFileAsItWasIsKept(t *testing.T) {
	dir := t.TempDir()
	real, path := filepath.Join(dir, "dotfiles.json"), filepath.Join(dir, "mcp.json")
	old := "{\"mcpServers\": {}}\n"
	if err := errors.Join(os.WriteFile(real, []byte(old), 0o640), os.Symlink(real, path)); err != nil {
		t.Fatal(err)
	}
	cursor, _ := Find("cursor")
	backup, changed, err := cursor.Write(path, local)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	if kept, _ := os.ReadFile(backup); string(kept) != old {
		t.Errorf("%s holds %s", backup, kept)
	}
	if target, err := os.Readlink(path); err != nil || target != real {
		t.Errorf("the link became %s: %v", target, err)
	}
	if info, _ := os.Stat(real); info.Mode().Perm() != 0o640 {
		t.Errorf("the mode became %v", info.Mode())
	}
	if backup, changed, err := cursor.Write(path, local); backup != "" || changed || err != nil {
		t.Errorf("again: %q %v %v", backup, changed, err)
	}
	fresh := filepath.Join(dir, "not", "there", "mcp.json")
	if backup, changed, err := cursor.Write(fresh, local); backup != "" || !changed || err != nil {
		t.Fatalf("%q %v %v", backup, changed, err)
	}
	if info, err := os.Stat(fresh); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

func TestWhereClientsKeepTheirFiles(t *testing.T) {
	none := func(string) string { return "" }
	appdata := func(name string) string { return map[string]string{"APPDATA": "/ad"}[name] }
	for _, want := range []struct {
		client, system string
		getenv         func(string) string
		path           string
	}{
		{"claude-desktop", "darwin", none, "/home/ana/Library/Application Support/Claude/claude_desktop_config.json"},
		{"claude-desktop", "windows", appdata, "/ad/Claude/claude_desktop_config.json"},
		{"claude-desktop", "linux", none, "/home/ana/.config/Claude/claude_desktop_config.json"},
		{"claude-code", "linux", none, ".mcp.json"},
		{"cursor", "darwin", none, "/home/ana/.cursor/mcp.json"},
		{"vscode", "darwin", none, "/home/ana/Library/Application Support/Code/User/mcp.json"},
		{"vscode", "linux", func(name string) string { return map[string]string{"XDG_CONFIG_HOME": "/xdg"}[name] }, "/xdg/Code/User/mcp.json"},
		{"windsurf", "windows", appdata, "/home/ana/.codeium/windsurf/mcp_config.json"},
		{"zed", "darwin", none, "/home/ana/.config/zed/settings.json"},
		{"zed", "windows", appdata, "/ad/Zed/settings.json"},
		{"codex", "linux", none, "/home/ana/.codex/config.toml"},
		{"codex", "linux", func(name string) string { return map[string]string{"CODEX_HOME": "/cx"}[name] }, "/cx/config.toml"},
		{"gemini-cli", "linux", none, "/home/ana/.gemini/settings.json"},
		{"inspector", "linux", none, ""},
		{"generic", "linux", none, ""},
	} {
		c, err := Find(want.client)
		if err != nil {
			t.Fatal(err)
		}
		if got := filepath.ToSlash(c.File(want.system, "/home/ana", want.getenv)); got != want.path {
			t.Errorf("%s on %s keeps it in %s, not %s", want.client, want.system, got, want.path)
		}
	}
	if _, err := Find("emacs"); err == nil || !strings.Contains(err.Error(), "claude-desktop, codex") {
		t.Errorf("%v", err)
	}
}

// The variables that a client cannot pass on are named, and no place-holder is written.
func TestNoSecretIsWritten(t *testing.T) {
	for _, c := range All() {
		text, missing, err := c.Entry(local)
		if err != nil {
			t.Fatal(err)
		}
		if named := strings.Contains(string(text), "JUMPCLOUD_API_KEY"); named == (len(missing) > 0) {
			t.Errorf("%s: %v of\n%s", c.Name, missing, text)
		}
	}
	zed, _ := Find("zed")
	text, missing, err := zed.Entry(remote)
	if err != nil || len(missing) != 1 || !strings.Contains(string(text), "Bearer <the token>") {
		t.Errorf("%s %v %v", text, missing, err)
	}
	if _, err := zed.Merge(nil, remote); !errors.Is(err, ErrByHand) {
		t.Errorf("%v", err)
	}
}

func TestALinkToNothingAndAPipeAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link.json")
	if err := os.Symlink(filepath.Join(dir, "gone.json"), link); err != nil {
		t.Fatal(err)
	}
	cursor, _ := Find("cursor")
	if _, _, err := cursor.Write(link, local); err == nil || !strings.Contains(err.Error(), "link to nothing") {
		t.Error(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is none any more: %v", err)
	}
	if _, err := ReadFile("/dev/zero"); err == nil || !strings.Contains(err.Error(), "no file") {
		t.Error(err)
	}
}

func TestACommentBeforeTheNextTableStays(t *testing.T) {
	codex, _ := Find("codex")
	got, err := codex.Merge([]byte("[mcp_servers.jumpcloud]\ncommand = \"jumpgate\"\n\n# of x\n[profiles.x]\na = 1\n"), local)
	if err != nil || !strings.Contains(string(got), "# of x\n[profiles.x]\na = 1\n") {
		t.Errorf("%v: %s", err, got)
	}
}

func TestAServerOfAnotherFormHidesNoneOfOurs(t *testing.T) {
	zed, _ := Find("zed")
	got, err := zed.Mentions([]byte(`{"context_servers": {"old": {"command": {"path": "x"}}, "off": null, "ours": {"command": "/bin/jumpgate", "args": ["serve"]}}}`))
	if err != nil || len(got) != 1 || got[0].Name != "ours" || len(got[0].Args) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

// What must not be written is not, and what the client wrote meanwhile is not lost.
func TestAReadOnlyFileAndOneThatChangesMeanwhileAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "mcp.json")
	if err := os.WriteFile(path, []byte("{}\n"), 0o444); err != nil {
		t.Fatal(err)
	}
	cursor, _ := Find("cursor")
	if backup, changed, err := cursor.Write(path, local); changed || backup != "" || err == nil || !strings.Contains(err.Error(), "may not be written") {
		t.Errorf("%q %v %v", backup, changed, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, []byte("what stood there before\n"), []byte("ours\n"), 0o644); err == nil || !strings.Contains(err.Error(), "changed by somebody else") {
		t.Error(err)
	}
	if err := replace(filepath.Join(dir, "gone.json"), []byte("what stood there before\n"), []byte("ours\n"), 0o644); err == nil {
		t.Error("a file that was deleted meanwhile came back")
	}
	if kept, _ := os.ReadFile(path); string(kept) != "{}\n" {
		t.Errorf("it holds %q", kept)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%v are left", left)
	}
}
