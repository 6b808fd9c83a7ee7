package policy

import (
	"strings"
	"testing"
)

// What some tools answer: people with parts, events with members that nobody
// has published, and nothing.
var (
	aRow = object("_id", kept(has(ID)), "username", opt(has(Text)), "phoneNumbers", opt(list(object("type", has(Text), "number", has(Text)))),
		"attributes", opt(list(object("name", has(Text), "value", opt(has(Text))))), "mfa", opt(object("configured", has(Boolean), "exclusion", has(Boolean))),
		"tags", opt(list(has(Text))), "email", opt(has(Text)))
	anEvent   = &Shape{Kind: Object, Open: true, Members: object("timestamp", kept(has(Time)), "client_ip", has(Text), "changes", has(Any), "geoip", object("country", has(Text))).Members}
	answering = []Tool{
		{Name: "users_list", Resource: "users", Class: Read, Answer: aRow},
		{Name: "users_delete", Resource: "users", Class: Destroy},
		{Name: "events_query", Resource: "events", Class: Read, Answer: anEvent},
	}
)

func kept(s *Shape) *Shape {
	own := *s
	own.Kept = true
	return &own
}

// Each is what a require rule about these tools says, on the fourth line from
// column 5 on.
var redactErrors = map[string]struct{ tools, says, want string }{
	"a word":                       {`users_list`, `redact: email`, `4:13: redact takes a list`},
	"no path":                      {`users_list`, `redact: []`, `4:13: redact takes at least one path, such as phoneNumbers, mfa.* or attributes[*].value`},
	"a field that there is not":    {`users_list`, `redact: [username, phoneNumber]`, `4:24: no answer of this rule's tools has "phoneNumber": did you mean "phoneNumbers"?`},
	"a member that there is not":   {`users_list`, `redact: ["attributes[*].valu"]`, `4:14: no answer of this rule's tools has "attributes[*].valu": did you mean "attributes.value"?`},
	"a member of a text":           {`users_list`, `redact: [username.first]`, `4:14: no answer of this rule's tools has "username.first"`},
	"the elements of no list":      {`users_list`, `redact: ["mfa[*].configured"]`, `4:14: no answer of this rule's tools has "mfa[*].configured": it is no list`},
	"all members of a text":        {`users_list`, `redact: ["username.*"]`, `4:14: no answer of this rule's tools has "username.*": did you mean "username"?`},
	"everything":                   {`users_list`, `redact: ["*"]`, `4:14: a path begins with a field: a rule that leaves few fields takes only, and one that leaves none is a deny`},
	"a glob":                       {`users_list`, `redact: ["phone*"]`, `4:14: "phone*" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"an element by its number":     {`users_list`, `redact: ["phoneNumbers[0]"]`, `4:14: "phoneNumbers[0]" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"a path with a hole":           {`users_list`, `redact: [mfa..configured]`, `4:14: "mfa..configured" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"a dollar":                     {`users_list`, `redact: [$.mfa]`, `4:14: no answer of this rule's tools has "$.mfa"`},
	"nothing at all":               {`users_list`, `redact: [""]`, `4:14: "" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"a list in a list":             {`users_list`, `redact: [[email]]`, `4:14: this takes a text` + "\np.yaml:" + `4:14: "" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"an id":                        {`users_list`, `redact: [_id]`, `4:14: _id cannot be hidden: by it what users_list answers is told apart, ordered or chosen`},
	"what events are chosen by":    {`events_query`, `redact: [timestamp]`, `4:14: timestamp cannot be hidden: by it what events_query answers is told apart, ordered or chosen`},
	"tools that answer nothing":    {`users_delete`, `redact: [email]`, `4:14: the tools of this rule answer with nothing that could be hidden`},
	"a slip beside an event":       {`users_list, events_query`, `redact: [phoneNumber]`, `4:14: no answer of this rule's tools has "phoneNumber": did you mean "phoneNumbers"?`},
	"only a word":                  {`users_list`, `only: email`, `4:11: only takes a list`},
	"only nothing":                 {`users_list`, `only: []`, `4:11: only takes at least one field, such as username`},
	"only what there is not":       {`users_list`, `only: [emial]`, `4:12: no answer of this rule's tools has "emial": did you mean "email"?`},
	"only a member of a field":     {`users_list`, `only: [mfa.configured]`, `4:12: only takes the names of an answer's fields, and not what is in them: mfa`},
	"only an id":                   {`users_list`, `only: [_id, email]`, `4:12: an answer always holds its _id: leave it out here`},
	"what nothing can be seen of":  {`users_list`, `redact: ["mfa.*", "a b"]`, `4:23: "a b" is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value`},
	"a hidden character in a path": {`users_list`, `redact: ["email\u200b"]`, `4:14: this text holds a character that cannot be seen (U+200B)`},
}

func TestAPathThatNoAnswerHasIsRefusedAtItsPlace(t *testing.T) {
	for name, c := range redactErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("p.yaml", []byte("version: 1\nrequire:\n  - {id: a, tools: ["+c.tools+"],\n    "+c.says+"}\n"), answering)
			if err == nil || err.Error() != "p.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\np.yaml:%s", err, c.want)
			}
		})
	}
}

