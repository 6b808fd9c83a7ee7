package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// besideTrail is a trail in a folder whose name fits a socket's, and the desk
// beside it.
func besideTrail(t *testing.T) (trail string) {
	t.Helper()
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("on this system it cannot be told who is at the other end of a local socket")
	}
	folder, err := os.MkdirTemp("", "desk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	trail = filepath.Join(folder, "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	book, err := approval.Open(approval.Options{Store: approvalStore{trail}, Trail: log, Policy: "p"})
	if err != nil {
		t.Fatal(err)
	}
	stop, err := openDesk(t.Context(), trail, book, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return trail
}

// One user cannot use up the server's files, and has room again when it leaves.
func TestTheDeskLetsInOnlySoManyOfOneUser(t *testing.T) {
	trail := besideTrail(t)
	var inside []net.Conn
	for range mostOfVisitor {
		c, err := net.Dial("unix", deskPath(trail))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		inside = append(inside, c)
		ask(t, c)
	}
	one, err := net.Dial("unix", deskPath(trail))
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	io.WriteString(one, "GET /approvals HTTP/1.0\r\n\r\n") // which may have been turned away already
	if b, err := io.ReadAll(one); len(b) > 0 {
		t.Errorf("one more was let in: %s %v", b, err)
	}
	inside[0].Close()
	for range 1000 { // until the server has seen that it left
		c, err := net.Dial("unix", deskPath(trail))
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(c, "GET /approvals HTTP/1.0\r\n\r\n")
		b, _ := io.ReadAll(c)
		c.Close()
		if strings.Contains(string(b), "200 OK") {
			return
		}
	}
	t.Error("there is no room for another")
}

// ask waits until a connection was let in, and leaves it open.
func ask(t *testing.T, c net.Conn) {
	t.Helper()
	io.WriteString(c, "GET /approvals HTTP/1.1\r\nHost: desk\r\n\r\n")
	if n, err := c.Read(make([]byte, 4096)); n == 0 {
		t.Fatal(err)
	}
}

// Who shows one thing and passes on the answer to another server would have
// people approve what they have not seen.
func TestASocketThatLeadsElsewhereIsNotAsked(t *testing.T) {
	real := besideTrail(t)
	look := func(trail string) error {
		var all []approvalView
		return askDesk(context.Background(), &flags{}, trail, "GET", "/approvals", nil, &all)
	}
	if err := look(real); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(filepath.Dir(real), "other.jsonl")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(deskPath(real), deskPath(other)); err != nil {
		t.Fatal(err)
	}
	if err := look(other); err == nil || !strings.Contains(err.Error(), "is no socket") {
		t.Errorf("through a link: %v", err)
	}
	if os.Geteuid() != 0 {
		return // who is not root gives nothing away
	}
	if err := os.Remove(deskPath(other)); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(deskPath(real), deskPath(other)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(other, 4711, -1); err != nil {
		t.Fatal(err)
	}
	if err := look(other); err == nil || !strings.Contains(err.Error(), "belongs to user 4711") {
		t.Errorf("of another user's server: %v", err)
	}
}
