package jcclient

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// EventsKept is how long JumpCloud keeps events.
const EventsKept = 90 * 24 * time.Hour

// The operations on Directory Insights, the log of what happened. All are
// reads, though they are asked with POST.
var (
	QueryEvents    = insightsList[EventQuery, Event]("POST /events by directoryinsights.readonly")
	CountEvents    = insights[EventCountQuery, EventCount]("POST /events/count by directoryinsights.readonly")
	DistinctEvents = insights[EventDistinctQuery, EventBuckets]("POST /events/distinct by directoryinsights.readonly")
	IntervalEvents = insights[EventIntervalQuery, EventIntervals]("POST /events/interval by directoryinsights.readonly")
)

// EventWindow chooses events by service and time. EndTime is now by default.
// SearchTerm holds one of and, or, not: {"and": [{"event_type": "user_create"}]}.
type EventWindow struct {
	Service                 []EventService `json:"service"`
	StartTime               Time           `json:"start_time"`
	EndTime                 Time           `json:"end_time,omitzero"`
	SearchTerm              jsontext.Value `json:"search_term,omitzero" data:"pii" jsonschema:"{and|or|not: [{event_type: \"user_create\"}]}"`
	ExcludeProviderActivity *bool          `json:"exclude_provider_activity,omitzero"`
}

// EventText chooses events by words: Q in any field, ExactMatch as they stand.
// JumpCloud takes one of the two.
type EventText struct {
	Q          string `json:"q,omitzero" data:"pii"`
	ExactMatch string `json:"exact_match,omitzero" data:"pii"`
}

// EventQuery chooses events, oldest first unless Sort says otherwise.
type EventQuery struct {
	EventWindow
	EventText
	Fields Words     `json:"fields,omitzero" data:"public"`
	Sort   EventSort `json:"sort,omitzero"`
}

// EventCountQuery chooses events to count.
type EventCountQuery struct {
	EventWindow
	EventText
}

// EventDistinctQuery chooses events, and the field whose values are counted.
type EventDistinctQuery struct {
	EventWindow
	Field string `json:"field" data:"public"`
}

// EventIntervalQuery chooses events, and the steps of time they are counted in.
type EventIntervalQuery struct {
	EventWindow
	EventText
	IntervalUnit  IntervalUnit `json:"interval_unit"`
	IntervalValue string       `json:"interval_value,omitzero" data:"public"`
	Timezone      string       `json:"timezone,omitzero" data:"public"`
}

// EventService is a part of JumpCloud that events come from.
type EventService string

// Values are the published services. JumpCloud's list has alerts, its prose
// and its own command line alert: both are let through.
func (EventService) Values() []string {
	return []string{"all", "directory", "sso", "systems", "radius", "ldap", "mdm", "software", "password_manager",
		"alerts", "alert", "notifications", "object_storage", "password_vault", "reports", "saas_app_management",
		"access_management", "asset_management", "workflows", "genai", "aigw", "ai_admin", "generic_di"}
}

// EventSort is the order of events by time.
type EventSort string

// Values are the published orders.
func (EventSort) Values() []string { return []string{"ASC", "DESC"} }

// IntervalUnit is a step of time.
type IntervalUnit string

// Values are the published units: second, minute, hour, day, week.
func (IntervalUnit) Values() []string { return []string{"s", "m", "h", "d", "w"} }

// EventCount is how many events match.
type EventCount struct {
	Count int64   `json:"count"`
	Extra Unknown `json:",embed"`
}

// EventBuckets is how many events each value of a field has.
type EventBuckets struct {
	Buckets                 []EventBucket `json:"buckets,omitzero"`
	DocCountErrorUpperBound int64         `json:"doc_count_error_upper_bound,omitzero"`
	SumOtherDocCount        int64         `json:"sum_other_doc_count,omitzero"`
	Extra                   Unknown       `json:",embed"`
}

// An EventBucket is one value, and how many events have it.
type EventBucket struct {
	Key      LooseString `json:"key,omitzero" data:"pii"`
	DocCount int64       `json:"doc_count,omitzero"`
	Extra    Unknown     `json:",embed"`
}

// UnmarshalJSON reads both forms that have been seen: the published one, and
// {"<field>": [...]} in which the buckets stand under the field's name.
func (b *EventBuckets) UnmarshalJSON(raw []byte) error {
	type published EventBuckets
	if err := json.Unmarshal(raw, (*published)(b)); err != nil || b.Buckets != nil || len(b.Extra) != 1 {
		return err
	}
	for _, rows := range b.Extra {
		var buckets []EventBucket
		if json.Unmarshal(rows, &buckets) == nil && !slices.ContainsFunc(buckets, func(r EventBucket) bool { return r.DocCount == 0 }) {
			b.Buckets, b.Extra = buckets, nil
		}
	}
	return nil
}

// EventIntervals is how many events each step of time has.
type EventIntervals struct {
	Buckets []EventInterval `json:"buckets,omitzero"`
	Extra   Unknown         `json:",embed"`
}

// An EventInterval is one step of time, from Key on.
type EventInterval struct {
	Key         LooseInt `json:"key,omitzero"` // milliseconds since 1970
	KeyAsString Time     `json:"key_as_string,omitzero"`
	DocCount    int64    `json:"doc_count,omitzero"`
	Extra       Unknown  `json:",embed"`
}
