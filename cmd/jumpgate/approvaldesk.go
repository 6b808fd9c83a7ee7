package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/user"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A desk is where people of this machine approve calls: a socket beside the
// audit trail, at which the kernel tells who asks. Each sees what concerns them;
// the server's own user, and root, see all.
type desk struct {
	book *approval.Book
	log  *slog.Logger
}

// deskPath is where the desk of a trail is.
func deskPath(trail string) string { return trail + ".approvals.sock" }

// openDesk serves the desk until stop. Whoever may reach the folder may ask: the
// socket is no secret, and who approves what is told by the rules.
func openDesk(ctx context.Context, trail string, book *approval.Book, log *slog.Logger) (stop func(), err error) {
	path := deskPath(trail)
	// The trail is ours alone, so a socket that is there is left over.
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSocket == 0 {
		return nil, fmt.Errorf("%s is there and is no socket: remove it", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o666); err != nil {
		ln.Close()
		return nil, err
	}
	server := &http.Server{Handler: (&desk{book, log}).handler(), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, peerKey{}, c) },
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go server.Serve(&deskDoor{Listener: ln, inside: map[uint32]int{}})
	return func() { server.Close() }, nil
}

type peerKey struct{}

// A visitor is who stands at the desk.
type visitor struct {
	name string // of the operating-system user
	uid  uint32
}

func (v visitor) authn() string { return "uid " + strconv.FormatUint(uint64(v.uid), 10) }

// isOurs says whether the visitor is the user that this server runs as: the one
// on whose side its local agents are.
func (v visitor) isOurs() bool { return int(v.uid) == os.Geteuid() }

func (v visitor) seesAll() bool { return v.isOurs() || v.uid == 0 }

func visitorOf(r *http.Request) (visitor, error) {
	c, ok := r.Context().Value(peerKey{}).(*deskConn)
	if !ok {
		return visitor{}, errors.New("this is no local socket")
	}
	if c.err != nil {
		return visitor{}, c.err
	}
	u, err := user.LookupId(strconv.FormatUint(uint64(c.uid), 10))
	if err != nil {
		return visitor{}, fmt.Errorf("this machine knows no user with the number %d", c.uid)
	}
	return visitor{u.Username, c.uid}, nil
}

func (d *desk) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /approvals", d.with(func(v visitor, _ *http.Request) (any, error) {
		all := []approvalView{}
		for _, e := range d.book.Entries() {
			if v.seesAll() || e.Concerns(v.name) {
				all = append(all, viewOf(e))
			}
		}
		return all, nil
	}))
	mux.HandleFunc("GET /approvals/{id}", d.with(func(v visitor, r *http.Request) (any, error) {
		e, err := d.book.Entry(r.PathValue("id"))
		if err == nil && !v.seesAll() && !e.Concerns(v.name) {
			err = approval.ErrNone
		}
		return viewOf(e), err
	}))
	mux.HandleFunc("POST /approvals/{id}", d.with(d.say))
	return mux
}

// A saying is what a visitor says about an approval.
type saying struct {
	Approve bool   `json:"approve"`
	Reason  string `json:"reason,omitzero"`
}

func (d *desk) say(v visitor, r *http.Request) (any, error) {
	var s saying
	if err := json.UnmarshalRead(http.MaxBytesReader(nil, r.Body, 16<<10), &s, json.RejectUnknownMembers(true)); err != nil {
		return nil, errors.New("what was said cannot be read")
	}
	if err := checkReason(s.Reason); err != nil {
		return nil, err
	}
	e, err := d.book.Entry(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	own := v.isOurs() && e.Who.Transport != "http" // a local agent could say as much through a shell
	verdict := approval.Verdict{Person: v.name, Authn: v.authn(), Approve: s.Approve, Reason: s.Reason, Own: own}
	if e, err = d.book.Say(e.ID, verdict); err != nil {
		return nil, err
	}
	d.log.Info("somebody has answered for an agent", "approval", e.ID, "agent", e.Who.Agent, "tool", e.What.Tool, "approve", s.Approve, "by", v.name)
	return viewOf(e), nil
}

// with answers a visitor, as JSON.
func (d *desk) with(do func(visitor, *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := visitorOf(r)
		status := http.StatusForbidden
		var out any
		if err == nil {
			out, err = do(v, r)
			status = statusOf(err)
		}
		if err != nil {
			out = map[string]string{"error": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.MarshalWrite(w, out) // a visitor who has left is told nothing
	}
}

func statusOf(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, approval.ErrNone):
		return http.StatusNotFound
	case errors.Is(err, approval.ErrNotAsked):
		return http.StatusForbidden
	case errors.Is(err, approval.ErrSaid):
		return http.StatusConflict
	}
	return http.StatusBadRequest
}
