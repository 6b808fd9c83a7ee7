package jcclient_test

import (
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// liveOddities are where the sandbox's answers and the models part on purpose,
// because JumpCloud's live answers part from what is published.
var liveOddities = []string{
	"Admin.id has no field", "Application.color is null", "Application.id has no field", "Command.id has no field", "CommandResult.id has no field", "Device.fileSystem is null",
	"Device.id has no field", "Device.lastContact is null", "Device.primarySystemUser.id is null", "Event.error_message is null",
	"Event.initiated_by is null", "Organization.id has no field", "Organization.logoUrl is null", "Organization.provider is null",
	"OrganizationRow.displayName is null", "OrganizationRow.id has no field", "OrganizationRow.logoUrl is null",
	"Policy.template.alert is null", "Policy.template.reference is null",
	"PolicyTemplate.alert is null", "PolicyTemplate.reference is null",
	"RadiusServer.id has no field", "User.account_locked_date is null", "User.employeeIdentifier is null", "User.id has no field",
	"User.password_date is null", "User.password_expiration_date is null", "User.systemUsername has no field", "UserGroup.attributes is null",
}

var hexID = regexp.MustCompile(`^[0-9a-f]{24}$`)

var (
	idType      = reflect.TypeFor[jcclient.ID]()
	timeType    = reflect.TypeFor[jcclient.Time]()
	valueType   = reflect.TypeFor[jsontext.Value]()
	unknownType = reflect.TypeFor[jcclient.Unknown]()

	// Events have no published schema, and the tables of System Insights one each:
	// their models name what most share.
	openTypes = []reflect.Type{reflect.TypeFor[jcclient.Event](), reflect.TypeFor[jcclient.EventParty](), reflect.TypeFor[jcclient.SystemInsightsRow]()}
)

// misfits says where a JSON value is not what its model is meant for: members
// that the model does not name, and values of another kind than the field's.
// The model itself would let most of them pass.
func misfits(t reflect.Type, at string, v any) []string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == valueType:
		return nil
	case v == nil:
		return []string{at + " is null"}
	case t == timeType:
		return misfitTime(at, v)
	case t == idType:
		if s, ok := v.(string); !ok || s != "" && !hexID.MatchString(s) {
			return []string{at + " is no id"}
		}
		return nil
	case t == unknownType:
		return misfitKind(at, v, reflect.Map)
	case t.Kind() == reflect.Struct:
		return misfitMembers(t, at, v)
	case t.Kind() == reflect.Slice:
		return misfitList(t, at, v)
	}
	return misfitScalar(t, at, v)
}

func misfitTime(at string, v any) []string {
	s, ok := v.(string)
	if !ok {
		return []string{at + " is no string"}
	}
	if _, err := time.Parse(time.RFC3339Nano, s); err != nil && s != "" {
		return []string{at + " is no time"}
	}
	return nil
}

func misfitMembers(t reflect.Type, at string, v any) []string {
	o, ok := v.(map[string]any)
	if !ok {
		return []string{at + " is no object"}
	}
	var all []string
	named := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		named[name] = true
		if inner, has := o[name]; has {
			all = append(all, misfits(f.Type, at+"."+name, inner)...)
		}
	}
	for name := range o {
		if !named[name] && !slices.Contains(openTypes, t) {
			all = append(all, at+"."+name+" has no field")
		}
	}
	return all
}

func misfitList(t reflect.Type, at string, v any) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{at + " is no list"}
	}
	var all []string
	for _, inner := range list {
		all = append(all, misfits(t.Elem(), at+"[]", inner)...)
	}
	return all
}

func misfitScalar(t reflect.Type, at string, v any) []string {
	if enum, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok {
		if s, isText := v.(string); !isText || !slices.Contains(enum.Values(), s) {
			return []string{at + " is none of its values"}
		}
		return nil
	}
	return misfitKind(at, v, t.Kind())
}

func misfitKind(at string, v any, kind reflect.Kind) []string {
	fits := false
	switch v := v.(type) {
	case string:
		fits = kind == reflect.String
	case bool:
		fits = kind == reflect.Bool
	case float64:
		fits = kind == reflect.Float64 || v == math.Trunc(v) && (kind == reflect.Int || kind == reflect.Int64)
	case map[string]any:
		fits = kind == reflect.Map
	}
	if fits {
		return nil
	}
	return []string{at + " is no " + kind.String()}
}
