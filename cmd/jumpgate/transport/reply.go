package transport

import (
	"encoding/json"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A reply is the answer to one message: its bytes, nil when there is none to
// give; and the HTTP status.
type reply struct {
	status int
	body   []byte
	plain  bool // text for people, no message of the protocol
	given  bool // it is written already
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
	return reply{status: status, body: []byte(text + "\n"), plain: true}
}
