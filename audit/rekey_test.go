package audit

import (
	"os"
	"strings"
	"testing"
)

func verifierOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path + ".verifier")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// twiceRekeyed is a log that had three keys, and their verifiers.
func twiceRekeyed(t *testing.T) (path string, verifiers []string) {
	t.Helper()
	l, path := newLog(t, Options{})
	for range 2 {
		mustAppend(t, l, outcomeOf("one"))
		before := verifierOf(t, path)
		after, err := l.ChangeKey()
		if err != nil || after == before || verifierOf(t, path) != after {
			t.Fatalf("%s became %s: %v", before, after, err)
		}
		verifiers = append(verifiers, before)
		mustAppend(t, l, Record{Kind: KeyChanged})
	}
	l.Close()
	return path, append(verifiers, verifierOf(t, path))
}

func TestWhoTrustsOneKeyTrustsThoseItWasChangedFor(t *testing.T) {
	path, verifiers := twiceRekeyed(t)
	for i, key := range append(verifiers, "") {
		if report, err := (Evidence{Key: key}).Verify(path); err != nil || report.Checkpointed != 4 {
			t.Errorf("with key %d: %+v, %v", i, report, err)
		}
	}
	stranger, err := newSigningKey(newOrigin())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Evidence{Key: stranger.verifier}).Verify(path); err == nil || !strings.Contains(err.Error(), "not to be") && !strings.Contains(err.Error(), "another") {
		t.Errorf("with a stranger's key: %v", err)
	}
	l := reopen(t, path, Options{}) // the log goes on with the new key
	mustAppend(t, l, outcomeOf("one"))
	l.Close()
	if report, err := (Evidence{Key: verifiers[0]}).Verify(path); err != nil || report.Checkpointed != 5 {
		t.Errorf("later: %+v, %v", report, err)
	}
}

func TestAnOldKeySignsNothingNew(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, outcomeOf("one"))
	old := l.notary.key
	if _, err := l.ChangeKey(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		mustAppend(t, l, outcomeOf("one"))
	}
	l.Close()
	tree := l.tree
	msg, err := old.sign(Checkpoint{old.Name(), tree.Size, tree.root()}.text())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Evidence{Given: []Given{{"stolen", msg}}}).Verify(path); err == nil || !strings.Contains(err.Error(), "not in use then") {
		t.Errorf("got %v", err)
	}
	// Nor may it hand over to two keys.
	thief, _ := newSigningKey(old.Name())
	msg, err = thief.sign(keyChange{origin: old.Name(), size: 1, old: old.verifier, new: thief.verifier}.text(), old)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Evidence{Key: old.verifier, Given: []Given{{"stolen", msg}}}).Verify(path); err == nil || !strings.Contains(err.Error(), "in two ways") {
		t.Errorf("got %v", err)
	}
}

func TestAChangeOfKeysThatAStopCutShortIsFinished(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, outcomeOf("one"))
	l.notary.halt()
	l.notary.checkpoint()
	next, err := newSigningKey(l.notary.key.Name())
	if err != nil {
		t.Fatal(err)
	}
	unfinished, err := writeAside(path+".signing-key", next.secret+"\n")
	if err != nil {
		t.Fatal(err)
	}
	// Before the old key has signed the new one, nothing has begun.
	l.notary.begin()
	l.Close()
	l = reopen(t, path, Options{})
	if l.notary.key.verifier == next.verifier {
		t.Fatal("a key came into use that nobody vouches for")
	}
	l.notary.halt()
	c := keyChange{origin: next.Name(), size: 1, old: l.notary.key.verifier, new: next.verifier}
	msg, err := next.sign(c.text(), l.notary.key)
	if err != nil {
		t.Fatal(err)
	}
	l.notary.keep(msg[:len(msg)-40]) // torn in its second signature: nothing has begun
	l.file.Close()
	l.notary.file.Close()
	l = reopen(t, path, Options{})
	if l.notary.key.verifier == next.verifier {
		t.Fatal("a key came into use for which the old one has not signed")
	}
	l.notary.halt()
	l.notary.keep(msg)
	l.file.Close()
	l.notary.file.Close()
	l = reopen(t, path, Options{})
	if l.notary.key.verifier != next.verifier {
		t.Error("the new key did not come into use")
	}
	if _, err := os.Stat(unfinished); err == nil {
		t.Error("the new key was left under another name")
	}
	mustAppend(t, l, outcomeOf("one"))
	l.Close()
	if report, err := Verify(path); err != nil || report.Checkpointed != 2 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestALogOpenedWithoutAKeyIsSignedByTheNext(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, outcomeOf("one"))
	l.Close()
	key, _ := os.ReadFile(path + ".signing-key")
	os.Remove(path + ".signing-key")
	l = reopen(t, path, Options{Unsigned: true})
	mustAppend(t, l, outcomeOf("one"))
	l.Close()
	if report, err := Verify(path); err != nil || report.Checkpointed != 1 || report.Seq != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	write(t, path+".signing-key", string(key))
	l = reopen(t, path, Options{})
	mustAppend(t, l, outcomeOf("one"))
	l.Close()
	if report, err := Verify(path); err != nil || report.Checkpointed != 3 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestAChangeOfKeysNeedsBothSignaturesAndNoKeyGoesOnAfterItsOwn(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	old := l.notary.key
	if _, err := l.ChangeKey(); err != nil {
		t.Fatal(err)
	}
	l.Close()
	next, _ := newSigningKey(old.Name())
	c := keyChange{origin: old.Name(), size: 1, old: old.verifier, new: next.verifier}
	alone, err := old.sign(c.text())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Evidence{Given: []Given{{"half", alone}}}).Verify(path); err == nil || !strings.Contains(err.Error(), "forged, or of another log") {
		t.Errorf("signed by the old key alone: %v", err)
	}
	// Back to where the change was the last note, with the old key in its old place.
	text, _ := os.ReadFile(path + ".checkpoints")
	change := notesIn(text)[1]
	if _, ok := parseKeyChange(change); !ok {
		t.Fatalf("the second note is %s", change)
	}
	write(t, path+".checkpoints", string(text[:strings.Index(string(text), string(change))+len(change)]))
	write(t, path+".signing-key", old.secret)
	if _, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "signed with another key") {
		t.Errorf("with the old key: %v", err)
	}
}

func TestASignatureHasOneSpelling(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	l.Close()
	text, _ := os.ReadFile(path + ".checkpoints")
	msg := string(notesIn(text)[0])
	at := strings.LastIndex(msg, "=") - 1 // the last digit, of which two bits say nothing
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	other := msg[:at] + string(digits[strings.IndexByte(digits, msg[at])^1]) + msg[at+1:]
	if _, err := (Evidence{Given: []Given{{"respelled", []byte(other)}}}).Verify(path); err == nil || !strings.Contains(err.Error(), "not spelled as we do") {
		t.Errorf("got %v", err)
	}
}
