package sandbox

import (
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
)

// A report is one device telling of itself: what its tables of System Insights
// are made of.
type report struct {
	device object
	n      int // which of the devices it is
	family string
	at     string // when it was collected
}

// A table is what devices tell under one name, and what it is filtered by beside
// the device.
type table struct {
	by   string
	rows func(report) []object
}

// emptyTables are those that no device of the company has anything in.
const emptyTables = `alf alf_exceptions alf_explicit_auths appcompat_shims authorized_keys azure_instance_metadata azure_instance_tags battery
	browser_plugins certificates chassis_info connectivity crashes disk_info dns_resolvers etc_hosts firefox_addons groups ie_extensions
	interface_details kernel_info launchd logical_drives mounts python_packages safari_extensions scheduled_tasks services shadow
	shared_folders shared_resources sharing_preferences sip_config startup_items tpm_info usb_devices user_groups user_ssh_keys userassist
	wifi_networks wifi_status windows_security_center windows_security_products`

// mostInsights is how many rows a page of a table may have.
const mostInsights = 10_000

func isInsightsTable(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/v2/systeminsights/")
}

// listSystemInsights answers one table: the rows of the device that is asked for,
// or of all. Only a page is kept of them, unless they are to be sorted.
func (s *Server) listSystemInsights(r *http.Request, _ object) *answer {
	name, q := r.PathValue("table"), r.URL.Query()
	t, filled := insights[name]
	if !filled && !slices.Contains(strings.Fields(emptyTables), name) {
		return notFound(r)
	}
	p, bad := s.readPage(r)
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	keep, bad := filters2(q)
	for _, f := range keep.all {
		if filled && f.member != "system_id" && !slices.Contains(strings.Fields(t.by), f.member) || f.operator != "eq" && f.operator != "in" {
			bad = fmt.Sprintf("%s is not filtered by %s with %s", name, f.member, f.operator)
		}
	}
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	order := words2(q.Get("sort"))
	whole := len(keep.all) > 0 || len(order) > 0 // each row must be looked at
	rows, total := []object{}, 0
	for device := range s.reporting(keep) {
		if !filled {
			break
		}
		if many := len(t.rows(outline(device))); !whole && (total+many <= p.skip || total >= p.skip+p.limit) {
			total += many
			continue
		}
		o := device.whole()
		for _, row := range t.rows(newReport(o)) {
			row["system_id"] = o.id()
			if !keep.hold(row) {
				continue
			}
			if total++; len(order) > 0 || total > p.skip && total <= p.skip+p.limit {
				rows = append(rows, row)
			}
		}
	}
	if len(order) > 0 {
		sortRows(rows, order)
		rows = cut(rows, p)
	}
	return s.page2(r, p, rows, total)
}

// reporting are the devices that tell of themselves, of those that are asked for:
// who has never called has told nothing.
func (s *Server) reporting(asked filters) iter.Seq[row] {
	all := s.seen.rows(systems)
	for _, f := range asked.all {
		if f.member == "system_id" {
			all = s.named(f.terms)
		}
	}
	return func(yield func(row) bool) {
		for r := range all {
			if r.value("systemInsights.state") == "enabled" && !yield(r) {
				return
			}
		}
	}
}

// named are the devices of those ids.
func (s *Server) named(ids []string) iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			if o := s.seen.get(systems, id); o != nil && !yield(row{stored: o}) {
				return
			}
		}
	}
}

// outline is a report in which nothing is right but how many rows it has: of a
// crowd it is told without the device.
func outline(r row) report {
	if r.of == nil {
		return newReport(r.stored)
	}
	o := object{"_id": r.value("_id"), "osFamily": r.value("osFamily"), "active": r.value("active"), "networkInterfaces": []any{object{}}}
	if r.value("primarySystemUser.id") != nil {
		o["userMetrics"] = []any{object{}}
	}
	return newReport(o)
}

func newReport(o object) report {
	return report{device: o, n: idNumber(o.id()) - 1, family: o.text("osFamily"), at: o.text("lastContact")}
}
