package tools

import "github.com/go-json-experiment/json/jsontext"

// A policy's values name their settings by id. What the settings are called,
// and which of them are secrets, stands in the template or the policy that the
// call is about.

// withSettings puts the settings beside a request's values, where a mask looks
// for them.
func withSettings(request, settings jsontext.Value) jsontext.Value {
	if settings == nil {
		return request
	}
	return withMember(request, "configFields", settings)
}

// isSettings says whether a value is a list of settings' values.
func isSettings(v jsontext.Value) bool {
	for item := range elements(v) {
		if textOf(item, "configFieldID") != "" {
			return true
		}
	}
	return false
}

// tellSettings tells each setting by its name, and in an update what it was.
// Without the settings nobody knows which of the values is a secret, so none is
// shown.
func (p *planner) tellSettings(name string, v, was jsontext.Value) {
	of := []string{namings["policy_templates"].reader()}
	if p.tool.updates() {
		of = []string{namings[p.tool.On].reader()}
	}
	if p.settings == nil {
		p.say(nil, "%s: not shown, since it is not known which of them are secrets.", name)
		return
	}
	names := map[string]string{}
	for field := range elements(p.settings) {
		names[textOf(field, "id")] = called(field, []string{"name", "label"})
	}
	for item := range elements(v) {
		id := textOf(item, "configFieldID")
		setting, known := names[id]
		if !known {
			p.say(of, "%s: a setting %s that the template does not have.", name, inline(quoted(id)))
			continue
		}
		what, value := name+": setting "+inline(quoted(setting)), memberOf(item, "value")
		switch before := settingIn(was, id); {
		case string(value) == string(masked) && p.tool.updates():
			p.say(of, "%s: a new secret, which is not shown.", what)
		case before == nil:
			p.tellLong(of, what, value)
		default:
			p.tellBeforeAndAfter(of, what, before, value)
		}
	}
}

// settingIn is the value of a setting among a policy's values; nil where it has
// none.
func settingIn(values jsontext.Value, id string) jsontext.Value {
	for item := range elements(values) {
		if textOf(item, "configFieldID") == id {
			return memberOf(item, "value")
		}
	}
	return nil
}
