package policy

import (
	"maps"
	"slices"
	"strings"
)

// A small world, so that random policies meet in it: rules that overlap,
// levels on either side of a class, a tool without one, arguments of every
// kind.
var universe = []Tool{
	{Name: "users_list", Resource: "users", Class: Read, Args: object("limit", has(Integer), "fields", opt(list(has(Text)))), Answer: person},
	{Name: "users_secret", Resource: "users", Class: Reveal, Args: object("id", has(ID)), Target: person, Answer: person},
	{Name: "users_update", Resource: "users", Class: Write, Target: person, Answer: person, Args: object(
		"id", has(ID), "name", opt(has(Text)), "sudo", opt(has(Boolean)), "uid", opt(has(Integer)), "since", opt(has(Time)),
		"state", opt(words("ON", "OFF")), "tags", opt(list(has(Text))), "uids", opt(list(has(Integer))),
		"mfa", opt(object("off", opt(has(Boolean)), "days", opt(has(Integer)))),
		"parts", opt(list(object("name", has(Text), "size", opt(has(Number))))), "password", opt(secret(has(Text))))},
	{Name: "users_delete", Resource: "users", Class: Destroy, Args: object("id", has(ID)), Target: person},
	{Name: "users_odd", Resource: "users"},
	{Name: "groups_list", Resource: "groups", Class: Read, Args: object("limit", has(Integer))},
	{Name: "groups_list_all", Resource: "groups", Class: Read},
	{Name: "groups_change", Resource: "groups", Class: Privilege,
		Args:   object("id", has(ID), "group_id", has(ID), "op", words("add", "remove"), "more", opt(has(Any))),
		Target: object("label", opt(has(Text)), "size", opt(has(Integer)))},
	{Name: "commands_run", Resource: "commands", Class: Execute, Args: object("name", has(Text), "factor", opt(has(Number)))},
}

// person is what can be read of the object of the tools about users.
var person = object("username", opt(has(Text)), "locked", opt(has(Boolean)), "groups", opt(list(has(Text))),
	"admin", opt(object("role", opt(has(Text)))), "key", opt(secret(has(Text))))

func has(k Kind) *Shape { return &Shape{Kind: k} }

func words(all ...string) *Shape { return &Shape{Kind: Text, Words: all} }

func list(of *Shape) *Shape { return &Shape{Kind: List, Element: of} }

func opt(s *Shape) *Shape {
	own := *s
	own.Optional = true
	return &own
}

func secret(s *Shape) *Shape {
	own := *s
	own.Secret = true
	return &own
}

func object(members ...any) *Shape {
	s := &Shape{Kind: Object, Members: map[string]*Shape{}}
	for i := 0; i < len(members); i += 2 {
		s.Members[members[i].(string)] = members[i+1].(*Shape)
	}
	return s
}

// everyKey is what conditions can be about, with the tools that have it.
var everyKey = func() map[string][]string {
	keys := map[string][]string{"time.weekday": nil, "time.hour": nil}
	for _, t := range universe {
		addKeys(keys, "", t.Args, t.Name)
		addKeys(keys, "target.", t.Target, t.Name)
		keys["time.weekday"] = append(keys["time.weekday"], t.Name)
		keys["time.hour"] = append(keys["time.hour"], t.Name)
	}
	return keys
}()

func addKeys(keys map[string][]string, prefix string, s *Shape, tool string) {
	if s == nil {
		return
	}
	for name, member := range s.Members {
		keys[prefix+name] = append(keys[prefix+name], tool)
		if member.Kind == List {
			member = member.Element
		}
		addKeys(keys, prefix+name+".", member, tool)
		if member.Kind == Any {
			keys[prefix+name+".deep"] = append(keys[prefix+name+".deep"], tool)
		}
	}
}

var everyKeySorted = slices.Sorted(maps.Keys(everyKey))

// shapeOfKey is what a key is about, in a tool that has it.
func shapeOfKey(key string) (leaf, bool) {
	switch key {
	case "time.weekday":
		return leaf{Shape: words("mon", "tue", "sat", "sun")}, true
	case "time.hour":
		return leaf{Shape: has(Integer)}, true
	}
	for _, t := range universe {
		in, path := t.Args, strings.Split(key, ".")
		if path[0] == "target" {
			in, path = t.Target, path[1:]
		}
		if in == nil {
			continue
		}
		if l, ok := in.at(path); ok {
			return l, true
		}
	}
	return leaf{}, false
}
