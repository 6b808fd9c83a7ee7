package audit

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// A keyChange hands a log over from one signing key to the next. Both sign it.
type keyChange struct {
	origin   string
	size     int64 // records that the old key may vouch for; the new one begins there
	old, new string
	msg      []byte
	from     string
}

const keyChangeTitle = "jumpgate-audit key change"

func (c keyChange) text() string {
	return fmt.Sprintf("%s\n%s\n%d\n%s\n%s\n", keyChangeTitle, c.origin, c.size, c.old, c.new)
}

// parseKeyChange reads a note as one; its signatures are for trustFrom to check.
func parseKeyChange(msg []byte) (keyChange, bool) {
	text, _, _ := bytes.Cut(msg, []byte("\n\n"))
	lines := strings.Split(string(text), "\n")
	if lines[0] != keyChangeTitle {
		return keyChange{}, false
	}
	if len(lines) != 5 {
		return keyChange{msg: msg}, true // and it is not signed
	}
	size, _ := strconv.ParseInt(lines[2], 10, 64)
	return keyChange{origin: lines[1], size: size, old: lines[3], new: lines[4], msg: msg}, true
}

// signed says whether both keys signed the change, and nothing else.
func (c keyChange) signed() bool {
	before, err := note.NewVerifier(c.old)
	after, err2 := note.NewVerifier(c.new)
	if err != nil || err2 != nil || before.Name() != c.origin || after.Name() != c.origin {
		return false
	}
	n, err := note.Open(c.msg, note.VerifierList(before, after))
	return err == nil && len(n.Sigs) == 2 && len(n.UnverifiedSigs) == 0 && strictly(n.Sigs) && n.Text == c.text()
}

// trust is the keys that sign for one log.
type trust []trusted

// A trusted key signs checkpoints of certain sizes: the last that has none yet (-1) is the one in use.
type trusted struct {
	note.Verifier
	from, until int64
}

func (t trust) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, k := range t {
		if k.Name() == name && k.KeyHash() == hash {
			return k.Verifier, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

// trustFrom follows the changes of keys from the pinned one, to those after it and those before it. Each must be signed and lead there.
func trustFrom(pinned string, changes []keyChange) (trust, error) {
	keys, err := follow(pinned, changes)
	for _, c := range changes {
		if err == nil && (!c.signed() || !keys.has(c.old) || !keys.has(c.new)) {
			err = &Untrusted{c.from, fmt.Sprintf("the change of keys after %d records is forged, or of another log", c.size)}
		}
	}
	return keys, err
}

func follow(pinned string, changes []keyChange) (trust, error) {
	v, err := note.NewVerifier(pinned)
	if err != nil {
		return nil, fmt.Errorf("%s is no verifier key: it has the form NAME+HASH+KEY, as 'jumpgate audit keygen' prints it", Quote(pinned))
	}
	keys := trust{{v, 0, -1}}
	for at := pinned; ; {
		c, err := theChange(changes, func(c keyChange) bool { return c.old == at })
		if err != nil || c == nil {
			if err != nil {
				return nil, err
			}
			break
		}
		if keys.has(c.new) {
			return nil, errRound
		}
		keys[len(keys)-1].until = c.size
		next, _ := note.NewVerifier(c.new) // it is signed with it
		keys = append(keys, trusted{next, c.size, -1})
		at = c.new
	}
	for at := pinned; ; {
		c, err := theChange(changes, func(c keyChange) bool { return c.new == at })
		if err != nil || c == nil {
			return keys, err
		}
		if keys.has(c.old) {
			return nil, errRound
		}
		keys[0].from = c.size
		before, _ := note.NewVerifier(c.old)
		keys = append(trust{{before, 0, c.size}}, keys...)
		at = c.old
	}
}

var errRound = &Untrusted{From: "keys", Text: "they hand over to each other in a circle: somebody else may have one"}

func (t trust) has(vkey string) bool {
	v, err := note.NewVerifier(vkey)
	return err == nil && slices.ContainsFunc(t, func(k trusted) bool { return k.Name() == v.Name() && k.KeyHash() == v.KeyHash() })
}

// theChange is the one that fits and is signed; two that say different things are an error: somebody has a key who should not.
func theChange(changes []keyChange, fits func(keyChange) bool) (*keyChange, error) {
	var found *keyChange
	for _, c := range changes {
		if !fits(c) || !c.signed() {
			continue
		}
		if found != nil && found.text() != c.text() {
			return nil, &Untrusted{From: "keys", Text: fmt.Sprintf("one key (%s) is handed over in two ways: somebody else may have it", clip(c.old, 80))}
		}
		found = new(c)
	}
	return found, nil
}
