package policy

import (
	"testing"
)

// Each is the when of a deny rule about these tools, on the fifth line from
// column 11 on, and what is said of it.
var whenErrors = map[string]struct{ tools, when, want string }{
	"no mapping":                  {`[users_update]`, `[sudo]`, `5:11: when takes arguments, each with what is asked of it, such as {op: {eq: add}}`},
	"nothing":                     {`[users_update]`, `{}`, `5:11: when takes arguments, each with what is asked of it, such as {op: {eq: add}}`},
	"a value without a matcher":   {`[users_update]`, `{sudo: true}`, `5:18: sudo takes matchers, such as {eq: …}: there are eq, in, not_in, glob, prefix, min, max, present, absent, max_items, each, any, or_absent`},
	"no matcher":                  {`[users_update]`, `{sudo: {}}`, `5:18: sudo takes matchers, such as {eq: …}: there are eq, in, not_in, glob, prefix, min, max, present, absent, max_items, each, any, or_absent`},
	"or_absent alone":             {`[users_update]`, `{sudo: {or_absent: true}}`, `5:18: sudo asks nothing of the value: beside or_absent and zone stands at least one matcher`},
	"or_absent: yes":              {`[users_update]`, `{sudo: {eq: true, or_absent: yes}}`, `5:40: this is true or false, not "yes"`},
	"an unknown matcher":          {`[users_update]`, `{sudo: {equals: true}}`, `5:19: unknown key "equals" in sudo: it takes eq, in, not_in, glob, prefix, min, max, present, absent, max_items, each, any, or_absent`},
	"a regular expression":        {`[users_update]`, `{department: {regex: ".*"}}`, `5:25: unknown key "regex" in department: it takes eq, in, not_in, glob, prefix, min, max, present, absent, max_items, each, any, or_absent`},
	"an unknown argument":         {`[users_update]`, `{sud: {eq: true}}`, `5:12: no tool of this rule has an argument "sud": did you mean "sudo"?`},
	"an argument of other tools":  {`[users_delete]`, `{sudo: {eq: true}}`, `5:12: no tool of this rule has an argument "sudo": there are id`},
	"an argument of no tool":      {`[devices_list]`, `{id: {present: true}}`, `5:12: no tool of this rule has an argument "id": they take none`},
	"a member of a text":          {`[users_update]`, `{department.name: {eq: a}}`, `5:12: no tool of this rule has an argument "department.name": did you mean "department"?`},
	"an unknown member":           {`[users_update]`, `{attributes.nam: {eq: a}}`, `5:12: no tool of this rule has an argument "attributes.nam": did you mean "attributes.name"?`},
	"an unknown field":            {`[users_update]`, `{target.usrname: {eq: a}}`, `5:12: the objects that the tools of this rule are about have no field "usrname": did you mean "target.username"?`},
	"a target of none":            {`[users_list]`, `{target.username: {eq: a}}`, `5:12: the tools of this rule are about no object that can be read: target. stands for none`},
	"the groups of a group":       {`[user_group_members_change]`, `{target.groups: {any: {eq: a}}}`, `5:12: the objects that the tools of this rule are about have no field "groups": there are target.name`},
	"a flag in quotes":            {`[users_update]`, `{sudo: {eq: "true"}}`, `5:23: sudo is true or false, not "true"`},
	"a flag as yes":               {`[users_update]`, `{sudo: {eq: yes}}`, `5:23: sudo is true or false, not "yes"`},
	"a glob of a flag":            {`[users_update]`, `{sudo: {glob: "t*"}}`, `5:19: glob does not fit sudo, which is true or false in users_update: it takes eq, in, not_in, present, absent`},
	"a number in quotes":          {`[users_update]`, `{unix_uid: {max: "100"}}`, `5:28: unix_uid is a whole number, and this is not one: "100"`},
	"a fraction":                  {`[users_update]`, `{unix_uid: {max: 1.5}}`, `5:28: unix_uid is a whole number, and this is not one: "1.5"`},
	"an octal number":             {`[users_update]`, `{unix_uid: {max: 0100}}`, `5:28: unix_uid is a whole number, and this is not one: "0100"`},
	"a number beyond all":         {`[users_update]`, `{unix_uid: {max: 9223372036854775808}}`, `5:28: unix_uid is a whole number, and this is not one: "9223372036854775808"`},
	"infinity":                    {`[commands_create]`, `{factor: {max: .inf}}`, `5:26: factor is a number, and this is not one: ".inf"`},
	"not a number":                {`[commands_create]`, `{factor: {max: 1e999}}`, `5:26: factor is a number, and this is not one: "1e999"`},
	"a minimum above the maximum": {`[users_update]`, `{unix_uid: {min: 5, max: 4}}`, `5:22: min is above max: nothing is between them`},
	"a minimum of a text":         {`[users_update]`, `{department: {min: a}}`, `5:25: min does not fit department, which is a text in users_update: it takes eq, in, not_in, glob, prefix, present, absent`},
	"a number for a text":         {`[users_update]`, `{department: {eq: 5}}`, `5:29: department is a text: put "5" in quotes`},
	"a flag for a text":           {`[users_update]`, `{department: {in: [Sales, true]}}`, `5:37: department is a text: put "true" in quotes`},
	"in without a list":           {`[users_update]`, `{department: {in: Sales}}`, `5:29: in takes a list`},
	"in an empty list":            {`[users_update]`, `{department: {in: []}}`, `5:29: in takes at least one value`},
	"eq with a list":              {`[users_update]`, `{department: {eq: [Sales]}}`, `5:29: department is compared with one value`},
	"an empty glob":               {`[users_update]`, `{department: {glob: ""}}`, `5:31: glob takes a text that is not empty`},
	"an empty prefix":             {`[users_update]`, `{department: {prefix: ""}}`, `5:33: prefix takes a text that is not empty`},
	"a glob of shells":            {`[users_update]`, `{department: {glob: "[SM]ales"}}`, `5:31: a glob knows * alone, for any characters: ? and [ would stand for themselves`},
	"a hidden character":          {`[users_update]`, `{department: {prefix: "a\u200b"}}`, `5:33: this text holds a character that cannot be seen (U+200B)`},
	"a word that there is not":    {`[user_group_members_change]`, `{op: {eq: added}}`, `5:21: op is never "added": it takes add, remove, update`},
	"a name for an id":            {`[user_group_members_change]`, `{group_id: {eq: Engineering}}`, `5:27: group_id is an id (24 digits of 0-9 a-f), also where a call gives a name: "Engineering"`},
	"a day for a time":            {`[events_query]`, `{start_time: {min: 2026-01-01}}`, `5:30: start_time is a time with its zone, such as 2027-06-30T00:00:00Z, and this is not one: "2026-01-01"`},
	"each of no list":             {`[users_update]`, `{department: {each: {eq: a}}}`, `5:25: each is for lists, and department is a text in users_update`},
	"each of nothing":             {`[users_update]`, `{tags: {each: {}}}`, `5:25: each takes matchers of its own, such as {eq: …}`},
	"each of an element":          {`[users_update]`, `{tags: {each: {present: true}}}`, `5:26: unknown key "present" in each: it takes eq, in, not_in, glob, prefix, min, max`},
	"max_items of no list":        {`[users_update]`, `{department: {max_items: 3}}`, `5:25: max_items is for lists, and department is a text in users_update`},
	"max_items below nothing":     {`[users_update]`, `{tags: {max_items: -1}}`, `5:30: max_items is from 0 to 2147483647`},
	"a comparison of objects":     {`[users_update]`, `{attributes: {eq: a}}`, `5:25: eq does not fit attributes, which is an object in users_update: it takes present, absent`},
	"a secret":                    {`[users_update]`, `{password: {prefix: a}}`, `5:23: password is a secret: a condition can ask only whether it is there (present, absent)`},
	"one key, two kinds":          {`[users_update, users_create, commands_create, user_group_members_change]`, `{attributes.name: {min: 5}}`, `5:30: min does not fit attributes.name, which is a text in users_update: it takes eq, in, not_in, glob, prefix, present, absent`},
	"a day of no week":            {`[users_list]`, `{time.weekday: {eq: monday}}`, `5:31: time.weekday is never "monday": it takes sun, mon, tue, wed, thu, fri, sat`},
	"an hour of no day":           {`[users_list]`, `{time.hour: {max: 24}}`, `5:29: time.hour is from 0 to 23`},
	"an unknown time":             {`[users_list]`, `{time.minute: {max: 24}}`, `5:12: there is no "time.minute": there are time.weekday and time.hour`},
	"an hour that is there":       {`[users_list]`, `{time.hour: {present: true}}`, `5:24: unknown key "present" in time.hour: it takes eq, in, not_in, min, max, zone`},
	"a zone of no clock":          {`[users_list]`, `{time.hour: {min: 9, zone: Mars/Olympus}}`, `5:38: unknown zone "Mars/Olympus": it takes a name such as Europe/Berlin or UTC`},
	"the zone of this machine":    {`[users_list]`, `{time.hour: {min: 9, zone: Local}}`, `5:38: unknown zone "Local": it takes a name such as Europe/Berlin or UTC`},
	"a zone of an argument":       {`[users_update]`, `{sudo: {eq: true, zone: UTC}}`, `5:29: unknown key "zone" in sudo: it takes eq, in, not_in, glob, prefix, min, max, present, absent, max_items, each, any, or_absent`},
	"a key twice":                 {`[users_update]`, `{sudo: {eq: true}, sudo: {eq: false}}`, `5:30: key "sudo" stands here twice: first at line 5`},
	"a value that is null":        {`[users_update]`, `{sudo: {eq: ~}}`, `5:23: no value here: give one, or leave the key out`},
}

