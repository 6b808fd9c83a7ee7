package transport

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/mark3labs/mcp-go/mcp"
)

// large is a body of 64 MiB, with or without its length told.
func large(told bool) (*countedBody, func(*http.Request)) {
	const size = 64 << 20
	body := &countedBody{Reader: io.LimitReader(spaces{}, size)}
	return body, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(body), -1
		if told {
			r.ContentLength = size
		}
	}
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestALargeBodyIsNotRead(t *testing.T) {
	for name, c := range map[string]struct {
		told         bool
		edit         func(*http.Request)
		status, read int
	}{
		"its length told":   {true, nil, http.StatusRequestEntityTooLarge, 0},
		"in chunks":         {false, nil, http.StatusRequestEntityTooLarge, mostBytes + 1},
		"compressed":        {true, header("Content-Encoding", "gzip"), http.StatusUnsupportedMediaType, 0},
		"compressed chunks": {false, header("Content-Encoding", "gzip"), http.StatusUnsupportedMediaType, 0},
	} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			body, edit := large(c.told)
			edits := []func(*http.Request){edit}
			if c.edit != nil {
				edits = append(edits, c.edit)
			}
			rig.refusedWith(rig.post("", edits...), c.status, mcp.INVALID_REQUEST)
			if body.n > int64(c.read) {
				t.Errorf("%d bytes were read", body.n)
			}
		})
	}
}

func TestABodyIsReadOnlyOfWhoIsKnown(t *testing.T) {
	rig := newRig(t)
	body, edit := large(false)
	if w := rig.post("", edit, header("Authorization")); w.Code != http.StatusUnauthorized || body.n > 0 {
		t.Errorf("answered %d after reading %d bytes", w.Code, body.n)
	}
}

func TestAMessageThatDoesNotArriveWholeIsRefused(t *testing.T) {
	rig := newRig(t)
	w := rig.post("", func(r *http.Request) {
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(ping), iotest.ErrReader(errors.New("connection reset by 10.0.0.1"))))
	})
	if a := rig.refusedWith(w, http.StatusBadRequest, mcp.PARSE_ERROR); strings.Contains(a.Error.Message, "reset") {
		t.Errorf("told %q", a.Error.Message)
	}
}

func TestARefusedMessageIsRecordedOnceWithItsAgent(t *testing.T) {
	rig := newRig(t)
	rig.post(call(`{"name":"users_delete","arguments":7}`), header("User-Agent", "an\u202eagent/1"))
	notes := rig.gate.all()
	if len(notes) != 1 {
		t.Fatalf("recorded %v", notes)
	}
	n := notes[0]
	if n.kind != "refused" || n.tool != "users_delete" || n.who.Agent.ID != "helpdesk" || n.who.Authn != helpdeskID || n.who.Transport != "http" || n.who.Client != "anagent/1" {
		t.Errorf("recorded %v from %+v", n, n.who)
	}
}
