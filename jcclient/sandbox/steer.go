package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

// faultsPath is the sandbox's own: JumpCloud has nothing there.
const faultsPath = "/_sandbox/faults"

// faults are what goes wrong at present.
func (s *Server) faults() *mishaps { return s.mishaps.Load() }

// steer shows what goes wrong, and takes something else to go wrong from now
// on. It meets no faults itself, and answers the sandbox's own key alone.
func (s *Server) steer(r *http.Request) *answer {
	if r.Header.Get("x-api-key") != s.key {
		return fail(http.StatusUnauthorized, "Unauthorized: the faults are changed with the sandbox's own x-api-key")
	}
	if r.Method == http.MethodPost {
		f, err := readFaults(r.Body)
		if err != nil {
			return fail(http.StatusBadRequest, "%v", err)
		}
		s.mishaps.Store(newMishaps(f)) // and its requests are counted from one
	} else if r.Method != http.MethodGet {
		a := fail(http.StatusMethodNotAllowed, "Method Not Allowed")
		a.header = http.Header{"Allow": {"GET, POST"}}
		return a
	}
	return ok(object{"faults": s.faults().String()})
}

// readFaults reads the text that ParseFaults takes, alone or in an object.
func readFaults(from io.Reader) (Faults, error) {
	body, err := io.ReadAll(io.LimitReader(from, 1<<16))
	if err != nil {
		return Faults{}, err
	}
	if text := bytes.TrimSpace(body); !bytes.HasPrefix(text, []byte("{")) {
		return ParseFaults(string(text))
	}
	var in struct {
		Faults string `json:"faults"`
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return Faults{}, err
	}
	return ParseFaults(in.Faults)
}
