package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
)

// An object is a JSON object of the directory.
type object map[string]any

func (o object) id() string {
	if id, ok := o["_id"].(string); ok {
		return id
	}
	id, _ := o["id"].(string)
	return id
}

func (o object) text(name string) string {
	s, _ := o[name].(string)
	return s
}

// copy is deep: what is answered is not what is stored.
func (o object) copy() object { return copied(o).(object) }

func copied(v any) any {
	switch v := v.(type) {
	case object:
		c := object{}
		for k, inner := range v {
			c[k] = copied(inner)
		}
		return c
	case map[string]any:
		return copied(object(v))
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = copied(v[i])
		}
		return c
	}
	return v
}

// An answer is a status, headers, and a JSON body or none.
type answer struct {
	status int
	header http.Header
	body   any
	bytes  []byte // the body once it is written out
}

func ok(body any) *answer { return &answer{status: http.StatusOK, body: body} }

func created(body any) *answer { return &answer{status: http.StatusCreated, body: body} }

func noContent() *answer { return &answer{status: http.StatusNoContent} }

// fail is an error as v1 and the gateway answer it.
func fail(status int, format string, a ...any) *answer {
	text := fmt.Sprintf(format, a...)
	return &answer{status: status, body: object{"message": text, "error": text}}
}

// fail2 is an error as v2 answers it: code, message, and for a field at fault
// a stable word.
func fail2(status int, word, format string, a ...any) *answer {
	body := object{"code": status, "message": fmt.Sprintf(format, a...)}
	if word != "" {
		body["status"] = word
	}
	return &answer{status: status, body: body}
}

// failInsights is an error as Directory Insights answers it.
func failInsights(status int, format string, a ...any) *answer {
	return &answer{status: status, body: object{"message": fmt.Sprintf(format, a...)}}
}

// writtenOut is the answer with its body as bytes: from then on it holds
// nothing that is stored. Characters stand as they are, none escaped for HTML.
func (a *answer) writtenOut() *answer {
	if a.body == nil || a.bytes != nil {
		return a
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a.body); err != nil {
		return fail(http.StatusInternalServerError, "%v", err).writtenOut()
	}
	a.bytes = bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	return a
}

// head writes the status and the headers.
func (a *answer) head(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("x-response-time", "1.2ms")
	if len(a.bytes) > 0 {
		sum := fnv.New64a()
		_, _ = sum.Write(a.bytes)
		if h.Get("Content-Type") == "" {
			h.Set("Content-Type", "application/json; charset=utf-8")
		}
		h.Set("ETag", fmt.Sprintf(`W/"%x-%x"`, len(a.bytes), sum.Sum64()))
	}
	w.WriteHeader(a.status)
}

func (a *answer) write(w http.ResponseWriter) {
	a = a.writtenOut()
	a.head(w)
	if len(a.bytes) > 0 {
		_, _ = w.Write(a.bytes)
	}
}
