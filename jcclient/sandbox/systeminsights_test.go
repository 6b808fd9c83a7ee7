package sandbox

import (
	"fmt"
	"slices"
	"testing"
)

func (r *rig) insights(table, query string) said {
	r.Helper()
	return r.get("/api/v2/systeminsights/" + table + "?limit=10000" + query)
}

func TestDevicesReportOfThemselvesInTheTablesOfTheirKind(t *testing.T) {
	r := newRig(t, Options{})
	reporting, by := map[string]object{}, map[string]map[string]bool{}
	for _, o := range r.server.store.all(systems) {
		if at(o, "systemInsights.state") == "enabled" {
			reporting[o.id()] = o
		}
	}
	if all := r.server.store.count(systems); len(reporting) == 0 || len(reporting) == all {
		t.Fatalf("%d of %d devices report", len(reporting), all)
	}
	for name := range insights {
		rows := r.insights(name, "")
		by[name] = map[string]bool{}
		for _, row := range rows.rows() {
			device := reporting[row.text("system_id")]
			if device == nil {
				t.Fatalf("%s: who never called reports %v", name, row)
			}
			by[name][device.text("osFamily")] = true
		}
		if len(by[name]) == 0 || rows.header.Get("X-Total-Count") != fmt.Sprint(len(rows.rows())) {
			t.Errorf("%s: %d rows of %s", name, len(rows.rows()), rows.header.Get("X-Total-Count"))
		}
	}
	for name, families := range map[string]int{"os_version": 3, "uptime": 3, "users": 3, "apps": 1, "programs": 1, "linux_packages": 1, "patches": 1, "disk_encryption": 2} {
		if len(by[name]) != families {
			t.Errorf("%s is told by %v", name, by[name])
		}
	}
	r.insights("shadow", "").says(200, "[]")
	r.send("GET", "/api/v2/systeminsights/shell_history", "").is(404)
}

func TestATableTellsOfOneDeviceWhatItsRecordTells(t *testing.T) {
	r := newRig(t, Options{Devices: 200})
	devices := r.server.store.all(systems)
	slices.Reverse(devices) // those of the crowd first
	for _, o := range devices {
		if at(o, "systemInsights.state") != "enabled" || o.text("osFamily") == "windows" {
			continue
		}
		one := "&filter=system_id:eq:" + o.id()
		for table, members := range map[string]map[string]any{
			"os_version":      {"version": o["version"], "name": o["os"]},
			"system_info":     {"hardware_serial": o["serialNumber"], "hostname": o["hostname"]},
			"disk_encryption": {"encrypted": map[bool]any{true: 1.0, false: 0.0}[at(o, "fde.active") == true]},
		} {
			rows := r.insights(table, one).rows()
			if len(rows) != 1 {
				t.Fatalf("%s: %v", table, rows)
			}
			for name, want := range members {
				if rows[0][name] != want || rows[0]["collection_time"] != o["lastContact"] {
					t.Errorf("%s.%s of %s is %v, not %v", table, name, o.id(), rows[0][name], want)
				}
			}
		}
	}
}

func TestATableIsFilteredSortedAndCut(t *testing.T) {
	r := newRig(t, Options{})
	all := r.insights("users", "&sort=-username").rows()
	if names := values(all, "username"); len(all) < 100 || !slices.IsSortedFunc(all, func(a, b object) int { return -compare(a["username"], b["username"]) }) {
		t.Errorf("%.200s", names)
	}
	if got := r.insights("users", "&filter=username:eq:ana.ruiz").rows(); len(got) != 1 || got[0].text("username") != "ana.ruiz" {
		t.Errorf("%v", got)
	}
	a, b := all[0].text("system_id"), all[len(all)-1].text("system_id")
	want := 0
	for _, row := range all {
		if id := row.text("system_id"); id == a || id == b {
			want++
		}
	}
	if got := r.insights("users", "&filter=system_id:in:"+a+"|"+b+"|nobody").rows(); len(got) != want {
		t.Errorf("%d rows of two devices, not %d", len(got), want)
	}
	var pages []object
	for skip := 0; skip < len(all); skip += 30 {
		pages = append(pages, r.get(fmt.Sprintf("/api/v2/systeminsights/users?limit=30&skip=%d", skip)).rows()...)
	}
	if whole := r.insights("users", "").rows(); values(pages, "username") != values(whole, "username") {
		t.Error("the pages are not the whole")
	}
	if got := r.get("/api/v2/systeminsights/users").rows(); len(got) != 10 {
		t.Errorf("%d rows without a limit", len(got))
	}
	for _, query := range []string{"filter=username:ne:x", "filter=shell:eq:x", "filter=x", "limit=10001"} {
		r.send("GET", "/api/v2/systeminsights/users?"+query, "").is(400)
	}
}

// Of a crowd only the devices of a page are derived: the others are counted
// without them, and must come to the same.
func TestACrowdIsCountedWithoutItsDevices(t *testing.T) {
	r := newRig(t, Options{Devices: 400})
	for name, table := range insights {
		want := 0
		for device := range r.server.seenBy().reporting(filters{}) {
			if many := len(table.rows(newReport(device.whole()))); many != len(table.rows(outline(device))) {
				t.Fatalf("%s: %d rows of %s are %d", name, many, device.value("_id"), len(table.rows(outline(device))))
			} else {
				want += many
			}
		}
		got := r.get("/api/v2/systeminsights/" + name + "?limit=3&skip=" + fmt.Sprint(want-2))
		if len(got.rows()) != 2 || got.header.Get("X-Total-Count") != fmt.Sprint(want) {
			t.Errorf("%s: %s, of %s and not %d", name, got.text, got.header.Get("X-Total-Count"), want)
		}
	}
}

// seenBy is the server as a request sees it.
func (s *Server) seenBy() *Server {
	s.seen = s.store
	return s
}
