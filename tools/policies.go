package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	policyColumns   = []string{"id", "name", "template"}
	templateColumns = []string{"id", "name", "displayName", "osMetaFamily", "description"}
)

var policies = []Tool{
	list(jcclient.ListPolicies, Spec{Name: "policies_list", On: "policies", Shows: policyColumns,
		Does: "List device policies. Use policies_get for the settings of one.",
		Says: "list device policies"}),
	read(jcclient.GetPolicy, Spec{Name: "policies_get", On: "policies", Shows: policyColumns,
		Does: "Read one device policy by id or name, with its settings.",
		Says: "read device policy {id}"}),
	write(jcclient.CreatePolicy, Spec{Name: "policies_create", On: "policies", Shows: policyColumns,
		Does: "Create a device policy from a template; policy_templates_get tells the fields that values can set. It applies to no device until bound.",
		Says: "create device policy {name}, giving {set}"}),
	list(jcclient.ListPolicyTemplates, Spec{Name: "policy_templates_list", On: "policies", Shows: templateColumns,
		Does: "List the templates that device policies are made from.",
		Says: "list policy templates"}),
	read(jcclient.GetPolicyTemplate, Spec{Name: "policy_templates_get", On: "policies", Shows: templateColumns,
		Does: "Read one policy template by id or name, with the fields (configFields) it takes.",
		Says: "read policy template {id}"}),
}
