package jcclient

import "github.com/go-json-experiment/json/jsontext"

// An Event is one thing that happened. JumpCloud publishes no schema: these
// are the members that most events share, and Extra has the others. An id is
// 24 hexadecimal digits or a UUID.
type Event struct {
	ID           string         `json:"id,omitzero" data:"id"`
	EventType    string         `json:"event_type,omitzero" data:"public"`
	Service      string         `json:"service,omitzero" data:"public"`
	Organization string         `json:"organization,omitzero" data:"id"`
	Timestamp    Time           `json:"timestamp,omitzero"`
	Version      LooseString    `json:"@version,omitzero" data:"public"` // a string live, an integer in the documentation
	Success      *bool          `json:"success,omitzero"`
	AuthMethod   string         `json:"auth_method,omitzero" data:"public"`
	ClientIP     string         `json:"client_ip,omitzero" data:"pii"`
	Username     string         `json:"username,omitzero" data:"pii"`
	Message      string         `json:"message,omitzero" data:"text"`
	ErrorMessage string         `json:"error_message,omitzero" data:"text"`
	MFA          *bool          `json:"mfa,omitzero"`
	InitiatedBy  *EventParty    `json:"initiated_by,omitzero"`
	Resource     *EventParty    `json:"resource,omitzero"`
	Changes      jsontext.Value `json:"changes,omitzero" data:"pii"` // usually a list of field, from, to; an object has been seen
	GeoIP        *GeoIP         `json:"geoip,omitzero"`
	UserAgent    *UserAgent     `json:"useragent,omitzero"`
	Extra        Unknown        `json:",embed"`
}

// An EventParty is who did it, or what it was done to.
type EventParty struct {
	ID       string  `json:"id,omitzero" data:"id"`
	Type     string  `json:"type,omitzero" data:"public"` // a user is "user" in newer events, "systemuser" in older
	Email    string  `json:"email,omitzero" data:"pii"`
	Username string  `json:"username,omitzero" data:"pii"`
	Name     string  `json:"name,omitzero" data:"pii"`
	Extra    Unknown `json:",embed"`
}

// GeoIP is where an address is said to be.
type GeoIP struct {
	CountryCode   string  `json:"country_code,omitzero" data:"public"`
	RegionCode    string  `json:"region_code,omitzero" data:"public"`
	RegionName    string  `json:"region_name,omitzero" data:"public"`
	ContinentCode string  `json:"continent_code,omitzero" data:"public"`
	Timezone      string  `json:"timezone,omitzero" data:"public"`
	Latitude      float64 `json:"latitude,omitzero"`
	Longitude     float64 `json:"longitude,omitzero"`
	Extra         Unknown `json:",embed"`
}

// UserAgent is the program that someone used.
type UserAgent struct {
	Name    string      `json:"name,omitzero" data:"public"`
	Major   LooseString `json:"major,omitzero" data:"public"`
	Minor   LooseString `json:"minor,omitzero" data:"public"`
	Patch   LooseString `json:"patch,omitzero" data:"public"`
	Build   LooseString `json:"build,omitzero" data:"public"`
	OS      string      `json:"os,omitzero" data:"public"`
	OSName  string      `json:"os_name,omitzero" data:"public"`
	OSMajor LooseString `json:"os_major,omitzero" data:"public"`
	OSMinor LooseString `json:"os_minor,omitzero" data:"public"`
	Device  string      `json:"device,omitzero" data:"public"`
	Extra   Unknown     `json:",embed"`
}
