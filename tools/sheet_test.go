package tools

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// over is an export of rows that JumpCloud is made to send.
func over(t *testing.T, tool, args string, format Format, rows ...string) *paper {
	t.Helper()
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"totalCount":` + string(rune('0'+len(rows))) + `,"results":[` + strings.Join(rows, ",") + `]}`, true
	})
	return r.exported(tool, args, format)
}

const id = `"_id":"` + someone + `"`

func TestARowIsOneLineOfJSONAsItWasSent(t *testing.T) {
	got := over(t, "users_list", `{}`, JSONL, "{\n  "+id+",\n  \"username\": \"ana\",\n  \"unix_uid\": 9007199254740993,\n  \"brandNew\": [1.50, {\"deep\": null}],\n  \"description\": \"two\\nlines\" }")
	want := `{` + id + `,"username":"ana","unix_uid":9007199254740993,"brandNew":[1.50,{"deep":null}],"description":"two\nlines"}` + "\n"
	if got.String() != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestFieldsComeInTheOrderInWhichTheyWereNamed(t *testing.T) {
	row := `{"email":"a@b.c",` + id + `,"username":"ana","mfa":{"exclusion":false}}`
	got := over(t, "users_list", `{"fields":["username","mfa","email","username","nickname"]}`, JSONL, row)
	if want := `{"username":"ana","mfa":{"exclusion":false},"email":"a@b.c"}` + "\n"; got.String() != want {
		t.Errorf("got  %swant %s", got, want)
	}
	got = over(t, "users_list", `{"fields":"username,mfa,email,username,nickname"}`, CSV, row)
	if want := "username,mfa,email,nickname\nana,\"{\"\"exclusion\"\":false}\",a@b.c,\n"; got.String() != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

// A program reads the very characters, a person sees them: in JSONL as escapes
// of JSON's own, and in CSV, which has none, as in answers.
func TestNothingIsHiddenInAnExport(t *testing.T) {
	row := "{" + id + ",\"displayname\":\"Mina \u202egnp.exe\",\"tag\u2066s\":[\"\U000e0041\u200b\"],\"lastname\":\"Zoë 👩‍💻\"}"
	got := over(t, "users_list", `{}`, JSONL, row)
	if want := `{` + id + `,"displayname":"Mina \u202egnp.exe","tag\u2066s":["\udb40\udc41\u200b"],"lastname":"Zoë 👩‍💻"}` + "\n"; got.String() != want {
		t.Errorf("got  %swant %s", got, want)
	}
	var read map[string]any
	if err := json.Unmarshal(got.Bytes(), &read); err != nil || read["displayname"] != "Mina \u202egnp.exe" || read["tag\u2066s"].([]any)[0] != "\U000e0041\u200b" {
		t.Errorf("a program reads %v: %v", read, err)
	}
	if got.last().Spelled != 4 {
		t.Errorf("%d characters are counted", got.last().Spelled)
	}
	cells := records(t, over(t, "users_list", `{"fields":"displayname,lastname"}`, CSV, row))[1]
	if want := []string{`Mina \u{202e}gnp.exe`, "Zoë 👩‍💻"}; !slices.Equal(cells, want) {
		t.Errorf("%q", cells)
	}
}

func TestSecretsAreMaskedInEveryFormat(t *testing.T) {
	row := `{` + id + `,"name":"Wi-Fi","sharedSecret":"CANARY-1","newApiKey":"CANARY-2","config":{"idpPrivateKey":{"value":"CANARY-3"}}}`
	for _, format := range []Format{JSONL, CSV} {
		for _, args := range []string{`{}`, `{"fields":["name","sharedSecret","newApiKey"]}`} {
			got := over(t, "radius_servers_list", args, format, row).String()
			if strings.Contains(got, "CANARY") || strings.Count(got, "[secret]") < 2 {
				t.Errorf("%s %s: %s", format, args, got)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
		"+15551000000":       "'+15551000000",
		"-2+3":               "'-2+3",
		"@SUM(A1)":           "'@SUM(A1)",
		"  =1+1":             "'  =1+1",
		"\t=1+1":             "'\t'=1+1",
		"\tplain":            "'\tplain",
		"\r\n=1+1":           "'\r\n'=1+1",
		"x;=1+1;y":           "x;'=1+1;y",
		"x; \u00a0＝1":        "x; \u00a0'＝1",
		"x\n@SUM(A1)":        "x\n'@SUM(A1)",
		"=1;-2":              "'=1;'-2",
		"a; b=c":             "a; b=c",
		"＝1+1":               "'＝1+1",
		"ana=ruiz":           "ana=ruiz",
		"a-b":                "a-b",
		"'quoted":            "'quoted",
		"":                   "",
	} {
		quoted, _ := jsontext.AppendQuote(nil, text)
		file := over(t, "users_list", `{"fields":["username","displayname","unix_uid"]}`, CSV, `{`+id+`,"username":"ana","displayname":`+string(quoted)+`,"unix_uid":-5}`)
		want = strings.ReplaceAll(want, "\r\n", "\n") // as the reader reads it
		cells := records(t, file)[1]
		if cells[1] != want || cells[2] != "-5" {
			t.Errorf("%q became %q, and -5 %q", text, cells[1], cells[2])
		}
		if n := file.last().Defused; (n == 1) != (cells[1] != strings.ReplaceAll(text, "\r\n", "\n")) {
			t.Errorf("%q: %d cells are counted", text, n)
		}
	}
}

// JSON has an escape for a semicolon, so its value need not change.
func TestNoFormulaIsInsideACellOfJSON(t *testing.T) {
	file := over(t, "users_list", `{"fields":["attributes"]}`, CSV, `{`+id+`,"attributes":[{"name":"a;b","value":"x; =1+1;y"}]}`)
	if cell := records(t, file)[1][0]; cell != `[{"name":"a;b","value":"x\u003b =1+1;y"}]` {
		t.Error(cell)
	}
}

func TestAHeaderKeepsItsNames(t *testing.T) {
	r := newRig(t, fullAccess)
	file := r.exported("events_query", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z","fields":"@version,id"}`, CSV)
	if head := records(t, file)[0]; !slices.Equal(head, []string{"@version", "id"}) {
		t.Error(head)
	}
}

