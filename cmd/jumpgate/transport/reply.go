package transport

import (
	"encoding/json"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A reply is the answer to one message: its bytes in parts, that are sent one after
// the other, nil when there is none to give; and the HTTP status.
type reply struct {
	status int
	body   [][]byte
	plain  bool // text for people, no message of the protocol
	given  bool // it is written already
}

// size is how many bytes the body has.
func (r reply) size() (n int) {
	for _, part := range r.body {
		n += len(part)
	}
	return n
}

// errorReply is the JSON-RPC error to the request of that id. It may quote what
// was sent, and tells no secret of that.
func errorReply(status int, id jsontext.Value, code int, text string, data any) reply {
	e, _ := jsontext.AppendQuote([]byte(`{"code":`+strconv.Itoa(code)+`,"message":`), audit.Blot(text))
	if data != nil {
		if b, err := json.Marshal(data); err == nil {
			e = append(append(e, `,"data":`...), b...)
		}
	}
	return reply{status: status, body: frame(id, "error", append(e, '}'))}
}

func plainReply(status int, text string) reply {
	return reply{status: status, body: [][]byte{[]byte(text + "\n")}, plain: true}
}
