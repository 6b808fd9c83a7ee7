package transport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// What a message may be, at most.
const (
	mostBytes = 1 << 20
	mostDepth = 64
)

// parse reads one message: one JSON object, valid UTF-8, no duplicate or
// unknown names, bounded in size and depth, and nothing after it.
func parse(raw []byte) (*message, *refusal) {
	if len(raw) > mostBytes {
		return nil, tooLarge()
	}
	if err := wellFormed(raw); err != nil {
		return nil, refuse(mcp.PARSE_ERROR, "the message is not one strict JSON value: %v", err)
	}
	if jsontext.Value(bytes.TrimSpace(raw)).Kind() != '{' {
		return nil, refuse(mcp.INVALID_REQUEST, "a message is one JSON object; batches are not supported")
	}
	m := &message{}
	if bad := m.readEnvelope(members(raw)); bad != nil {
		return nil, bad.about(m)
	}
	if bad := m.readParams(); bad != nil {
		return nil, bad.about(m)
	}
	return m, nil
}

func tooLarge() *refusal {
	r := refuse(mcp.INVALID_REQUEST, "the message is larger than %d bytes", mostBytes)
	r.status = http.StatusRequestEntityTooLarge
	return r
}

// wellFormed walks the whole text once. jsontext refuses duplicate names
// however they are spelled, invalid UTF-8 and lone surrogates.
func wellFormed(raw []byte) error {
	if !utf8.Valid(raw) {
		return errors.New("invalid UTF-8")
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(raw))
	mayHoldNUL := bytes.Contains(raw, []byte(`\u0000`)) // no text holds one otherwise
	for {
		token, err := d.ReadToken()
		switch {
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return shortReason(err)
		case d.StackDepth() > mostDepth:
			return fmt.Errorf("nested deeper than %d", mostDepth)
		case mayHoldNUL && token.Kind() == '"' && strings.ContainsRune(token.String(), 0):
			return errors.New("a NUL in a text")
		}
		if d.StackDepth() == 0 {
			break
		}
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the message")
	}
	return nil
}

// shortReason keeps the place and the cause of a syntax error, and none of the
// message's own text.
func shortReason(err error) error {
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("a name stands twice in one object, at byte %d", syntax.ByteOffset)
		}
		return fmt.Errorf("syntax error at byte %d", syntax.ByteOffset)
	}
	return errors.New("syntax error")
}
