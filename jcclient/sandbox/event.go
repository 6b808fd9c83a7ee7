package sandbox

import "strings"

// happened writes a change of an object into Directory Insights.
func (s *Server) happened(event string, o object, changes []any) {
	e := s.newEvent(event)
	e["resource"] = object{"id": o.id(), "type": resourceType(event, o), nameMember(event): nameOf(o)}
	if changes != nil {
		e["changes"] = changes
	}
	s.store.events = append(s.store.events, e)
}

// associated writes a change of an edge, which has no resource but two ends.
func (s *Server) associated(op string, edge edge) {
	side := func(e end) object {
		return object{"type": e.kind, "object_id": e.id, "name": nameOf(s.store.objectAt(e))}
	}
	e := s.newEvent("association_change")
	e["association"] = object{
		"op": op, "action_source": "admin", "attributes": edge.attributes,
		"connection": object{"from": side(edge.from), "to": side(edge.to)},
	}
	s.store.events = append(s.store.events, e)
}

// newEvent is what every change has in common: the key's owner made it.
func (s *Server) newEvent(event string) object {
	now := s.now()
	return object{
		"id": s.store.nextID(eventKind, now), "event_type": event, "service": "directory", "organization": organizationID,
		"@version": "1", "timestamp": stamp(now), "client_ip": "198.51.100.7", "auth_method": "api key", "success": true,
		"provider":     nil,
		"initiated_by": object{"id": administratorID, "type": "admin", "email": administratorEmail},
		"geoip":        object{"country_code": "US"},
		"useragent":    object{"name": "Other", "os": "Other", "device": "Other"},
	}
}

// resourceType is what kind of object a change is about.
func resourceType(event string, o object) string {
	if kind := o.text("type"); strings.HasSuffix(kind, "_group") {
		return kind
	}
	kind, _, _ := strings.Cut(event, "_")
	return kind
}

func nameMember(event string) string {
	switch {
	case strings.HasPrefix(event, "user_"):
		return "username"
	case strings.HasPrefix(event, "admin_"):
		return "email"
	}
	return "name"
}

// nameOf is what an object is called.
func nameOf(o object) string {
	for _, member := range []string{"username", "displayName", "name", "email"} {
		if name := o.text(member); name != "" {
			return name
		}
	}
	return ""
}
