package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// toldDevice is a device that does as it is told, at once. How JumpCloud shows
// that a device is locked is not known: here its mdm.lostModeStatus does.
func (s *Server) toldDevice(command string) handler {
	return func(r *http.Request, _ object) *answer {
		old, missing := s.find(r, systems)
		if missing != nil {
			return missing
		}
		o := old.copy()
		o["lastContact"] = stamp(s.now())
		switch command {
		case "lock":
			layOver(o, object{"mdm": object{"lostModeStatus": "locked"}})
		case "shutdown":
			o["active"] = false
		case "erase":
			layOver(o, object{"active": false, "fde": object{"active": false, "keyPresent": false}})
		}
		s.store.put(systems, o)
		s.happened("system_"+command, o, changes(old, o))
		return &answer{status: http.StatusCreated}
	}
}

// getRecoveryKey gives the key of an encrypted disk away, and tells of it.
func (s *Server) getRecoveryKey(r *http.Request, _ object) *answer {
	o, missing := s.find(r, systems)
	if missing != nil {
		return missing
	}
	if at(o, "fde.keyPresent") != true {
		return notFound(r)
	}
	s.happened("system_fdekey_view", o, nil)
	return ok(object{"key": recoveryKey(o.id())})
}

// recoveryKey is invented, and looks like one of a Mac.
func recoveryKey(id string) string {
	digits := strings.ToUpper(id[len(id)-6:])
	var parts []string
	for i := range 6 {
		parts = append(parts, fmt.Sprintf("%c%03dZ", digits[i], (i+1)*37))
	}
	return strings.Join(parts, "-")
}
