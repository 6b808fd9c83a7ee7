package tools

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// theCommand makes a command in the directory, and returns its id.
func theCommand(r *rig) string {
	r.t.Helper()
	return r.call("full", "commands_create", `{"name":"Restart","command":"reboot","commandType":"linux","user":"000000000000000000000000"}`)["_id"].(string)
}

func TestACommandThatSomebodyElseChangesMeanwhileIsAConflict(t *testing.T) {
	r := newRig(t, fullAccess)
	id := theCommand(r)
	reads := 0
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if q.Method != "GET" {
			t.Errorf("%s was sent", q.Method)
		}
		if reads++; reads == 2 {
			return 200, `{"_id":"` + id + `","name":"Restart","command":"rm -rf /","commandType":"linux"}`, true
		}
		return 0, "", false
	})
	f := r.fails("full", "commands_update", `{"id":"`+id+`","name":"Restart now"}`)
	if f.Code != "conflict" || !strings.Contains(f.Message, "command") || !strings.Contains(f.Message, "Nothing was written") || !strings.Contains(f.Hint, "Read it again") || strings.Contains(f.Message, "rm -rf") {
		t.Errorf("%+v", f)
	}
	last := r.last()
	if last.Outcome.Result != "error" || last.Outcome.Code != "conflict" || last.Outcome.Attempts != 2 || !strings.Contains(last.Message, "somebody else changed the object at the same time; nothing was changed.") {
		t.Errorf("%s %+v", last.Message, last.Outcome)
	}
}

func TestACommandThatIsNotAsWrittenIsSaidSo(t *testing.T) {
	r := newRig(t, fullAccess)
	id := theCommand(r)
	written := false
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if written {
			return 200, `{"_id":"` + id + `","name":"Restart now","command":"rm -rf /","commandType":"linux","user":"000000000000000000000000"}`, true
		}
		written = q.Method == "PUT"
		return 0, "", false
	})
	a := r.call("full", "commands_update", `{"id":"`+id+`","name":"Restart now","timeout":"60"}`)
	note, _ := a["note"].(string)
	if a["name"] != "Restart now" || !strings.Contains(note, "command") || strings.Contains(note, "rm -rf") {
		t.Errorf("%v", a)
	}
	last := r.last()
	if last.Kind != audit.CallOutcome || last.Outcome.Result != "ok" || last.Outcome.Attempts != 4 || !slices.Contains(last.Outcome.Differs, "command") || !strings.Contains(last.Message, "the change was made, but a read right afterwards showed ") {
		t.Errorf("%s %+v", last.Message, last.Outcome)
	}
}

func TestACommandThatIsAsWrittenNeedsNoNote(t *testing.T) {
	r := newRig(t, fullAccess)
	id := theCommand(r)
	if a := r.call("full", "commands_update", `{"id":"`+id+`","name":"Restart now"}`); a["note"] != nil || a["name"] != "Restart now" {
		t.Errorf("%v", a)
	}
	if last := r.last(); last.Outcome.Attempts != 4 || !strings.HasSuffix(last.Message, "4 attempts; the change was made.") {
		t.Errorf("%s", last.Message)
	}
}
