package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

// Rights for a while are rights: who may revoke them may take away what
// somebody needs at the moment.
var accessRequests = []Tool{
	privilege(jcclient.CreateAccessRequest, Spec{Name: "access_requests_create", On: "access_requests", Shows: []string{"id"},
		Does: "Give a person (requestorId) rights on a device (resourceId) until expiry; additionalAttributes.sudo makes them an administrator of it.",
		Says: "give user {requestorId} rights on {resourceType} {resourceId} until {expiry}, giving {set}"}),
	read(jcclient.GetAccessRequest, Spec{Name: "access_requests_get", On: "access_requests", Shows: []string{"accessId", "accessState", "requestorId", "resourceType", "resourceId", "expiry", "remarks"},
		Does: "Read one access request, by the id that access_requests_create answered: who has rights on what until when.",
		Says: "read access request {accessId}"}),
	privilege(jcclient.RevokeAccessRequest, Spec{Name: "access_requests_revoke", On: "access_requests",
		Does: "End the rights that an access request gave, at once.",
		Says: "revoke access request {accessId}"}),
}
