package transport

import (
	"context"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// put puts a question to the local client, until no more messages come.
func (p *pipe) put(ctx context.Context, method string, params jsontext.Value) (result jsontext.Value, ok bool) {
	p.mu.Lock()
	p.asked++
	id := jsontext.Value(`"ask-` + strconv.Itoa(p.asked) + `"`)
	p.mu.Unlock()
	return p.questions.put(ctx, p.noMore, key(id), func() { p.write(questionOf(id, method, params)) }, func() { p.write(takenBack(id)) })
}
