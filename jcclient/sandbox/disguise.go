package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
)

// nullable are members that JumpCloud may send as null: the published ones,
// and three that were seen live against the publication.
var nullable = []string{"account_locked_date", "password_date", "password_expiration_date", "employeeIdentifier",
	"logoUrl", "provider", "lastContact", "fileSystem", "color", "alert", "reference", "organizationObjectId",
	"validators", "displayOptions", "defaultValue", "tooltip", "compiledAttributes"}

// disguise changes how an answer looks, within what a client must bear.
func (m *mishaps) disguise(body any) any {
	if body == nil || !m.has("nulls") && !m.has("unknown-keys") && !m.has("number-texts") {
		return body
	}
	var plain any
	b, err := json.Marshal(body)
	if err != nil || json.Unmarshal(b, &plain) != nil {
		return body
	}
	return m.disguised("", plain)
}

// disguised is a value as it stands under a name.
func (m *mishaps) disguised(under string, v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = m.disguised(under, v[i])
		}
	case float64:
		if m.has("number-texts") && under == "attributes" {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	case map[string]any:
		for name, inner := range v {
			if m.has("nulls") && isNullable(under, name, inner) {
				v[name] = nil
				continue
			}
			place := name
			if under == "attributes" {
				place = under // and so does everything inside
			}
			v[name] = m.disguised(place, inner)
		}
		if m.has("unknown-keys") {
			v["newMember"] = map[string]any{"deep": []any{1, nil, "x"}}
		}
	}
	return v
}

func isNullable(under, name string, v any) bool {
	_, isObject := v.(map[string]any)
	switch {
	case name == "attributes": // of a group or an edge; a user's are a list
		return isObject
	case under == "primarySystemUser":
		return name == "id"
	}
	return slices.Contains(nullable, name)
}
