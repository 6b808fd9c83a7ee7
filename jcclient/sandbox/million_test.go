package sandbox

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

const million = 1_000_000

func newMillion() *Server {
	return New(Options{Users: million, Devices: million, Now: func() time.Time { return day }})
}

func TestAMillionAreFewBytes(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := foundOnce(size{million, million, day})
	s.crew(s.named(userGroups, "name", "All Employees").id())
	runtime.GC()
	runtime.ReadMemStats(&after)
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 64<<20 {
		t.Errorf("%d MiB", used>>20)
	}
	runtime.KeepAlive(s)
}

// aPage is far above what a page of a hundred allocates, and far below what it
// takes to look at a million rows.
const aPage = 12 << 20

// work is how many bytes a request allocates: what it looks at, in a measure
// that no clock disturbs.
func (r *rig) work(path string) float64 {
	var before, after runtime.MemStats
	r.get(path)
	runtime.ReadMemStats(&before)
	r.get(path)
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc)
}

func TestEveryPageOfAMillionIsAsNearAsTheFirst(t *testing.T) {
	r := newRig(t, Options{Users: million, Devices: million})
	everyone := r.id(userGroups, "All Employees")
	for _, path := range []string{"/api/systemusers?limit=100&", "/api/systems?limit=100&sort=_id&", "/api/v2/usergroups/" + everyone + "/members?limit=100&"} {
		near, far := r.work(path+"skip=200"), r.work(path+"skip=800000")
		if near > aPage || far > aPage {
			t.Errorf("%s: a near page allocates %.0f bytes, a far one %.0f", path, near, far)
		}
	}
	for _, of := range []string{"username", "email", "employeeIdentifier", "_id", "manager"} {
		o := r.server.store.crowds[users].object(776_776)
		path := fmt.Sprintf("/api/systemusers?limit=1&filter=%s:$eq:%s", of, o[of])
		if found := r.get(path).results()[0]; found[of] != o[of] {
			t.Errorf("%s %v finds %v", of, o[of], found[of])
		}
		if work := r.work(path); work > aPage {
			t.Errorf("to find a person by %s allocates %.0f bytes", of, work)
		}
	}
}

// A filter over a million derives a part of each, and not the whole.
func TestAFilterLooksAtAPartOfEachRow(t *testing.T) {
	for _, c := range newRig(t, Options{Users: 450, Devices: 390}).server.store.crowds {
		whole := testing.AllocsPerRun(50, func() { c.object(7) })
		for _, path := range paths(c.object(7)) {
			if part := testing.AllocsPerRun(5, func() { row{of: c, n: 7}.values(path) }); part > whole/2 {
				t.Errorf("%s allocates %.0f times, and the whole %.0f times", path, part, whole)
			}
		}
	}
}

func BenchmarkNewMillion(b *testing.B) {
	for b.Loop() {
		newMillion()
	}
}

func BenchmarkMillion(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := newMillion()
	runtime.GC()
	runtime.ReadMemStats(&after)
	for name, path := range map[string]string{
		"page at 0": "/api/systemusers?limit=100", "page at 900000": "/api/systemusers?limit=100&skip=900000",
		"devices at 900000": "/api/systems?limit=100&skip=900000&sort=_id", "username": "/api/systemusers?filter=username:$eq:nobody776776",
		"department":        "/api/systemusers?filter=department:$eq:Sales",
		"members at 300000": "/api/v2/usergroups/" + s.store.named(userGroups, "name", "Engineering").id() + "/members?limit=100&skip=300000",
		"hostname":          "/api/systems?filter=hostname:$eq:web-22000",
		"costly of people":  "/api/systemusers?filter=phoneNumbers.type:$eq:work",
		"costly of devices": "/api/systems?filter=mdm.vendor:$eq:internal",
		"sort":              "/api/systemusers?sort=password_date",
		"search":            "/api/systems?search=garcia",
	} {
		b.Run(name, func(b *testing.B) {
			r := &rig{T: &testing.T{}, server: s}
			for b.Loop() {
				r.send("GET", path, "")
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
		})
	}
}
