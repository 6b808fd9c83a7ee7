package audit

import (
	"testing"
	"time"
)

func TestAQueryWantsWhatAllOfItHoldsFor(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	r := Record{
		Time: at, Kind: CallIntent, Message: `Help Desk asked to delete user "Zoë"; allowed.`,
		Who:      &Who{Agent: "help-desk"},
		What:     &What{Tool: "users_delete", Class: "destroy", Targets: []Target{{ID: "5f0c", Name: "zoe"}, {ID: "77"}}},
		Decision: &Decision{Effect: "allow"},
	}
	for name, q := range map[string]Query{
		"nothing asked": {},
		"agent":         {Agent: "help-desk"},
		"target's id":   {Target: "77"},
		"target's name": {Target: "zoe"},
		"text":          {Text: "USER \"ZOË"},
		"its moment":    {Since: at, Until: at},
		"all": {Agent: "help-desk", Tool: "users_delete", Class: "destroy", Decision: "allow", Target: "5f0c", Text: "asked",
			Since: at.Add(-time.Hour), Until: at.Add(time.Hour)},
	} {
		if !q.Matches(r) {
			t.Errorf("%s: the record is not found", name)
		}
	}
	for name, q := range map[string]Query{
		"agent":             {Agent: "help"},
		"tool":              {Tool: "users_get"},
		"class":             {Class: "read"},
		"decision":          {Decision: "deny"},
		"a part of a name":  {Target: "zo"},
		"no name":           {Target: "users"},
		"text":              {Text: "denied"},
		"later":             {Since: at.Add(time.Microsecond)},
		"earlier":           {Until: at.Add(-time.Microsecond)},
		"one thing of many": {Agent: "help-desk", Tool: "users_get"},
	} {
		if q.Matches(r) {
			t.Errorf("%s: the record is found", name)
		}
	}
	for name, q := range map[string]Query{"agent": {Agent: "a"}, "tool": {Tool: "a"}, "decision": {Decision: "allow"}, "target": {Target: "a"}} {
		if q.Matches(Record{Kind: ServerStart}) {
			t.Errorf("%s: a record without one is found", name)
		}
	}
}
