package transport

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A client of the older revisions is asked by a request of ours while its own
// waits. Questions are those that are open: each is replied to once.
type questions struct {
	mu   sync.Mutex
	open map[string]chan jsontext.Value // by whose they are, and their ids
}

// longestQuestion is how long a user is waited for while a call waits.
const longestQuestion = 5 * time.Minute

// A putter puts one request to the client of a message, and waits for what it
// replies; false when that is an error, or none comes.
type putter func(ctx context.Context, method string, params jsontext.Value) (result jsontext.Value, ok bool)

// put sends a question, and waits for the reply until ctx ends, or gone is closed. One
// whose time is over it takes back: who is still there need not answer it any more.
func (q *questions) put(ctx context.Context, gone <-chan struct{}, key string, send, takeBack func()) (result jsontext.Value, ok bool) {
	reply := make(chan jsontext.Value, 1)
	q.mu.Lock()
	if q.open == nil {
		q.open = map[string]chan jsontext.Value{}
	}
	q.open[key] = reply
	q.mu.Unlock()
	defer q.close(key)
	send()
	select {
	case result := <-reply:
		return result, result != nil && ctx.Err() == nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			takeBack()
		}
	case <-gone:
	}
	return nil, false
}

func (q *questions) close(key string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.open, key)
}

// replied takes a reply; nil is an error. It says whether the question was open.
func (q *questions) replied(key string, result jsontext.Value) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	reply := q.open[key]
	if reply == nil {
		return false
	}
	delete(q.open, key)
	reply <- result
	return true
}

// questionOf is a request of ours.
func questionOf(id jsontext.Value, method string, params jsontext.Value) []byte {
	out, _ := jsontext.AppendQuote(append(append([]byte(`{"jsonrpc":"2.0","id":`), id...), `,"method":`...), method)
	return append(append(append(out, `,"params":`...), params...), '}')
}

// takenBack tells a client that a question of ours is none any more.
func takenBack(id jsontext.Value) []byte {
	return notification(string(mcp.MethodNotificationCancelled), add(add([]byte("{}"), "requestId", id), "reason", jsontext.Value(`"the call waits no longer"`)))
}

// asks says whether the client of a message can be asked while that waits.
func (t *teller) asks(m *message) bool {
	return t != nil && t.put != nil && !m.perRequest()
}

// ask puts one question, and waits for the reply as long as a user is waited for.
func (t *teller) ask(ctx context.Context, method string, params jsontext.Value) (result jsontext.Value, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, longestQuestion)
	defer cancel()
	return t.put(ctx, method, params)
}

// putAll asks what is to be asked first, one after the other, and returns what a
// newer client would have brought. A client is asked nothing for which it has not
// declared itself; one that does not reply ends it.
func (t *teller) putAll(ctx context.Context, m *message, first *tools.Ask) (tools.Brought, error) {
	brought := tools.Brought{State: first.State, Responses: map[string]jsontext.Value{}}
	for name, v := range tools.Members(first.Requests) {
		r := readRequest(v)
		if !slices.Contains(m.can, needs[r.Method]) {
			continue
		}
		result, ok := t.ask(ctx, r.Method, r.Params)
		if !ok {
			return brought, refuse(mcp.INVALID_REQUEST, "the client has not answered %s, which it was to be asked first", r.Method)
		}
		brought.Responses[name] = result
	}
	if len(brought.Responses) == 0 {
		return brought, refuse(mcp.INVALID_REQUEST, "the client is to be asked first, and has not declared that it can")
	}
	return brought, nil
}