func TestAConditionThatDoesNotFitItsToolsIsRefusedAtItsPlace(t *testing.T) {
	for name, c := range whenErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("p.yaml", []byte("version: 1\ndeny:\n  - id: a\n    tools: "+c.tools+"\n    when: "+c.when+"\n"), directory)
			if err == nil || err.Error() != "p.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\np.yaml:%s", err, c.want)
			}
		})
	}
}

func TestAnArgumentThatDiffersInKindBetweenTheToolsOfARuleIsRefused(t *testing.T) {
	tools := []Tool{{Name: "a", Resource: "r", Class: Read, Args: object("x", has(Text), "y", list(has(Text)))},
		{Name: "b", Resource: "r", Class: Read, Args: object("x", has(Integer), "y", has(Text))}}
	for when, want := range map[string]string{
		`{x: {present: true}}`:       "2:37: x is a text in a and a whole number in b: write a rule for each",
		`{y: {each: {prefix: "p"}}}`: "2:41: each is for lists, and y is a text in b",
	} {
		_, err := Load("p.yaml", []byte("version: 1\ndeny: [{id: d, tools: [\"*\"], when: "+when+"}]\n"), tools)
		if err == nil || err.Error() != "p.yaml:"+want {
			t.Errorf("%s: the error is %v, want %s", when, err, want)
		}
	}
	if _, err := Load("p.yaml", []byte("version: 1\ndeny: [{id: d, tools: [\"*\"], when: {y: {prefix: p}}}]\n"), tools); err != nil {
		t.Errorf("a list and a text, each of which a prefix fits: %v", err)
	}
}

