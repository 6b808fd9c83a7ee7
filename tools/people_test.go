package tools

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// keeping gives a rig a trail that keeps personal data in some way.
func keeping(t *testing.T, how audit.Personal) (*rig, *audit.Log) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	trail, err := audit.Open(path, audit.Options{Personal: how})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { trail.Close() })
	r := newRig(t, fullAccess+`
  denied:
    name: Denied Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: {users: read, devices: read, user_groups: read}
`, func(o *Options) { o.Audit = trail })
	r.log = path
	return r, trail
}

// aboutPeople are calls that tell of people in every place of a record: in
// arguments, names, sentences, and in why a call was refused.
func aboutPeople(r *rig) {
	r.call("full", "users_get", `{"id":"ana.ruiz"}`)
	r.answer("full", "users_get", `{"id":"nobody.known"}`)
	r.call("full", "users_create", `{"username":"zoe.new","email":"zoe.new@example.com","firstname":"Zoe","lastname":"Newman","phoneNumbers":[{"type":"work","number":"+44 20 7946 0999"}]}`)
	r.answer("full", "users_create", `{"username":"zoe.new","email":"zoe.new@example.com"}`) // again: JumpCloud says that she is there
	r.answer("full", "users_list", `{"filter":"email:$eq:zoe.new@example.com"}`)
	r.answer("full", "users_get", `{"id":"zoe.new"}`)
	r.answer("full", "users_update", `{"id":"zoe.new","alternateEmail":"zoe@home.example"}`)
	r.answer("denied", "users_update", `{"id":"zoe.new","alternateEmail":"zoe@home.example"}`)
	r.answer("denied", "users_delete", `{"id":"ana.ruiz"}`)
	r.answer("full", "user_group_members_change", `{"group_id":"Engineering","op":"add","type":"user","id":"zoe.new"}`)
	r.answer("full", "events_query", `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","search_term":{"and":[{"initiated_by.username":"zoe.new"}]}}`)
}

var personal = []string{"ana.ruiz", "nobody.known", "zoe.new", "zoe@home", "Zoe", "Newman", "7946 0999"}

func TestPeopleAreHashedOrDroppedWhereverARecordTellsOfThem(t *testing.T) {
	for name, how := range map[string]audit.Personal{"clear": audit.PersonalClear, "hmac": audit.PersonalHMAC, "drop": audit.PersonalDrop} {
		t.Run(name, func(t *testing.T) {
			r, trail := keeping(t, how)
			aboutPeople(r)
			b, err := os.ReadFile(r.log)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range personal {
				if told := strings.Contains(string(b), text); told != (how == audit.PersonalClear) {
					t.Errorf("the trail tells %s: %v", text, told)
				}
			}
			hash := trail.Hash("zoe.new")
			if told := strings.Count(string(b), hash); (told > 5) != (how == audit.PersonalHMAC) {
				t.Errorf("the hash of a name is there %d times", told)
			}
			if !strings.Contains(string(b), `user group \"Engineering\"`) {
				t.Error("a group's name is hidden, which is nobody's")
			}
			for _, rec := range r.trail() {
				if rec.What == nil || rec.Kind == audit.CallRefused || !strings.Contains(string(rec.What.Args), "phoneNumbers") {
					continue
				}
				if hid := slices.Contains(rec.Erased, "/phoneNumbers/0/number"); hid != (how != audit.PersonalClear) {
					t.Errorf("%s: erased %v", rec.Kind, rec.Erased)
				}
			}
		})
	}
}

func TestASentenceNamesAHashThatCanBeLookedFor(t *testing.T) {
	r, trail := keeping(t, audit.PersonalHMAC)
	r.call("full", "users_get", `{"id":"ana.ruiz"}`)
	found := 0
	for _, rec := range r.trail() {
		if (audit.Query{Text: trail.Hash("ana.ruiz")}).Matches(rec) {
			found++
		}
	}
	if found != 2 {
		t.Errorf("found in %d records, not in the look-up and the intent", found)
	}
}

func TestWhatIsDroppedIsNotInTheHMACOfTheArguments(t *testing.T) {
	for how, same := range map[audit.Personal]bool{audit.PersonalDrop: true, audit.PersonalHMAC: false, audit.PersonalClear: false} {
		r, _ := keeping(t, how)
		hash := func(first string) string {
			r.answer("full", "users_update", `{"id":"`+someone+`","firstname":"`+first+`"}`)
			return r.last().What.ArgsHMAC
		}
		if got := hash("Ana") == hash("Eva"); got != same {
			t.Errorf("%d: the same for two names: %v", how, got)
		}
	}
}

// An agent gets its answers, and people see what they approve, whatever the
// trail keeps.
func TestAnAnswerAndAPlanNamePeopleWhateverTheTrailKeeps(t *testing.T) {
	r, _ := keeping(t, audit.PersonalDrop)
	if a := r.answer("full", "users_get", `{"id":"ana.ruiz"}`); a.IsError || !strings.Contains(string(a.Structured), `"ana.ruiz"`) {
		t.Errorf("answered %s", a.Structured)
	}
	c := r.gate.begin(r.as("full"), "users_delete", nil)
	if err := c.decode(jsontext.Value(`{"id":"ana.ruiz"}`)); err != nil {
		t.Fatal(err)
	}
	if told := c.forPeople(); !strings.Contains(told, "ana.ruiz") || strings.Contains(c.what.Phrase, "ana.ruiz") {
		t.Errorf("people read %q, the record %q", told, c.what.Phrase)
	}
}

func TestTheNamesOfPeopleAndDevicesArePersonal(t *testing.T) {
	for kind := range namings {
		if personalName(kind) != (kind == "users" || kind == "devices" || kind == "admins") {
			t.Errorf("%s: %v", kind, personalName(kind))
		}
	}
	if !personalName("nobody-knows") {
		t.Error("a kind that nobody knows has no personal names")
	}
}

func TestAFieldWithoutAClassIsHiddenAsASecret(t *testing.T) {
	s := shapeOf(reflect.TypeFor[struct {
		Said   string `json:"said" data:"public"`
		Forgot string `json:"forgot"`
		Deep   []struct {
			Forgot string `json:"forgot"`
		} `json:"deep"`
	}]())
	got := s.hide(jsontext.Value(`{"said":"a","forgot":"b","deep":[{"forgot":"c"}]}`), "", func(_ string, holds jcclient.Data, _ jsontext.Value) (jsontext.Value, bool) {
		return masked, holds.Secret()
	})
	if want := `{"said":"a","forgot":"[secret]","deep":[{"forgot":"[secret]"}]}`; string(got) != want {
		t.Errorf("got %s", got)
	}
}

func TestAnAnswersErrorTellsNoSecretThatSlippedIn(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, args := range []string{`{"id":"jca_CANARY0123456789"}`, `{"id":"https://u:CANARY@example.com"}`, `{"jca_CANARY0123456789":1}`, `{"id":"Bearer CANARY0123456789"}`} {
		a := r.answer("full", "users_get", args)
		if !a.IsError || strings.Contains(string(a.Structured), "CANARY") {
			t.Errorf("%s: %s", args, a.Structured)
		}
	}
	b, err := os.ReadFile(r.log)
	if err != nil || strings.Contains(string(b), "CANARY") {
		t.Errorf("the trail tells it: %v %s", err, b)
	}
}
