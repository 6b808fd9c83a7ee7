package audit

import (
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

func TestEachRecordIsProvenWithoutTheLog(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for range 12 {
		s := newSpecimen(t, random, 4+random.IntN(40), 3)
		path, evidence := s.inFiles(t, random)
		moved, _ := Segments(path)
		if random.IntN(3) == 0 { // what is left can be proven still
			os.Remove(moved[0].Path)
		} else {
			moved = nil
		}
		for i, line := range s.lines {
			seq := uint64(i + 1)
			p, err := evidence.Prove(path, seq)
			if len(moved) > 0 && seq < moved[1].First {
				if err == nil || !strings.Contains(err.Error(), "were moved away") {
					t.Fatalf("record %d: %v", seq, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("record %d of %d: %v", seq, len(s.lines), err)
			}
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			p, err = ParseProof(text)
			if err != nil {
				t.Fatal(err)
			}
			r, c, err := p.Check(s.first.verifier)
			if err != nil || r.Seq != seq || p.Record+"\n" != line || c.Size != int64(len(s.lines)) {
				t.Fatalf("record %d of %d: %+v, %v", seq, len(s.lines), c, err)
			}
			if strings.Contains(string(text), s.lines[(i+1)%len(s.lines)][20:200]) {
				t.Error("another record is shown")
			}
		}
		if _, err := evidence.Prove(path, uint64(len(s.lines)+1)); err == nil || !strings.Contains(err.Error(), "no checkpoint covers record") {
			t.Errorf("a record that is not there: %v", err)
		}
	}
}

func TestNoProofThatWasChangedHolds(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	s := newSpecimen(t, random, 30, 2)
	path, evidence := s.inFiles(t, random)
	proof, err := evidence.Prove(path, 11)
	if err != nil {
		t.Fatal(err)
	}
	good, err := json.Marshal(proof)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3000 {
		text := []byte(flipped(random, string(good)))
		p, err := ParseProof(text)
		if err == nil {
			var r Record
			if r, _, err = p.Check(s.first.verifier); err == nil && (p.Record != proof.Record || r.Seq != 11) {
				t.Fatalf("change %d proves another record: %s", n, text)
			}
		}
		if err == nil {
			if again, _ := json.Marshal(p); string(again) != string(good) { // JSON has more than one spelling of a text
				t.Fatalf("change %d goes unnoticed: %s", n, text)
			}
		}
	}
	other, err := evidence.Prove(path, 12)
	if err != nil {
		t.Fatal(err)
	}
	stranger, _ := newSigningKey(newOrigin())
	for name, change := range map[string]func(p *Proof) (key string){
		"another number":         func(p *Proof) string { p.Seq = 12; return s.first.verifier },
		"no number":              func(p *Proof) string { p.Seq = 0; return s.first.verifier },
		"a number past the end":  func(p *Proof) string { p.Seq = 31; return s.first.verifier },
		"another record":         func(p *Proof) string { p.Record = other.Record; return s.first.verifier },
		"another path":           func(p *Proof) string { p.Hashes = other.Hashes; return s.first.verifier },
		"an older checkpoint":    func(p *Proof) string { p.Checkpoint = string(s.notes[0]); return s.first.verifier },
		"no checkpoint":          func(p *Proof) string { p.Checkpoint = ""; return s.first.verifier },
		"two checkpoints":        func(p *Proof) string { p.Checkpoint += p.Checkpoint; return s.first.verifier },
		"a stranger's key":       func(*Proof) string { return stranger.verifier },
		"no key":                 func(*Proof) string { return "" },
		"a change of keys of it": func(p *Proof) string { p.Keys = append(p.Keys, p.Checkpoint); return s.first.verifier },
	} {
		p := proof
		key := change(&p)
		_, _, err := p.Check(key)
		var untrusted *Untrusted
		if err == nil || key != "" && !errors.As(err, &untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsNoProofIsSaid(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"format":"jumpgate-audit-proof/2"}`, `{"format":"jumpgate-audit-proof/1","more":1}`} {
		if _, err := ParseProof([]byte(text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

// A proof is of a log that verifies.
func TestNothingIsProvenOfALogThatWasTamperedWith(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	s := newSpecimen(t, random, 30, 2)
	s.lines[20] = strings.Replace(s.lines[20], `"message":"`, `"message":"Nothing. `, 1)
	path, evidence := s.inFiles(t, random)
	var damage *Damage
	if _, err := evidence.Prove(path, 3); !errors.As(err, &damage) || damage.Seq != 21 {
		t.Errorf("got %v", err)
	}
}