func TestAPathHidesWhatItLeadsToAndAllThatIsInIt(t *testing.T) {
	for says, want := range map[string]struct{ hides, touches, english string }{
		`redact: [phoneNumbers]`:                      {"phoneNumbers, phoneNumbers.number", "phoneNumbers, phoneNumbers.number", "without phoneNumbers"},
		`redact: ["attributes[*].value"]`:             {"attributes.value", "attributes, attributes.value", "without attributes.value"},
		`redact: [attributes.value]`:                  {"attributes.value", "attributes, attributes.value", "without attributes.value"},
		`redact: ["mfa.*"]`:                           {"mfa.configured", "mfa, mfa.configured", "without mfa.*"},
		`redact: [tags, "mfa.*", tags]`:               {"mfa.configured, tags", "mfa, mfa.configured, tags", "without mfa.* and tags"},
		`redact: [email, username, tags]`:             {"EMAIL, email, tags, username", "EMAIL, email, tags, username", "without email, tags and username"},
		`only: [username, phoneNumbers]`:              {"EMAIL, attributes, attributes.value, email, extra, mfa, mfa.configured, tags", "EMAIL, attributes, attributes.value, email, extra, mfa, mfa.configured, tags", "with no fields but phoneNumbers and username"},
		`only: [email, mfa], redact: ["mfa.conf*"]`:   {},
		`only: [email, mfa], redact: ["mfa.*"]`:       {"attributes, attributes.value, extra, mfa.configured, phoneNumbers, phoneNumbers.number, tags, username", "attributes, attributes.value, extra, mfa, mfa.configured, phoneNumbers, phoneNumbers.number, tags, username", "without mfa.*, with no fields but email and mfa"},
		`redact: [email], limit: {calls: 1, per: 1h}`: {"EMAIL, email", "EMAIL, email", "at most 1 call an hour, without email"},
	} {
		p, err := Load("p.yaml", []byte("version: 1\nagents: {a: {access: {users: full}, require: [{id: r, tools: [users_list, users_delete], "+says+"}]}}\n"), answering)
		if want.english == "" {
			if err == nil {
				t.Errorf("%s loads", says)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, tool := range []string{"users_list", "users_delete"} { // what hides a field hides it of every tool of the rule
			d := p.Decide(Request{Agent: "a", Tool: tool, Now: noon})
			var hides, touches []string
			for _, path := range []string{"EMAIL", "_id", "attributes", "attributes.value", "email", "extra", "mfa", "mfa.configured", "phoneNumbers", "phoneNumbers.number", "tags", "username"} {
				if d.Hides.Hides(strings.Split(path, ".")...) {
					hides = append(hides, path)
				}
				if d.Hides.Touches(strings.Split(path, ".")...) {
					touches = append(touches, path)
				}
			}
			if got := strings.Join(hides, ", "); got != want.hides {
				t.Errorf("%s hides %s, want %s", says, got, want.hides)
			}
			if got := strings.Join(touches, ", "); got != want.touches {
				t.Errorf("%s touches %s, want %s", says, got, want.touches)
			}
			if d.Requires != want.english || p.Requires("a", tool) != want.english {
				t.Errorf("%s is %q and %q, want %q", says, d.Requires, p.Requires("a", tool), want.english)
			}
		}
	}
}

func TestAnEventsTimeIsAFieldThatCanBeLeft(t *testing.T) {
	if _, err := Load("p.yaml", []byte("version: 1\nrequire: [{id: r, tools: [events_query], only: [timestamp, client_ip]}]\n"), answering); err != nil {
		t.Error(err)
	}
}

func TestAnEventsUnpublishedMemberCanBeHidden(t *testing.T) {
	for _, path := range []string{"client_ip", "geoip.city", "changes.from", "anything.else"} {
		if _, err := Load("p.yaml", []byte("version: 1\nrequire: [{id: r, tools: [events_query], redact: ["+path+"]}]\n"), answering); err != nil {
			t.Error(err)
		}
	}
}

func TestARedactionWhoseConditionIsFalseHidesNothingOfThatCall(t *testing.T) {
	p := given(t, "agents: {a: {access: {users: full}, require: [{id: r, tools: [users_update], when: {sudo: {eq: true, or_absent: false}}, redact: [username]}]}}\n").p
	for sudo, hidden := range map[any]bool{true: true, false: false, nil: true, "?": true} {
		d := p.Decide(Request{Agent: "a", Tool: "users_update", Args: args{"sudo": sudo}, Now: noon})
		if d.Hides.Hides("username") != hidden || d.Hides.None() == hidden {
			t.Errorf("sudo is %v: hidden %v", sudo, !hidden)
		}
	}
	if h := p.Hides("a", "users_update"); !h.Hides("username") {
		t.Error("some call of the tool hides it, and Hides does not say so")
	}
	if h := p.Hides("a", "users_list"); !h.None() {
		t.Error("another tool hides it")
	}
	if h := p.Hides("nobody", "users_update"); !h.None() {
		t.Error("nobody has a rule")
	}
}
