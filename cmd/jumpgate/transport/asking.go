package transport

import (
	"context"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// ask puts a question to the user of the local client, and waits for what it
// comes to; not asked is a client that cannot, one that answers with an error,
// or none at all.
func (p *pipe) ask(ctx context.Context, text string) (action string, asked bool) {
	p.mu.Lock()
	if !p.elicits {
		p.mu.Unlock()
		return "", false
	}
	p.questions++
	id := jsontext.Value(`"ask-` + strconv.Itoa(p.questions) + `"`)
	reply := make(chan jsontext.Value, 1)
	p.asked[key(id)] = reply
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.asked, key(id))
	}()
	out, _ := jsontext.AppendQuote(append(append([]byte(`{"jsonrpc":"2.0","id":`), id...), `,"method":`...), string(mcp.MethodElicitationCreate))
	p.write(append(append(append(out, `,"params":`...), elicitation(text)...), '}'))
	select {
	case result := <-reply:
		return actionOf(result), result != nil
	case <-ctx.Done():
	case <-p.noMore:
	}
	return "", false
}

// replied takes a client's reply to a question of ours. A reply to none is
// nothing: each question is answered once.
func (p *pipe) replied(m *message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if reply := p.asked[key(m.id)]; reply != nil && m.id != nil {
		delete(p.asked, key(m.id))
		reply <- m.result
	}
}