// What is quoted reads back as it was, in the reader that most programs have.
func TestEveryCellReadsBackAsItWas(t *testing.T) {
	texts := []string{`say "hi"`, "a,b", "a;b", "two\nlines", " edge ", "tab\tinside", `back\slash`, "", "\u00a0", `""`, "plain"}
	var rows []string
	for _, text := range texts[:9] {
		quoted, _ := jsontext.AppendQuote(nil, text)
		rows = append(rows, `{`+id[:len(id)-2]+string(rune('a'+len(rows)%6))+`","displayname":`+string(quoted)+`}`)
	}
	for i := range rows { // an id of its own for each
		rows[i] = strings.Replace(rows[i], someone[:1], string(rune('0'+i)), 1)
	}
	read := records(t, over(t, "users_list", `{"fields":"displayname"}`, CSV, rows...))
	if len(read) != len(rows)+1 {
		t.Fatalf("%d records: %q", len(read), read)
	}
	for i := range rows {
		if read[i+1][0] != texts[i] {
			t.Errorf("%q became %q", texts[i], read[i+1][0])
		}
	}
}

func TestWhatHasNoColumnOfItsOwnStandsInTheLast(t *testing.T) {
	read := records(t, over(t, "users_list", `{}`, CSV,
		`{`+id+`,"id":"`+someone+`","username":"ana","newMember":{"deep":[1.50]},"other":null}`, `{"_id":"`+another+`"}`))
	head, row := read[0], read[1]
	last := len(head) - 1
	if head[0] != "_id" || head[1] != "username" || head[last] != "other_members" || row[1] != "ana" || row[last] != `{"newMember":{"deep":[1.50]},"other":null}` || read[2][last] != "" {
		t.Errorf("%q\n%q\n%q", head, row, read[2])
	}
	if slices.Index(head, "id") >= 0 {
		t.Error("the id stands there twice")
	}
}

func records(t *testing.T, file *paper) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(file.Bytes())).ReadAll()
	if err != nil {
		t.Fatalf("%v: %s", err, file)
	}
	return all
}

func TestAListIsFoundByTheNameOfItsRows(t *testing.T) {
	for name, tool := range map[string]string{"users": "users_list", "events": "events_query", "organization": "organization_get",
		"user_group_members": "user_group_members_list", "users_list": "users_list", "nothing": "nothing", "events_count": "events_count"} {
		if got := ExportTool(name); got != tool {
			t.Errorf("%s is exported by %s", name, got)
		}
	}
	names := Exports()
	if len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("two lists have the same name: %v", names)
	}
	for _, tool := range All() {
		if tool.listing != nil && ExportTool(exportName(tool)) != tool.Name {
			t.Errorf("%s cannot be exported by name", tool.Name)
		}
	}
}

// Whatever a text holds: as JSONL it reads back as it is and hides nothing, as
// CSV it is one cell that no spreadsheet runs.
func FuzzATextInAnExport(f *testing.F) {
	for _, text := range []string{"", "ana", "=1+1", "a\u202eb", `"`, "a,\"b\"\r\n=c", "a;\u00a0=b", "\u2028", "\U000e0041", "\x00", "'"} {
		f.Add(text)
	}
	tool := table["users_list"]
	f.Fuzz(func(t *testing.T, text string) {
		quoted, err := jsontext.AppendQuote(nil, text)
		if err != nil {
			t.Skip("no text")
		}
		row := jsontext.Value(`{"username":` + string(quoted) + `}`)
		jsonl := tool.sheet(JSONL, &arguments{}, policy.Redaction{})
		line := jsonl.line(nil, row)
		var read struct {
			Username string `json:"username"`
		}
		if err := json.Unmarshal(line, &read); err != nil || read.Username != text {
			t.Errorf("%q reads back as %q: %v", text, read.Username, err)
		}
		table := tool.sheet(CSV, &arguments{fields: []string{"username"}}, policy.Redaction{})
		file := append(table.head(), table.line(nil, row)...)
		for _, out := range [][]byte{line, file} {
			if strings.ContainsFunc(string(out), hides) || !strings.HasSuffix(string(out), "\n") {
				t.Errorf("%q is written as %q", text, out)
			}
		}
		cells, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
		want, _ := spelledOut(text)
		if err != nil || len(cells) != 2 || len(cells[1]) != 1 || unmarked(cells[1][0]) != unmarked(strings.ReplaceAll(want, "\r\n", "\n")) {
			t.Fatalf("%q as a cell: %q, %v", text, cells, err)
		}
		for _, cell := range strings.FieldsFunc(cells[1][0], func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if cell = strings.TrimSpace(cell); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("%q is a formula", cell)
			}
		}
	})
}

func unmarked(text string) string { return strings.ReplaceAll(text, "'", "") }

func TestTextsOfStrangersMakeHarmlessCSV(t *testing.T) {
	got := string(AppendCSV([]byte("a\n"), "plain", "=cmd()", "a;=1", "x,\"y\"", "\u202eb", ""))
	if want := "a\nplain,\"'=cmd()\",\"a;'=1\",\"x,\"\"y\"\"\",\\u{202e}b,\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
