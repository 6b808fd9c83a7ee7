package sandbox

import "time"

// newApplication has every member that an application has. Its color is null,
// as seen live, whatever is published.
func newApplication(id string, created time.Time, given object) object {
	o := object{
		"active": true, "beta": false, "color": nil, "created": stamp(created), "databaseAttributes": []any{}, "description": "",
		"displayLabel": "", "displayName": "", "name": "", "learnMore": "", "logo": object{"url": ""},
		"organization": organizationID, "ssoUrl": "",
		"sso": object{
			"type": "saml", "jit": false, "beta": false, "hidden": false,
			"idpCertExpirationAt": stamp(created.AddDate(5, 0, 0)),
		},
		"config": object{},
	}
	layOver(o, given)
	o["_id"], o["id"] = id, id
	return o
}

// samlConfig is the configuration of an application that signs in with SAML,
// its private key in plain JSON among the rest.
func samlConfig(host, privateKey string) object {
	setting := func(position int, label, kind string, value any) object {
		return object{
			"label": label, "type": kind, "value": value, "position": position,
			"readOnly": false, "required": kind == "text", "visible": true,
		}
	}
	return object{
		"acsUrl":         setting(1, "ACS URL", "text", "https://"+host+"/saml/acs"),
		"idpEntityId":    setting(2, "IdP Entity ID", "text", "https://idp.example.com"),
		"spEntityId":     setting(3, "SP Entity ID", "text", "https://"+host),
		"idpCertificate": setting(4, "IdP Certificate", "file", "-----BEGIN CERTIFICATE-----\nINVENTED\n-----END CERTIFICATE-----\n"),
		"idpPrivateKey":  setting(5, "IdP Private Key", "file", privateKey),
		"spErrorFlow":    setting(6, "Report errors to the service provider", "boolean", true),
		"signAssertion":  setting(7, "Sign assertion", "boolean", true),
		"signResponse":   setting(8, "Sign response", "boolean", false),
		"constantAttributes": setting(9, "Constant attributes", "table", []any{
			object{"name": "company", "value": "Example Inc", "readOnly": false, "required": false, "visible": true},
		}),
	}
}
