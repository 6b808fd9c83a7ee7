package tools

import (
	"slices"
	"testing"
)

func TestAnObserverIsToldWhatBecameOfEachCall(t *testing.T) {
	var seen []string
	r := newRig(t, fullAccess+`
deny: [{id: none, tools: [users_delete]}]
`, func(o *Options) {
		o.Observe = func(b Observation) {
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
	r := newRig(t, fullAccess, func(o *Options) { o.Observe = func(b Observation) { last = b } })
	r.gate.audit.Close()
	r.answer("full", "users_get", `{"id":"ana.ruiz"}`) // its look-up has no record
	if last.Decision != "undecided" || last.Code != "audit_unavailable" {
		t.Errorf("%+v", last)
	}
}
