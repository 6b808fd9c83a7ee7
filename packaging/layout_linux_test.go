package packaging

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// copy is the Dockerfile's: from where the first stage leaves it.
func (p *place) copy(t *testing.T, rest string) {
	t.Helper()
	from := rest[strings.LastIndex(rest, "=")+1:]
	paths := strings.Fields(from)[1:]
	source, target := paths[0], paths[1]
	switch {
	case source == "/out/jumpgate":
		p.program(t, target)
	case source == "/out/data":
		if !strings.Contains(rest, "--chown=65532:65532 --chmod=0700") {
			t.Errorf("%s: it is not its user's alone", rest)
		}
		p.folder(t, target, 0o700)
	case strings.HasSuffix(target, "/"):
		p.file(t, target+filepath.Base(source), read(t, source), 0o444)
	default:
		t.Errorf("COPY %s: not known to this test", rest)
	}
}

func (p *place) program(t *testing.T, path string) {
	t.Helper()
	p.file(t, path, read(t, made(t, "jumpgate")), 0o555)
	if err := os.Chown(filepath.Join(p.root, path), os.Getuid(), os.Getgid()); err != nil {
		t.Fatal(err)
	}
}

// config writes jumpgate.yaml: settings, and one agent. Ports are any that are free.
func (p *place) config(t *testing.T, settings string) {
	t.Helper()
	_, hash := policy.NewToken()
	settings += "\nversion: 1\nagents:\n  reader: {owner: it@example.com, identify: [{token_sha256: " + hash + "}], access: {users: read}}\n"
	p.file(t, "/etc/jumpgate/jumpgate.yaml", p.free(settings), 0o400)
	for i := range p.env {
		p.env[i] = p.free(p.env[i])
	}
}

// free has ports in place of those that others on this machine may use.
func (p *place) free(text string) string {
	_, port, _ := net.SplitHostPort(p.ops)
	return strings.NewReplacer(":8080", ":0", ":9464", ":"+port).Replace(text)
}

func (p *place) file(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	whole := filepath.Join(p.root, path)
	if err := os.MkdirAll(filepath.Dir(whole), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(whole, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	p.own(t, whole)
}

func (p *place) folder(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	whole := filepath.Join(p.root, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(whole), 0o755), os.Mkdir(whole, mode)); err != nil {
		t.Fatal(err)
	}
	p.own(t, whole)
}

func (p *place) own(t *testing.T, whole string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	if err := os.Chown(whole, somebody, somebody); err != nil {
		t.Fatal(err)
	}
}
