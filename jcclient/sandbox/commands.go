package sandbox

import (
	"maps"
	"net/http"
	"strconv"
)

// commandShape is what JumpCloud reads of a command. It takes no note of
// systems, and any word for a shell.
var commandShape = shape{
	"name": text, "command": text, "commandType": oneOf("linux", "mac", "windows"), "user": text, "sudo": flag, "shell": text,
	"launchType": text, "trigger": text, "listensTo": text, "template": text, "description": text,
	"schedule": text, "scheduleRepeatType": text, "scheduleYear": whole(0),
	"timeout": secondsOfADay, "timeToLiveSeconds": whole(0),
	"files": listOf(text),
	"filesS3": listOf(of(shape{"objectStorageId": text, "name": text, "destination": text, "sha256": text},
		"objectStorageId", "name", "destination", "sha256")),
	"aiGenerated": flag, "templatingRequired": flag,
}

// secondsOfADay is a number of seconds, written as a string.
func secondsOfADay(v any) (any, string) {
	s, ok := v.(string)
	if !ok {
		return nil, " is not a string"
	}
	if n, err := strconv.Atoi(s); s != "" && (err != nil || n < 0 || n > 86400) {
		return nil, " is not a number of seconds up to 86400"
	}
	return s, ""
}

// newCommand is a command with JumpCloud's defaults, and what was given over them.
func newCommand(id string, given object) object {
	o := object{
		"name": "", "command": "", "commandType": "linux", "user": "", "sudo": false, "shell": "",
		"launchType": "manual", "trigger": "", "listensTo": "", "template": "", "description": "",
		"schedule": "", "scheduleRepeatType": "", "scheduleYear": 0,
		"timeout": "120", "timeToLiveSeconds": 864000,
		"files": []any{}, "filesS3": []any{}, "commandRunners": []any{}, "systems": []any{},
		"aiGenerated": false, "templatingRequired": false, "organization": organizationID,
	}
	maps.Copy(o, given)
	o["_id"], o["id"] = id, id
	return o
}

func (s *Server) createCommand(_ *http.Request, in object) *answer {
	required := []string{"name", "command", "commandType"}
	if in["commandType"] != "windows" {
		required = append(required, "user")
	}
	given, bad := commandShape.read(in, required...)
	if bad != nil {
		return bad.v1()
	}
	o := s.store.add(commands, newCommand(s.store.nextID(commands, s.now()), given))
	s.happened("command_create", o, nil)
	return ok(o)
}

// replaceCommand puts a whole new command in the place of the old one: what
// the body leaves out goes back to its default, commandType to linux.
func (s *Server) replaceCommand(r *http.Request, in object) *answer {
	old, missing := s.find(r, commands)
	if missing != nil {
		return missing
	}
	given, bad := commandShape.read(in, "name", "command")
	if bad != nil {
		return bad.v1()
	}
	given["commandRunners"] = old["commandRunners"]
	o := s.store.put(commands, newCommand(old.id(), given))
	s.happened("command_update", o, changes(old, o))
	return ok(o)
}

// onlyWhole are the members that a list of commands leaves out.
var onlyWhole = []string{"user", "sudo", "timeout", "shell", "files", "commandRunners"}

// listedScript is how many characters of a script a list shows.
const listedScript = 10_000

func (s *Server) listCommands(r *http.Request, _ object) *answer {
	return s.answer1(r, s.seen, commands, []string{"name"}, listedCommand)
}

func listedCommand(o object) object {
	row := without(o, onlyWhole...)
	if script := []rune(o.text("command")); len(script) > listedScript {
		row["command"] = string(script[:listedScript])
	}
	return row
}
