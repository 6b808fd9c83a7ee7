package sandbox

// newTemplate has every member that a policy template has, in a list or alone.
func newTemplate(id string, given object, fields ...object) object {
	o := object{
		"name": "", "displayName": "", "description": "", "osMetaFamily": "", "activation": "", "behavior": "",
		"deliveryTypes": []any{"agent"}, "state": "", "alert": nil, "reference": nil, "osRestrictions": []any{},
	}
	layOver(o, given)
	all := make([]any, len(fields))
	for i, f := range fields {
		f["id"], f["position"] = partID(id, i+1), i+1
		all[i] = f
	}
	o["configFields"], o["id"] = all, id
	return o
}

// newField is a field that a template's policies can set.
func newField(name, label, displayType string, value any) object {
	return object{
		"name": name, "label": label, "displayType": displayType, "defaultValue": value, "readOnly": false, "required": true,
		"sensitive": false, "validators": nil, "displayOptions": nil,
		"tooltip": object{"template": "", "variables": object{"icon": "", "message": ""}},
	}
}

// secretField is one whose value nobody should see.
func secretField(name, label string) object {
	f := newField(name, label, "text", "")
	f["sensitive"] = true
	return f
}
