package tools

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// Every way in which an export can break off, and what follows: the file that
// goes on is the file that one run would have written.
func TestAnExportThatBrokeOffGoesOnToTheSameFile(t *testing.T) {
	parent := t
	r := larger(t, sandbox.Options{Users: 650})
	const events = `{"service":["all"],"start_time":"2020-01-01T00:00:00Z","end_time":"2099-01-01T00:00:00Z"}`
	for _, c := range []struct {
		tool, args string
		format     Format
	}{
		{"users_list", `{"filter":["suspended:$eq:false"]}`, JSONL},
		{"users_list", `{"fields":["username","email"]}`, CSV},
		{"user_group_members_list", `{"group_id":"Engineering"}`, JSONL},
		{"events_query", events, CSV},
	} {
		whole := r.exported(c.tool, c.args, c.format)
		for name, breakOff := range map[string]func(context.CancelFunc, *paper) (code, result string){
			"it is cut off": func(stop context.CancelFunc, p *paper) (string, string) {
				p.onReach = func(int) error { stop(); return nil }
				return "timeout", "cancelled"
			},
			"it is cut off while a pipe takes nothing": func(stop context.CancelFunc, p *paper) (string, string) {
				p.onReach = func(page int) error {
					if page == 1 {
						return nil
					}
					stop()
					return context.Canceled
				}
				return "timeout", "cancelled"
			},
			"the disk is full": func(_ context.CancelFunc, p *paper) (string, string) {
				p.onReach = func(page int) error {
					if page == 2 || c.tool == "events_query" {
						return errors.New("no space left on device")
					}
					return nil
				}
				return "output_failed", "error"
			},
			"JumpCloud fails": func(_ context.CancelFunc, p *paper) (string, string) {
				p.onReach = func(int) error {
					r.directory.Fail(func(*http.Request) (int, string, bool) { return 403, `{"message":"no more"}`, true })
					return nil
				}
				return "forbidden", "error"
			},
		} {
			t.Run(c.tool+"/"+c.format.String()+"/"+name, func(t *testing.T) {
				r.t = t
				defer func() { r.t = parent }()
				if c.tool == "events_query" && name != "the disk is full" {
					t.Skip("all events are on one page")
				}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				first := &paper{}
				code, result := breakOff(stop, first)
				a := r.gate.Export(ctx, r.as("full"), c.tool, jsontext.Value(c.args), Export{Format: c.format, To: first})
				r.directory.Fail(nil)
				o := r.last().Outcome
				if a.Code != code || o.Result != result || *o.Items == 0 || !strings.Contains(r.last().Message, "the export is incomplete") {
					t.Fatalf("%s, recorded: %s", a.Structured, r.last().Message)
				}
				from := throughJSON(t, first.last())
				second := &paper{kept: first.Bytes()[:from.Bytes]}
				if a := r.export("full", c.tool, string(from.Args), c.format, second, from); a.IsError {
					t.Fatalf("%s", a.Structured)
				}
				if !bytes.Equal(second.Bytes(), whole.Bytes()) {
					t.Errorf("%d bytes, not the same %d", second.Len(), whole.Len())
				}
				if last := r.last(); last.What.Export.After != from.Rows || last.Outcome.SHA256 != fmt.Sprintf("%x", sha256.Sum256(whole.Bytes())) || *last.Outcome.Items != whole.last().Rows {
					t.Errorf("recorded: %+v %+v", last.What.Export, last.Outcome)
				}
			})
		}
	}
}

func throughJSON(t *testing.T, c Checkpoint) (read Checkpoint) {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestAnExportGoesOnOnlyWhereNothingMovedAndAsItWas(t *testing.T) {
	r := larger(t, sandbox.Options{Users: 450})
	first := &paper{onReach: func(page int) error {
		if page == 2 {
			return errors.New("no space left on device")
		}
		return nil
	}}
	r.export("full", "users_list", `{}`, JSONL, first, Checkpoint{})
	from := first.last()
	if a := r.export("full", "users_list", `{"fields":"email"}`, JSONL, &paper{}, from); a.Code != "invalid_arguments" {
		t.Errorf("it went on with something else: %s", a.Structured)
	}
	r.call("full", "users_delete", `{"id":"ana.ruiz"}`)
	to := &paper{kept: first.Bytes()[:from.Bytes]}
	a := r.export("full", "users_list", string(from.Args), JSONL, to, from)
	if a.Code != "moved" || to.Len() != int(from.Bytes) || len(to.reached) > 0 {
		t.Errorf("%s, %d bytes of %d", a.Structured, to.Len(), from.Bytes)
	}
	if m := r.last().Message; !strings.Contains(m, "have moved") || !strings.HasSuffix(m, "Nothing was written.") {
		t.Error(m)
	}
}

// A signal that comes when every row is written comes too late to matter.
func TestAnExportThatIsWholeIsNotCalledCutOff(t *testing.T) {
	r := newRig(t, fullAccess)
	ctx, stop := context.WithCancel(t.Context())
	a := r.gate.Export(ctx, r.as("full"), "user_groups_list", nil, Export{Format: JSONL, To: late{&paper{}, stop}})
	if o := r.last().Outcome; a.IsError || o.Result != "ok" {
		t.Errorf("%s, recorded: %+v", a.Structured, o)
	}
}

// late is an outlet during whose last checkpoint a signal comes.
type late struct {
	*paper
	stop context.CancelFunc
}

func (l late) Reached(c Checkpoint) error {
	if c.Whole {
		l.stop()
	}
	return l.paper.Reached(c)
}
