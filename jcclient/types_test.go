package jcclient

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

func TestIDs(t *testing.T) {
	for _, id := range append(pathologies, "null", "000000000000000000000000 ", "\x0066c0a1b2c3d4e5f601234567", "zzzzzzzzzzzzzzzzzzzzzzzz") {
		if id.Valid() {
			t.Errorf("%q is an id", id)
		}
	}
	for _, id := range []ID{testID, otherID, "000000000000000000000000", "ffffffffffffffffffffffff"} {
		if !id.Valid() || id.problem() != "" || IDOrNull(id).problem() != "" {
			t.Errorf("%q is no id", id)
		}
	}
	if IDOrNull("null").problem() != "" || IDOrNull("").problem() == "" || IDOrNull("NULL").problem() == "" {
		t.Error("null alone stands for no object")
	}
}

func TestATimeIsKeptAsItWasWritten(t *testing.T) {
	for text, want := range map[string]string{
		`"2026-08-20T09:00:00.000Z"`: "2026-08-20T09:00:00Z", `"2026-08-20T11:00:00+02:00"`: "2026-08-20T09:00:00Z",
		`"2026-08-20T09:00:00.123456789Z"`: "2026-08-20T09:00:00.123456789Z", `"1968-01-01T00:00:00Z"`: "1968-01-01T00:00:00Z",
		`""`: "", `null`: "", `"yesterday"`: "", `"2026-08-20"`: "", `"2026-13-40T99:00:00Z"`: "", `1755680400000`: "", `{"$date":1}`: "", `true`: "",
	} {
		var at Time
		if err := decode([]byte(text), &at); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := ""
		if !at.Time.IsZero() {
			got = at.Time.UTC().Format(time.RFC3339Nano)
		}
		if got != want || at.IsZero() != (text == `""` || text == `null`) || (at.problem() == "") != (want != "") {
			t.Errorf("%s is read as %q, %+v", text, got, at)
		}
		b, err := json.Marshal(at)
		var again Time
		if err != nil || decode(b, &again) != nil || again != at {
			t.Errorf("%s is written as %s, %v", text, b, err)
		}
	}
	made := Time{Time: time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC)}
	if b, err := json.Marshal(made); err != nil || string(b) != `"2026-08-20T09:00:00Z"` || made.IsZero() || made.problem() != "" {
		t.Errorf("a time of one's own is written as %s, %v", b, err)
	}
}

func TestLooseValuesAreReadInEveryForm(t *testing.T) {
	for text, want := range map[string]LooseString{`"x"`: "x", `""`: "", `null`: "", `7`: "7", `1.50`: "1.50", `true`: "true", `{"a":[1]}`: `{"a":[1]}`, ` "\u00e9" `: "é"} {
		var got LooseString
		if err := decode([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is read as %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]LooseInt{`7`: 7, `"7"`: 7, `-7`: -7, `null`: 0, `""`: 0, `9007199254740993`: 9007199254740993, `"9223372036854775807"`: 1<<63 - 1} {
		var got LooseInt
		if err := decode([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is read as %d, %v", text, got, err)
		}
	}
	for _, text := range []string{`1.5`, `"x"`, `true`, `{}`, `[]`, `9223372036854775808`, `1e999`, `"7 "`} {
		if err := decode([]byte(text), new(LooseInt)); err == nil {
			t.Errorf("%s is an integer", text)
		}
	}
}

func TestWordsAreOneOrMany(t *testing.T) {
	for text, want := range map[string]Words{`"a b,c"`: {"a b,c"}, `["a","b"]`: {"a", "b"}, `[]`: {}, `null`: nil, `""`: {""}} {
		var got Words
		if err := decode([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`7`, `{}`, `[7]`, `["a",null,{}]`} {
		if err := decode([]byte(text), new(Words)); err == nil {
			t.Errorf("%s is read as words", text)
		}
	}
	if got := (Words{"a b,c", "", " d ,"}).Split(); !reflect.DeepEqual(got, []string{"a", "b", "c", "d"}) {
		t.Errorf("split into %q", got)
	}
}

// An object that is read and written again loses nothing.
func TestAModelWritesBackWhatItRead(t *testing.T) {
	for name, test := range map[string]struct {
		model any
		text  string
	}{
		"a user": {new(User), `{"_id":"66c0a1b2c3d4e5f601234567","username":"ana","sudo":true,"unix_uid":5001,"state":"ACTIVATED",
			"mfa":{"configured":true,"exclusionUntil":"2026-08-20T09:00:00.000Z","newer":1},"phoneNumbers":[{"type":"work","number":"1","newer":[]}],
			"delegatedAuthority":{"id":"x","name":"ActiveDirectory"},"newer":{"deep":[null]}}`},
		"a group":  {new(UserGroup), `{"id":"66c0a1b2c3d4e5f601234567","name":"x","attributes":{"sudo":{"enabled":false,"withoutPassword":false},"posixGroups":[{"id":7,"name":"p"}],"Hello":"World"}}`},
		"a policy": {new(Policy), `{"id":"66c0a1b2c3d4e5f601234567","values":[{"configFieldID":"66c0a1b2c3d4e5f601234567","value":[1,{"a":"b"}],"sensitive":true}]}`},
		"an edge":  {new(Connection), `{"attributes":{"sudo":{"enabled":true}},"to":{"id":"66c0a1b2c3d4e5f601234567","type":"user","attributes":{"a":1}}}`},
		"an event": {new(Event), `{"id":"x","@version":"1","changes":[{"field":"f","from":null,"to":[1]}],"success":false,"mfa":true,"provider":null,"initiated_by":{"type":"admin","email":"a"}}`},
	} {
		if err := decode([]byte(test.text), test.model); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := json.Marshal(test.model)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var was, is any
		if decode([]byte(test.text), &was) != nil || decode(b, &is) != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%s is written as %s", name, b)
		}
	}
}

func TestDistinctEventsAreReadInBothForms(t *testing.T) {
	rows := `[{"key":"ana","doc_count":3},{"key":7,"doc_count":1}]`
	for _, text := range []string{`{"buckets":` + rows + `,"sum_other_doc_count":2}`, `{"username":` + rows + `}`} {
		var got EventBuckets
		if err := decode([]byte(text), &got); err != nil || len(got.Buckets) != 2 || got.Buckets[1].Key != "7" || got.Extra != nil {
			t.Errorf("%s is read as %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{`{"message":"no"}`, `{"a":` + rows + `,"b":` + rows + `}`, `{"a":[{"key":"x"}]}`} {
		var got EventBuckets
		if err := decode([]byte(text), &got); err != nil || len(got.Buckets) > 0 || len(got.Extra) == 0 {
			t.Errorf("%s is read as %+v, %v", text, got, err)
		}
	}
	if err := decode([]byte(`{"buckets":7}`), new(EventBuckets)); err == nil || !strings.Contains(err.Error(), "buckets") {
		t.Errorf("got %v", err)
	}
}
