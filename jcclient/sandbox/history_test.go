package sandbox

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEventsLieInTheLastThirtyDaysInOrder(t *testing.T) {
	for _, now := range []time.Time{day, day.AddDate(0, 0, 3), time.Date(2027, 3, 1, 0, 0, 0, 0, time.FixedZone("", 5*3600))} {
		c := companyOf(0, 0, now)
		for _, e := range c.events {
			at, err := time.Parse(time.RFC3339Nano, e.text("timestamp"))
			if err != nil || at.After(now) || at.Before(now.AddDate(0, 0, -30)) {
				t.Errorf("%s at %s is no event of the 30 days before %s", e["event_type"], e["timestamp"], now)
			}
		}
		inOrder := slices.IsSortedFunc(c.events, func(a, b object) int {
			return cmp.Or(cmp.Compare(timeOf(a).UnixMilli(), timeOf(b).UnixMilli()), strings.Compare(a.text("id"), b.text("id")))
		})
		if !inOrder {
			t.Errorf("the events before %s are not in order", now)
		}
	}
}

func TestEachServiceWritesItsOwnIdsAndTimes(t *testing.T) {
	const (
		object24  = `^[0-9a-f]{24}$`
		uuid      = `^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`
		upperUUID = `^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$`
		second    = `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`
	)
	forms := map[string]struct{ id, timestamp *regexp.Regexp }{
		"sso":    {regexp.MustCompile(uuid), regexp.MustCompile(second + `\.\d{9}Z$`)},
		"radius": {regexp.MustCompile(upperUUID), regexp.MustCompile(second + `Z$`)},
	}
	for _, name := range []string{"directory", "systems", "ldap", "mdm", "software", "alerts"} {
		forms[name] = struct{ id, timestamp *regexp.Regexp }{regexp.MustCompile(object24), regexp.MustCompile(second + `\.\d{3}Z$`)}
	}
	seen, ids := map[string]int{}, map[string]bool{}
	for _, e := range companyOf(0, 0, day).events {
		service := e.text("service")
		form, known := forms[service]
		if !known || !slices.Contains(services, service) {
			t.Fatalf("service %q", service)
		}
		if !form.id.MatchString(e.text("id")) || !form.timestamp.MatchString(e.text("timestamp")) {
			t.Errorf("%s: id %s, timestamp %s", service, e["id"], e["timestamp"])
		}
		if ids[e.text("id")] {
			t.Errorf("id %s twice", e["id"])
		}
		seen[service]++
		ids[e.text("id")] = true
	}
	for name := range forms {
		if seen[name] < 10 {
			t.Errorf("%d events of %s", seen[name], name)
		}
	}
}

func TestEventsSpeakOfWhatIsInTheDirectory(t *testing.T) {
	c := companyOf(0, 0, day)
	for _, e := range c.events {
		for path, k := range map[string]kind{
			"application.id": applications, "system.id": systems, "device_object_id": systems,
			"association.connection.from.object_id": userGroups, "association.connection.to.object_id": users,
		} {
			if id, ok := at(e, path).(string); ok && id != "" && c.get(k, id) == nil {
				t.Errorf("%s: %s is %s, which is not there", e["event_type"], path, id)
			}
		}
		if by, _ := e["initiated_by"].(object); by["type"] == "user" && c.get(users, by.id()) == nil {
			t.Errorf("%s: nobody did it: %v", e["event_type"], by)
		}
	}
}

func TestPeopleSignInOnlyToWhatTheyAreBoundTo(t *testing.T) {
	c := companyOf(0, 0, day)
	for _, e := range c.events {
		if e["service"] != "sso" {
			continue
		}
		user := end{"user", e["initiated_by"].(object).id()}
		app := end{"application", e["application"].(object).id()}
		bound := c.edge(app, user) >= 0
		for _, group := range c.edgesFrom(app, "user_group") {
			bound = bound || c.edge(group.to, user) >= 0
		}
		if !bound {
			t.Errorf("%v signs in to %v", e["initiated_by"], e["application"])
		}
	}
}

func TestOneNightSomebodyBreaksIn(t *testing.T) {
	failed, opened := 0, 0
	for _, e := range companyOf(0, 0, day).events {
		switch {
		case e["client_ip"] != attackerIP:
		case e["event_type"] == "user_login_attempt" && e["success"] == false:
			failed++
		case at(e, "application.name") == "payroll":
			opened++
		}
	}
	if failed < 20 || opened != 1 {
		t.Errorf("%d failed attempts, payroll opened %d times", failed, opened)
	}
}
