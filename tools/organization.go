package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var organization = []Tool{
	list(jcclient.ListOrganizations, Spec{Name: "organization_get", On: "organization", Shows: []string{"_id", "displayName", "logoUrl", "created"}, Hides: []string{"sortIgnoreCase"},
		Does: "Read the organization's id and name. Use organization_settings_get for its settings.",
		Says: "read the organization"}),
	read(jcclient.GetOrganizationSettings, Spec{Name: "organization_settings_get", On: "organization", Shows: []string{"_id", "displayName", "settings"},
		Does: "Read the organization's settings, such as password policy and features. Its id comes from organization_get.",
		Says: "read the settings of organization {id}"}),
}
