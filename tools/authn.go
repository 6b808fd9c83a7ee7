package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	authnColumns  = []string{"id", "name", "type", "disabled", "monitorOnly", "effect"}
	ipListColumns = []string{"id", "name", "description", "ips"}
)

var authn = []Tool{
	list(jcclient.ListAuthnPolicies, Spec{Name: "authn_policies_list", On: "authn", Shows: authnColumns,
		Does: "List the policies of who may sign in from where, with which second factor.",
		Says: "list authentication policies"}),
	read(jcclient.GetAuthnPolicy, Spec{Name: "authn_policies_get", On: "authn", Shows: append(authnColumns[:len(authnColumns):len(authnColumns)], "targets", "conditions"),
		Does: "Read one authentication policy: whom it is about (targets), when (conditions), and what it does (effect).",
		Says: "read authentication policy {id}"}),
	read(jcclient.GetPolicyEvaluations, Spec{Name: "authn_evaluations_get", On: "authn", Shows: []string{"aggregates", "availablePolicies"},
		Does: "Count what authentication policies did to sign-ins within timeRange (90 days at most).",
		Says: "count what authentication policies did to sign-ins"}),
	list(jcclient.ListIPLists, Spec{Name: "ip_lists_list", On: "authn", Shows: ipListColumns,
		Does: "List the lists of addresses that authentication policies name in their conditions.",
		Says: "list IP lists"}),
	read(jcclient.GetIPList, Spec{Name: "ip_lists_get", On: "authn", Shows: ipListColumns,
		Does: "Read one list of addresses.",
		Says: "read IP list {id}"}),
}
