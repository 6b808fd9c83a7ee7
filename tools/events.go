package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var eventColumns = []string{"id", "timestamp", "service", "event_type", "success", "initiated_by", "resource", "client_ip"}

// What only the portal of a managed-service provider asks for.
var providers = []string{"exclude_provider_activity"}

var events = []Tool{
	list(jcclient.QueryEvents, Spec{Name: "events_query", On: "events", Shows: eventColumns, Hides: providers,
		Does: "Read the event log (log-ins, changes, SSO …; 90 days). For totals use events_count, events_distinct or events_interval.",
		Says: "read {service} events since {start_time}"}),
	read(jcclient.CountEvents, Spec{Name: "events_count", On: "events", Shows: []string{"count"}, Hides: providers,
		Does: "Count the events that match.",
		Says: "count {service} events since {start_time}"}),
	read(jcclient.DistinctEvents, Spec{Name: "events_distinct", On: "events", Shows: []string{"buckets"}, Hides: providers,
		Does: "Count the events that match for each value of one field, such as client_ip or event_type.",
		Says: "count {service} events since {start_time} by {field}"}),
	read(jcclient.IntervalEvents, Spec{Name: "events_interval", On: "events", Shows: []string{"buckets"}, Hides: providers,
		Does: "Count the events that match for each step of time, to see spikes.",
		Says: "count {service} events since {start_time} by time"}),
}
