package tools

import (
	"context"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func TestAnObserverIsToldWhatBecameOfEachCall(t *testing.T) {
	var seen []string
	r := newRig(t, fullAccess+`
deny: [{id: none, tools: [users_delete]}]
`, func(o *Options) {
		o.Observe = func(_ context.Context, b Observation) {
			if b.Took < 0 {
				t.Errorf("it took %v", b.Took)
			}
			seen = append(seen, b.Agent+" "+b.Tool+" "+b.Class+" "+b.Decision+" "+b.Code)
		}
	})
	for _, c := range [][3]string{
		{"full", "users_list", `{}`},
		{"full", "users_list", `{"nothing":1}`},
		{"full", "users_delete", `{"id":"ana.ruiz"}`},
		{"full", "users_get", `{"id":"66c0a1b2c3d4e5f609999999"}`},
		{"full", "users_\nforged", `{}`},
		{"a stranger", "users_list", `{}`},
	} {
		r.answer(c[0], c[1], c[2])
	}
	want := []string{
		"full users_list read allow ok",
		"full users_list read invalid invalid_arguments",
		"full users_delete destroy deny denied",
		"full users_get read allow not_found",
		"full unknown unknown deny denied",
		"unknown users_list read deny denied",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("%q\nwant\n%q", seen, want)
	}
}

func TestACallThatCannotBeRecordedIsUndecidedToItsObserver(t *testing.T) {
	var last Observation
	r := newRig(t, fullAccess, func(o *Options) { o.Observe = func(_ context.Context, b Observation) { last = b } })
	r.gate.audit.Close()
	r.answer("full", "users_get", `{"id":"ana.ruiz"}`) // its look-up has no record
	if last.Decision != "undecided" || last.Code != "audit_unavailable" {
		t.Errorf("%+v", last)
	}
}

// What a call waited for is told with it: each record, and whether it came to be.
func TestAnObserverIsToldOfTheRecordsOfACall(t *testing.T) {
	type mine struct{}
	var seen []Observation
	r := newRig(t, fullAccess, func(o *Options) {
		o.Observe = func(ctx context.Context, b Observation) {
			if ctx.Value(mine{}) != "this" {
				t.Error("it is told in another context")
			}
			seen = append(seen, b)
		}
	})
	ctx := context.WithValue(t.Context(), mine{}, "this")
	kindsOf := func(b Observation) (kinds []audit.Kind) {
		for _, made := range b.Records {
			kinds = append(kinds, made.Kind)
			if made.At.IsZero() || made.Took < 0 || (made.Err != nil) != (b.Code == "audit_unavailable") {
				t.Errorf("%s: %+v", b.Code, made)
			}
		}
		return kinds
	}
	answer := r.gate.Call(ctx, r.as("full"), "users_get", jsontext.Value(`{"id":"ana.ruiz"}`))
	if kinds := kindsOf(seen[0]); seen[0].Call != answer.Call || !slices.Equal(kinds, []audit.Kind{audit.CallLookup, audit.CallIntent, audit.CallOutcome}) {
		t.Errorf("%+v", seen[0])
	}
	r.gate.Call(ctx, r.as("full"), "users_nap", nil)
	if kinds := kindsOf(seen[1]); !slices.Equal(kinds, []audit.Kind{audit.CallDenied}) {
		t.Errorf("%+v", seen[1])
	}
	r.gate.audit.Close()
	r.gate.Call(ctx, r.as("full"), "organization_get", nil)
	if kinds := kindsOf(seen[2]); !slices.Equal(kinds, []audit.Kind{audit.CallIntent}) {
		t.Errorf("%+v", seen[2])
	}
}
