package sandbox

import (
	"maps"
	"net/http"
	"slices"
)

var policyShape = shape{
	"name": text, "notes": text,
	"template": of(shape{"id": text}, "id"),
	"values":   listOf(of(shape{"configFieldID": text, "value": policyValue, "sensitive": flag}, "configFieldID", "value")),
}

// policyValue is a string, a number, a boolean or a list. JumpCloud leaves it
// to the template which of them a field takes, and the sandbox does not look.
func policyValue(v any) (any, string) {
	if _, isObject := v.(object); isObject || v == nil {
		return nil, " is not a string, a number, a boolean or a list"
	}
	return v, ""
}

// newPolicy is a policy with its template in it, and the template's fields.
func newPolicy(id, name string, template object, values []any, notes string) object {
	fields, _ := template["configFields"].([]any)
	return object{
		"id": id, "name": name, "notes": notes, "template": listedTemplate(template),
		"configFields": append([]any{}, fields...), "values": append([]any{}, values...),
	}
}

func (s *Server) createPolicy(_ *http.Request, in object) *answer {
	given, bad := policyShape.read(in, "name", "template")
	if bad != nil {
		return bad.v2()
	}
	id, _ := at(given, "template.id").(string)
	template := s.store.get(templates, id)
	if template == nil && s.faults().has("template-404") {
		return fail2(http.StatusNotFound, "", "not found")
	}
	if template == nil {
		return fail2(http.StatusBadRequest, "invalidTemplate", "there is no policy template %s", id)
	}
	values, wrong := settingsOf(template, given)
	if wrong != nil {
		return wrong
	}
	o := s.store.add(policies, newPolicy(s.store.nextID(policies, s.now()), given.text("name"), template, values, given.text("notes")))
	s.happened("policy_create", o, nil)
	return created(o)
}

// settingsOf are the values that were given for a template's fields.
func settingsOf(template, given object) ([]any, *answer) {
	values, _ := given["values"].([]any)
	for i, v := range values {
		field := configField(template, v.(object).text("configFieldID"))
		if field == nil {
			return nil, fail2(http.StatusBadRequest, "invalidConfigFieldID", "values[%d].configFieldID is no field of the template", i)
		}
		value := v.(object)
		if _, said := value["sensitive"]; !said {
			value["sensitive"] = field["sensitive"] == true
		}
	}
	return values, nil
}

// replacePolicy takes the place of name, notes and values all at once, and
// answers with the policy as a list shows it.
func (s *Server) replacePolicy(r *http.Request, in object) *answer {
	old, missing := s.find(r, policies)
	if missing != nil {
		return missing
	}
	given, bad := policyShape.read(in, "name")
	if bad != nil {
		return bad.v2()
	}
	id, _ := at(old, "template.id").(string)
	template := s.store.get(templates, id)
	values, wrong := settingsOf(template, given)
	if wrong != nil {
		return wrong
	}
	o := s.store.put(policies, newPolicy(old.id(), given.text("name"), template, values, given.text("notes")))
	s.happened("policy_update", o, changes(old, o))
	return ok(listedPolicy(o))
}

func (s *Server) deletePolicy(r *http.Request, _ object) *answer {
	o, missing := s.find(r, policies)
	if missing != nil {
		return missing
	}
	s.store.remove(policies, o.id())
	s.happened("policy_delete", o, nil)
	return noContent()
}

// configField is a template's field by its id; nil when it has none such.
func configField(template object, id string) object {
	fields, _ := template["configFields"].([]any)
	for _, f := range fields {
		if field, ok := f.(object); ok && field.id() == id {
			return field
		}
	}
	return nil
}

// listPolicies shows policies without their fields, values and notes.
func (s *Server) listPolicies(r *http.Request, _ object) *answer {
	rows := s.seen.all(policies)
	for i, o := range rows {
		rows[i] = listedPolicy(o)
	}
	return s.answer2(r, rows)
}

func listedPolicy(o object) object {
	return object{"id": o["id"], "name": o["name"], "template": o["template"]}
}

func (s *Server) listTemplates(r *http.Request, _ object) *answer {
	rows := s.seen.all(templates)
	for i, o := range rows {
		rows[i] = listedTemplate(o)
	}
	return s.answer2(r, rows)
}

// onlyListed are the members that a list of templates shows, and one template
// by its id does not.
var onlyListed = []string{"deliveryTypes", "state", "alert", "reference"}

func (s *Server) getTemplate(r *http.Request, _ object) *answer {
	o, missing := s.find(r, templates)
	if missing != nil {
		return missing
	}
	return ok(without(o, onlyListed...))
}

// listedTemplate is a template as a list and a policy show it.
func listedTemplate(o object) object { return without(o, "configFields") }

// without is a copy that lacks some members.
func without(o object, names ...string) object {
	o = maps.Clone(o)
	maps.DeleteFunc(o, func(name string, _ any) bool { return slices.Contains(names, name) })
	return o
}
