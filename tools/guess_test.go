package tools

import (
	"strings"
	"testing"
)

func TestNothingIsChosenOrOrderedByASecret(t *testing.T) {
	r := newRig(t, fullAccess)
	const since = `"service":["all"],"start_time":"2026-01-01T00:00:00Z"`
	for _, c := range []struct{ tool, args string }{
		{"radius_servers_list", `{"filter":["sharedSecret:$sw:invented"]}`},
		{"radius_servers_list", `{"filter":["name:$sw:O","sharedSecret:$sw:invented"]}`},
		{"radius_servers_list", `{"filter":"sharedSecret:$sw:invented"}`},
		{"radius_servers_list", `{"sort":"name,-sharedSecret"}`},
		{"radius_servers_list", `{"sort":["--sharedSecret"]}`},
		{"applications_list", `{"filter":["config.idpPrivateKey.value:$sw:-"]}`},
		{"applications_list", `{"filter":["config:$sw:x"]}`},
		{"applications_list", `{"filter":["config.somethingNew.apiKey:$sw:x"]}`},
		{"applications_list", `{"filter":["config.somethingNew.apiKey.value:$sw:x"]}`},
		{"policies_list", `{"filter":["values.value:eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:x,values.0.value:eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:x values.value:eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:x\tvalues.value:eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:x\u00a0values.value:$eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:after 5 minutes, values.value:eq:a*"]}`},
		{"policies_list", `{"filter":["name:eq:after 5 minutes","values.value:eq:a*"]}`},
		{"policies_list", `{"filter":" values.value:eq:5"}`},
		{"policies_list", `{"filter":["name:eq:x,values"]}`},
		{"policies_list", `{"filter":["name:eq:x,values 5"]}`},
		{"policies_list", `{"filter":["5:eq:x"]}`},
		{"policies_list", `{"filter":["name:eq:x,5:eq:x"]}`},
		{"policies_list", `{"filter":["name:eq:x 5:eq:x"]}`},
		{"policies_list", `{"sort":"name 5"}`},
		{"policies_list", `{"sort":"name values"}`},
		{"policies_list", `{"sort":"values"}`},
		{"policy_templates_list", `{"filter":["configFields.defaultValue:eq:a*"]}`},
		{"users_list", `{"filter":["Password:$sw:a"]}`},
		{"events_distinct", `{"field":"radius.sharedSecret",` + since + `}`},
		{"events_distinct", `{"field":"changes.to",` + since + `}`},
		{"events_count", `{"search_term":{"and":[{"not":[{"api_key":"a"}]}]},` + since + `}`},
		{"events_query", `{"search_term":{"and":[{"field":"raw.password","operator":"startsWith","value":"a"}]},` + since + `}`},
	} {
		sent := r.directory.Requests()
		if f := r.fails("full", c.tool, c.args); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "secret") || r.directory.Requests() != sent {
			t.Errorf("%s %s: %+v, %d requests", c.tool, c.args, f, r.directory.Requests()-sent)
		}
	}
	for _, c := range []struct{ tool, args string }{
		{"radius_servers_list", `{"filter":["name:$eq:sharedSecret"],"sort":"-name,mfa"}`},
		{"applications_list", `{"filter":["config.acsUrl.value:$sw:https"]}`},
		{"policies_list", `{"filter":["template.name:eq:x"]}`},
		{"policies_list", `{"filter":["name:eq:Lock Macs after 5 minutes"]}`},
		{"policies_list", `{"filter":"name:eq:2 4 6,template.name:eq:at 5:30 or 17:45:00"}`},
		{"user_groups_list", `{"filter":["attributes.sudo.withoutPassword:eq:true"]}`},
		{"users_list", `{"filter":["password_never_expires:$eq:true","department:$eq:a,sharedSecret:$eq:b"]}`},
		{"events_count", `{"search_term":{"and":[{"event_type":"password_change"},{"field":"resource.username","operator":"eq","value":"password"}]},` + since + `}`},
		{"events_distinct", `{"field":"changes.field",` + since + `}`},
	} {
		r.call("full", c.tool, c.args)
	}
}
