package tools

import (
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A cursor is a position in a listing, not a right: each page is decided anew.
// It is bound to agent, tool and request only so that a cursor from elsewhere
// is an error, and never rows that nobody asked for.
type cursor struct {
	Skip   int            `json:"s,omitzero"`
	After  jsontext.Value `json:"a,omitzero"`
	Window [2]time.Time   `json:"w,omitzero"` // what the words of a window mean
	Bound  []byte         `json:"b"`
}

var errOtherCursor = badArgument("cursor does not belong to this listing: give the next_cursor of the page before, to the same tool and with the same arguments (limit and fields may change), or leave it out for the first page")

// farthest is more rows than any directory has: a cursor beyond it is made up.
const farthest = 100_000_000

// encodeCursor makes the opaque text for the page that starts at p.
func (t *Tool) encodeCursor(agent string, a *arguments, p jcclient.Page) string {
	b, _ := json.Marshal(cursor{Skip: p.Skip, After: p.After, Window: a.window, Bound: t.binding(agent, a)})
	return base64.RawURLEncoding.EncodeToString(b)
}

// page tells where the page starts that an agent asks for, and how long it is.
func (t *Tool) page(agent string, a *arguments) (jcclient.Page, error) {
	c, err := t.readCursor(agent, a)
	return jcclient.Page{Limit: a.limit, Skip: c.Skip, After: c.After}, err
}

// readCursor reads the cursor that an agent gives; a call without one gets
// that of the first page.
func (t *Tool) readCursor(agent string, a *arguments) (cursor, error) {
	if a.cursor == "" {
		return cursor{}, nil
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(a.cursor)
	if err == nil {
		err = json.Unmarshal(b, &c, json.RejectUnknownMembers(true))
	}
	if err != nil || string(c.Bound) != string(t.binding(agent, a)) || c.Skip < 0 || c.Skip > farthest || len(c.After) > 1024 {
		return cursor{}, errOtherCursor
	}
	return c, nil
}

func (t *Tool) binding(agent string, a *arguments) []byte {
	h := sha256.New()
	for _, part := range []string{agent, t.Name, string(a.asked)} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return h.Sum(nil)[:12]
}
