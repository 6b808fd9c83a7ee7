package transport

import (
	"context"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// Underway are requests that have not ended, of one connection or of many
// sessions: the key of each begins with whose it is.
type underway struct {
	most    int // 0 where something else bounds them
	mu      sync.Mutex
	running map[string]*begun
}

// Begun is a request that has not ended.
type begun struct {
	ctx       context.Context
	end       context.CancelFunc
	cancelled bool // by its client: no answer is wanted
}

// begin puts a request under way. Its id stays taken until it has ended.
func (u *underway) begin(base context.Context, whose string, m *message) (*begun, *refusal) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.running[whose+key(m.id)] != nil {
		return nil, refuse(mcp.INVALID_REQUEST, "a request with that id is in flight already").about(m)
	}
	if u.most > 0 && len(u.running) >= u.most {
		return nil, refuse(mcp.INVALID_REQUEST, "%d requests are in flight already", u.most).about(m)
	}
	if u.running == nil {
		u.running = map[string]*begun{}
	}
	b := &begun{}
	b.ctx, b.end = context.WithCancel(base)
	u.running[whose+key(m.id)] = b
	return b, nil
}

// wanted says whether a client has not cancelled its request.
func (u *underway) wanted(b *begun) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !b.cancelled
}

// end ends a request, and says whether its client still wants the answer.
func (u *underway) end(whose string, m *message, b *begun) (wanted bool) {
	b.end()
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.running, whose+key(m.id))
	return !b.cancelled
}

// cancel ends the request that the params of a notifications/cancelled name.
func (u *underway) cancel(whose string, params jsontext.Value) {
	var c struct {
		ID jsontext.Value `json:"requestId"`
	}
	if json.Unmarshal(params, &c) != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if b := u.running[whose+key(c.ID)]; b != nil {
		b.cancelled = true
		b.end()
	}
}

// key is an id as it is compared: a string however it is spelled, and never
// equal to a number.
func key(id jsontext.Value) string {
	if s, ok := text(id); ok {
		return `"` + s
	}
	return string(id)
}
