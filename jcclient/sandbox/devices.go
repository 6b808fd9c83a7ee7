package sandbox

import "net/http"

// deviceShape is what JumpCloud reads of a change to a device. The first lines
// are published; description, systemInsights and the dotted primarySystemUser.id
// are sent by JumpCloud's own module.
var deviceShape = shape{
	"displayName": text, "allowSshPasswordAuthentication": flag, "allowSshRootLogin": flag,
	"allowMultiFactorAuthentication": flag, "allowPublicKeyAuthentication": flag,
	"attributes":         listOf(of(shape{"name": text, "value": short}, "name")),
	"tags":               listOf(text),
	"agentBoundMessages": listOf(of(shape{"cmd": text})),

	"description":          text,
	"systemInsights":       of(shape{"state": oneOf("enabled", "disabled", "deferred")}, "state"),
	"primarySystemUser.id": orNull(text),
}

// deviceTextFlags are flags as the published example sends them.
var deviceTextFlags = shape{
	"allowSshPasswordAuthentication": textFlag, "allowSshRootLogin": textFlag,
	"allowMultiFactorAuthentication": textFlag, "allowPublicKeyAuthentication": textFlag,
}

func textFlag(v any) (any, string) {
	if v == "true" || v == "false" {
		return v == "true", ""
	}
	return flag(v)
}

// updateDevice changes what is given, and leaves the rest.
func (s *Server) updateDevice(r *http.Request, in object) *answer {
	old, missing := s.find(r, systems)
	if missing != nil {
		return missing
	}
	known := deviceShape
	if s.faults().has("text-flags") {
		known = deviceShape.with(deviceTextFlags)
	}
	given, bad := known.read(in)
	if bad != nil {
		return bad.v1()
	}
	delete(given, "agentBoundMessages") // the device hears them, the directory keeps none
	if user, said := given["primarySystemUser.id"]; said {
		if id, _ := user.(string); user != nil && s.store.get(users, id) == nil {
			return (&misfit{"primarySystemUser.id", " is not the id of a user"}).v1()
		}
		delete(given, "primarySystemUser.id")
		given["primarySystemUser"] = object{"id": user}
	}
	o := old.copy()
	layOver(o, given)
	s.store.put(systems, o)
	s.happened("system_update", o, changes(old, o))
	return ok(o)
}
