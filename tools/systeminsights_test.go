package tools

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

const inventories = `
version: 1
agents:
  full: {owner: o@example.com, identify: [{local: true}], access: {system_insights: read, devices: read}}
`

// The recipe of docs/policy.md does what the page says.
func TestAnAgentIsGivenSomeTables(t *testing.T) {
	page, err := os.ReadFile("../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```yaml\n")
	at := slices.IndexFunc(blocks, func(b string) bool { return strings.Contains(b, "  inventory:\n") })
	if at < 0 {
		t.Fatal("docs/policy.md has no agent inventory")
	}
	recipe, _, _ := strings.Cut(blocks[at], "```")
	r := newRig(t, recipe)
	for table, code := range map[string]string{"os_version": "", "system_info": "", "users": "denied", "shell_history": "invalid_arguments"} {
		a := r.answer("inventory", "system_insights_query", `{"table":"`+table+`","limit":2}`)
		if a.Code != code {
			t.Errorf("%s: %q, not %q: %s", table, a.Code, code, a.Structured)
		}
		if code == "invalid_arguments" && !strings.Contains(string(a.Structured), "windows_security_products") {
			t.Errorf("the tables that there are are not told: %s", a.Structured)
		}
		if table == "system_info" && (strings.Contains(string(a.Structured), "hardware_serial") || !strings.Contains(string(a.Structured), "hardware_model")) {
			t.Errorf("%s", a.Structured)
		}
	}
	if a := r.answer("inventory", "system_insights_query", `{"table":"system_info","sort":"hardware_serial"}`); a.Code != "invalid_arguments" {
		t.Errorf("what is hidden orders rows: %s", a.Structured)
	}
	_, err = policy.Load("p.yaml", []byte(strings.Replace(recipe, "os_version,", "os_versions,", 1)), ForPolicy())
	if err == nil || !strings.Contains(err.Error(), "os_versions") {
		t.Errorf("a table that there is not can be granted: %v", err)
	}
}

// Rows of a table are shown whole, since each has columns of its own; their
// secrets are masked, and neither chosen nor sorted by.
func TestATableIsShownWholeAndWithoutItsSecrets(t *testing.T) {
	r := newRig(t, inventories)
	device := items(r.call("full", "devices_list", `{"filter":"osFamily:$eq:darwin","limit":1}`))[0]["_id"].(string)
	of := func(table, more string) []map[string]any {
		return items(r.call("full", "system_insights_query", `{"table":"`+table+`","filter":["system_id:eq:`+device+`"]`+more+`}`))
	}
	if row := of("os_version", "")[0]; len(row) != len(table["system_insights_query"].columns(r.insightsOf("os_version"))) || row["system_id"] != device {
		t.Errorf("%v", row)
	}
	if row := of("os_version", `,"fields":"codename"`)[0]; len(row) != 1 {
		t.Errorf("%v", row)
	}
	for _, row := range of("managed_policies", "") {
		if row["value"] != "[secret]" || row["name"] == "[secret]" {
			t.Errorf("%v", row)
		}
	}
	for _, row := range items(r.call("full", "system_insights_query", `{"table":"system_controls","limit":2}`)) {
		if secret := strings.HasSuffix(row["name"].(string), "_key"); secret != (row["current_value"] == "[secret]") {
			t.Errorf("%v", row)
		}
	}
	for _, args := range []string{`{"table":"managed_policies","sort":"-value"}`, `{"table":"system_controls","sort":"current_value"}`, `{"table":"apps","filter":["environment:eq:x"]}`,
		`{"table":"apps","filter":["bundle_version:eq:1"]}`} {
		if a := r.answer("full", "system_insights_query", args); a.Code != "invalid_arguments" {
			t.Errorf("%s: %s", args, a.Structured)
		}
	}
}

func (r *rig) insightsOf(name string) *arguments {
	r.t.Helper()
	a, err := table["system_insights_query"].decode([]byte(`{"table":"` + name + `"}`))
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// A CSV has the columns of the table that was asked for, and one for what
// JumpCloud does not publish.
func TestAnExportHasTheColumnsOfItsTable(t *testing.T) {
	r := newRig(t, inventories)
	lines := strings.Split(r.exported("system_insights_query", `{"table":"uptime"}`, CSV).String(), "\n")
	if want := "system_id,days,hours,minutes,seconds,total_seconds,collection_time,other_members"; lines[0] != want || len(lines) < 50 {
		t.Errorf("%d lines, the first %s", len(lines), lines[0])
	}
	if !slices.Contains(Exports(), "system_insights") {
		t.Error("it is not exported")
	}
}