func TestADenyThatFiresWhereverItsArgumentIsLeftOutIsWarnedOf(t *testing.T) {
	for when, want := range map[string]string{
		`[users_update], when: {sudo: {eq: true}}`:                   "3:43: deny.a reads sudo, and denies a call of users_update that leaves it out: or_absent beside it says what it is worth then",
		`[users_update, users_delete], when: {sudo: {eq: true}}`:     "3:57: deny.a reads sudo, and denies every call of users_delete, which has none: or_absent beside it says what it is worth then",
		`[users_update], when: {sudo: {eq: true, or_absent: false}}`: "",
		`[users_update], when: {sudo: {eq: true, or_absent: true}}`:  "",
		`[users_update], when: {sudo: {present: true}}`:              "",
		`[users_update], when: {attributes.name: {eq: a}}`:           "3:43: deny.a reads attributes.name, and denies a call of users_update that leaves it out: or_absent beside it says what it is worth then",
		`[user_group_members_change], when: {op: {eq: add}}`:         "",
		`[users_update], when: {target.username: {eq: root}}`:        "",
		`[users_list], when: {time.hour: {max: 8}}`:                  "",
	} {
		got := warningsAt(t, "2026-11-23T12:00:00Z", "version: 1\ndeny:\n  - {id: a, tools: "+when+"}\n")
		if want != "" {
			want = "p.yaml:" + want
		}
		if got != want {
			t.Errorf("%s: the warnings are\n%s\nwant\n%s", when, got, want)
		}
	}
}
