package tools

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

func TestAFleetSummaryCountsEveryDeviceOnce(t *testing.T) {
	r := newRigOver(t, agent("a", wideReader), sandbox.New(sandbox.Options{Devices: 230}))
	counted := r.call("a", "fleet_summary", `{}`)["devices"].(map[string]any)
	os, encrypted, cursor, total := map[string]int{}, 0, "", 0
	for {
		page := r.call("a", "devices_list", `{"limit":100,"fields":["os","fde","policyStats"]`+cursor+`}`)
		for _, row := range items(page) {
			total++
			os[row["os"].(string)]++
			if fde, _ := row["fde"].(map[string]any); fde["active"] == true {
				encrypted++
			}
		}
		next, more := page["next_cursor"].(string)
		if !more {
			break
		}
		cursor = `,"cursor":"` + next + `"`
	}
	if total != 230 || counted["total"] != float64(total) || fmt.Sprint(counted["os"]) != fmt.Sprint(os) || counted["encryption"].(map[string]any)["on"] != float64(encrypted) {
		t.Errorf("counted %v; there are %d: %v, %d encrypted", counted, total, os, encrypted)
	}
	for _, way := range []string{"os", "encryption", "last_contact", "policies"} {
		sum := 0.0
		for _, n := range counted[way].(map[string]any) {
			sum += n.(float64)
		}
		if sum != float64(total) {
			t.Errorf("%s: %v are %v", way, counted[way], sum)
		}
	}
}

func TestAFleetSummaryIsOneRecordedReadOfAll(t *testing.T) {
	r := newRig(t, agent("a", wideReader))
	before := len(r.trail())
	r.call("a", "fleet_summary", `{}`)
	all := r.trail()[before:]
	if len(all) != 4 || all[1].What.Export == nil || all[1].What.Export.Format != "counts" || !strings.Contains(all[1].Message, "asked to list devices in full, to count them, as a part of call") {
		t.Fatalf("%+v", all)
	}
	if all[2].Kind != audit.CallOutcome || !strings.Contains(all[2].Message, "90 rows were counted") {
		t.Errorf("%s", all[2].Message)
	}
}

// What is hidden from an agent is not counted for it, and a limit on rows holds.
func TestAFleetSummaryNeverWidens(t *testing.T) {
	r := newRig(t, agent("a", wideReader+"\n    require: [{id: private, tools: [devices_list], redact: [os, fde]}]"))
	a := r.call("a", "fleet_summary", `{}`)["devices"].(map[string]any)
	if fmt.Sprint(a["os"], a["encryption"]) != "map[not_known:90] map[not_known:90]" {
		t.Errorf("%v", a)
	}
	r = newRig(t, agent("a", wideReader+"\n    require: [{id: few, tools: [devices_list], limit: {objects: 100, per: 1h}}]"))
	if f := r.fails("a", "fleet_summary", `{}`); f.Code != "denied" || r.directory.Requests() != 0 {
		t.Errorf("%+v after %d requests", f, r.directory.Requests())
	}
}

func TestATallyTellsDevicesApart(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	tally := &tally{now: now, OS: map[string]int{}, Encryption: map[string]int{}, LastContact: map[string]int{}, Policies: map[string]int{}}
	for n := range 60 {
		fmt.Fprintf(tally, `{"os":"os %d","lastContact":%q,"fde":{"active":%v},"policyStats":{"total":%d,"failed":%d,"pending":%d}}`+"\n",
			n, now.Add(-time.Duration(n)*48*time.Hour).Format(time.RFC3339), n%2 == 0, n%4, n%2*(n%3), n%5)
	}
	for _, half := range []string{`{"lastCon`, `tact":null}` + "\n{}", "\n"} {
		tally.Write([]byte(half))
	}
	if tally.Total != 62 || tally.OS["others"] != 10 || tally.OS[notKnown] != 2 || tally.OS["os 7"] != 1 {
		t.Errorf("%d: %v", tally.Total, tally.OS)
	}
	if fmt.Sprint(tally.LastContact) != "map[longer_ago:14 not_known:2 within_1_day:1 within_30_days:12 within_7_days:3 within_90_days:30]" {
		t.Errorf("%v", tally.LastContact)
	}
	if tally.Encryption["on"] != 30 || tally.Encryption["off"] != 30 || tally.Encryption[notKnown] != 2 {
		t.Errorf("%v", tally.Encryption)
	}
	if fmt.Sprint(tally.Policies) == "" || tally.Policies["some_failed"] != 20 {
		t.Errorf("%v", tally.Policies)
	}
}

// What devices call their systems can be of any length and number; the answer
// is as small as any, and counts them all.
func TestACountOfHostileDevicesFitsIntoAnAnswer(t *testing.T) {
	for _, most := range []int{4 << 10, 64 << 10} {
		r := newRig(t, fullAccess, func(o *Options) { o.MaxAnswerBytes = most })
		rows := []string{`{"_id":"` + someone + `","os":"Windows","lastContact":"yesterday"}`, `{"_id":"` + another + `"}`}
		for i := range 40 {
			rows = append(rows, fmt.Sprintf(`{"_id":"%024x","os":"%d\u200b%s"}`, i+1, i, strings.Repeat("A", 200*(i%2)*i)), fmt.Sprintf(`{"_id":"%024x","os":"%02d-\u200b-%s"}`, i+100, i, strings.Repeat("B", 30)))
		}
		answer := fmt.Sprintf(`{"totalCount":%d,"results":[%s]}`, len(rows), strings.Join(rows, ","))
		r.directory.Fail(func(q *http.Request) (int, string, bool) {
			return 200, answer, strings.HasSuffix(q.URL.Path, "/api/systems")
		})
		a := r.answer("full", "fleet_summary", `{}`)
		var told struct {
			Devices struct {
				Total       int            `json:"total"`
				OS          map[string]int `json:"os"`
				LastContact map[string]int `json:"last_contact"`
			} `json:"devices"`
		}
		if err := json.Unmarshal(a.Structured, &told); err != nil || a.IsError || onWire(a.Structured) > most {
			t.Fatalf("%d bytes of %d: %v, %.200s", onWire(a.Structured), most, err, a.Structured)
		}
		sum := 0
		for _, n := range told.Devices.OS {
			sum += n
		}
		if told.Devices.Total != len(rows) || sum != len(rows) || told.Devices.OS["not_known"] != 1 || told.Devices.LastContact["not_known"] != len(rows) {
			t.Errorf("%d devices, of systems %v, heard of %v", told.Devices.Total, told.Devices.OS, told.Devices.LastContact)
		}
	}
}
