package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// listedOutput is how many characters of an output a list of results shows.
const listedOutput = 40

// runCommand runs a command on the devices that are named, in either word that
// is known for them, else on all that it is bound to: at once on those that are
// there, and the others are waited for.
func (s *Server) runCommand(_ *http.Request, in object) *answer {
	o := s.store.get(commands, in.text("_id"))
	if in.text("_id") == "" {
		return fail(http.StatusBadRequest, "Bad Request: command id is required")
	}
	if o == nil {
		return fail(http.StatusNotFound, "Not Found")
	}
	given := in["systemIds"]
	if given == nil {
		given = in["systems"]
	}
	ids, isList := texts(given)
	if given != nil && !isList {
		return fail(http.StatusBadRequest, "Bad Request: systemIds is not a list of strings")
	}
	if given == nil {
		w := s.store.ways(end{"command", o.id()}, systems, systemGroups)
		_, from := w.ends(systems)
		for id := range from(0) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if s.store.get(systems, id) == nil {
			return fail(http.StatusBadRequest, "Bad Request: there is no system %.40s", id)
		}
	}
	run := s.store.run(o, ids, s.now())
	s.happened("command_run", o, nil)
	return ok(run)
}

// run writes what comes of a command on devices.
func (s *store) run(command object, ids []string, now time.Time) object {
	run := s.nextID(queuedCommands, now)
	waiting, queue := []string{}, []any{}
	for _, id := range ids {
		device := s.get(systems, id)
		queue = append(queue, partID(id, len(queue)+1))
		if device["active"] != true {
			waiting = append(waiting, device.text("hostname"))
			continue
		}
		result := s.nextID(commandResults, now)
		s.add(commandResults, object{
			"_id": result, "name": command["name"], "command": command["command"], "files": []any{}, "organization": organizationID,
			"requestTime": stamp(now), "responseTime": stamp(now), "sudo": command["sudo"], "system": device["hostname"], "systemId": id,
			"user": "root", "exitCode": 0, "workflowId": command.id(), "workflowInstanceId": run,
			"response": object{
				"id": partID(result, 1), "error": "",
				"data": object{"exitCode": 0, "output": fmt.Sprintf("%s on %s: done.\n", command["name"], device["hostname"])},
			},
		})
	}
	if len(waiting) > 0 {
		s.add(queuedCommands, object{"id": run, "command": command["name"], "system": waiting[0], "pendingCount": len(waiting)})
	}
	return object{"workflowInstanceId": run, "queueIds": queue}
}

// runCommands is what has been run before: on one device that was there, and on
// one that was not.
func (c *company) runCommands() {
	here, away := "", ""
	for _, o := range c.fleet {
		switch {
		case o["active"] == true && here == "":
			here = o.id()
		case o["active"] != true && away == "":
			away = o.id()
		}
	}
	serial := c.serial
	c.run(c.named(commands, "name", "Collect logs"), strings.Fields(here+" "+away), settledAt)
	c.serial = serial
}

// listResultsOfCommand is a page of the bare list.
func (s *Server) listResultsOfCommand(r *http.Request, _ object) *answer {
	o, missing := s.find(r, commands)
	if missing != nil {
		return missing
	}
	p, bad := s.readPage(r)
	if bad != "" {
		return fail(http.StatusBadRequest, "%s", bad)
	}
	rows := []object{}
	for _, result := range s.seen.all(commandResults) {
		if result["workflowId"] == o.id() {
			rows = append(rows, without(result, "exitCode"))
		}
	}
	return ok(cut(rows, p))
}

func (s *Server) listCommandResults(r *http.Request, _ object) *answer {
	return s.answer1(r, s.seen, commandResults, nil, func(o object) object {
		row := without(o, "files", "organization", "workflowInstanceId")
		output, _ := at(o, "response.data.output").(string)
		row["response"] = object{"error": "", "data": object{"exitCode": 0, "output": output[:min(len(output), listedOutput)]}}
		return row
	})
}

// listQueuedCommands is a v2 list whose rows stand in an object.
func (s *Server) listQueuedCommands(r *http.Request, _ object) *answer {
	return s.answer2In(r, s.seen.all(queuedCommands))
}

func (s *Server) cancelQueuedCommand(r *http.Request, _ object) *answer {
	o, missing := s.find(r, queuedCommands)
	if missing != nil {
		return missing
	}
	s.store.remove(queuedCommands, o.id())
	return noContent()
}
