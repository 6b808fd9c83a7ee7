package packaging

import (
	"bufio"
	"debug/elf"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A place is where a package has the program run: a root of its own, of which
// nothing can be written but what it promises.
type place struct {
	root  string
	env   []string
	dir   string
	pre   []string // what runs first, to its end
	serve []string
	probe []string // says whether it is alive; nil where the endpoint is asked
	ops   string   // where that is
}

// somebody is whoever runs the program: nobody's user of images, where this is root's to choose.
const somebody = 65532

func newPlace(t *testing.T) *place {
	made(t, "")
	p := &place{root: t.TempDir(), dir: "/", env: []string{"PATH=/"}}
	if err := os.Chmod(filepath.Dir(p.root), 0o755); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.ops = ln.Addr().String()
	ln.Close()
	return p
}

// serves has the program run as it would, asks it, and ends it.
func (p *place) serves(t *testing.T) {
	t.Helper()
	p.isStatic(t)
	before := p.listed(t)
	if p.pre != nil {
		if out, err := p.command(p.pre).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", p.pre, err, out)
		}
	}
	server := p.command(p.serve)
	logs, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatalf("%v: without root's rights this needs user namespaces", err)
	}
	lines, said, mcp := bufio.NewScanner(logs), "", ""
	for mcp == "" && lines.Scan() {
		said += lines.Text() + "\n"
		if m := regexp.MustCompile(`"url":"(http://[^"]*/mcp)"`).FindStringSubmatch(lines.Text()); m != nil {
			mcp = strings.Replace(m[1], "[::]", "127.0.0.1", 1)
		}
	}
	if mcp == "" {
		t.Fatalf("%q, %v:\n%s", p.serve, server.Wait(), said)
	}
	if p.probe != nil {
		if out, err := p.command(p.probe).CombinedOutput(); err != nil {
			t.Errorf("%q: %v\n%s", p.probe, err, out)
		}
	}
	for url, status := range map[string]int{"http://" + p.ops + "/healthz": 200, "http://" + p.ops + "/metrics": 200, mcp: 401} {
		answer, err := http.Post(url, "application/json", strings.NewReader("{}"))
		if strings.HasPrefix(url, "http://"+p.ops) {
			answer, err = http.Get(url)
		}
		if err != nil || answer.StatusCode != status {
			t.Errorf("%s: %v %v", url, answer, err)
		}
	}
	go func() {
		for lines.Scan() {
		}
	}()
	server.Process.Signal(syscall.SIGTERM)
	if err := server.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
	for _, path := range p.listed(t) {
		if !slices.Contains(before, path) && !strings.HasPrefix(path, "var/lib/jumpgate/") {
			t.Errorf("%s was written", path)
		}
	}
	trail, err := os.Stat(filepath.Join(p.root, "var/lib/jumpgate/audit.jsonl"))
	if err != nil || trail.Size() == 0 || trail.Mode() != 0o600 {
		t.Errorf("the trail: %v %v", trail, err)
	}
}

// command runs in the place, as somebody, with nothing of this process's.
func (p *place) command(words []string) *exec.Cmd {
	cmd := &exec.Cmd{Path: words[0], Args: words, Env: p.env, Dir: p.dir, SysProcAttr: &syscall.SysProcAttr{Chroot: p.root}}
	if os.Getuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: somebody, Gid: somebody}
		return cmd
	}
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: somebody, HostID: os.Getuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: somebody, HostID: os.Getgid(), Size: 1}}
	return cmd
}

func (p *place) isStatic(t *testing.T) {
	t.Helper()
	program, err := elf.Open(filepath.Join(p.root, p.serve[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	if libraries, _ := program.ImportedLibraries(); len(libraries) > 0 || slices.ContainsFunc(program.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP }) {
		t.Errorf("it is linked with %v", libraries)
	}
}

func (p *place) listed(t *testing.T) (all []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(p.root), ".", func(path string, _ fs.DirEntry, err error) error { all = append(all, path); return err })
	if err != nil {
		t.Fatal(err)
	}
	return all
}
