package transport

import (
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
)

// A refusal is a message that goes no further: what is answered, and recorded.
type refusal struct {
	status   int // over HTTP
	code     int // of JSON-RPC
	text     string
	because  string         // recorded instead of the text, which does not tell it; "" where it does
	data     any            // of the error, for a program to read; nil when there is none
	id       jsontext.Value // of the message, where it could be read
	tool     string         // that it was about, where it could be read
	recorded bool           // the gate has recorded it
	silent   bool           // a notification: what is wrong with it is recorded, never answered
}

func (r *refusal) Error() string { return r.text }

// refuse is a refusal with HTTP status 400, which all have but a few.
func refuse(code int, format string, a ...any) *refusal {
	return &refusal{status: http.StatusBadRequest, code: code, text: fmt.Sprintf(format, a...)}
}

// about is the refusal of this very message.
func (r *refusal) about(m *message) *refusal {
	r.id, r.tool = m.id, m.tool
	r.silent = m.method != "" && m.id == nil
	return r
}

func (r *refusal) reply() reply {
	return errorReply(r.status, r.id, r.code, r.text, r.data)
}
