package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
)

// Personal says how names, addresses and whatever else is told of people stand in records.
type Personal uint8

// What becomes of personal data.
const (
	PersonalClear Personal = iota // it stands there as it is
	PersonalHMAC                  // its HMAC under the installation's key: the same text can be found again
	PersonalDrop                  // "[dropped]"
)

// ParsePersonal reads clear, hmac or drop.
func ParsePersonal(word string) (Personal, error) {
	switch word {
	case "clear":
		return PersonalClear, nil
	case "hmac":
		return PersonalHMAC, nil
	case "drop":
		return PersonalDrop, nil
	}
	return PersonalDrop, errors.New("it takes clear, hmac or drop")
}

// Personal is how this log keeps personal data.
func (l *Log) Personal() Personal { return l.opts.Personal }

// Person returns a text about a person as a record may hold it, and whether it is hidden.
func (l *Log) Person(text string) (recorded string, hidden bool) {
	switch l.opts.Personal {
	case PersonalClear:
		return text, false
	case PersonalHMAC:
		return l.Hash(text), true
	}
	return "[dropped]", true
}

// Hash returns the HMAC by which records name a text. Of what looks like a secret in it nothing goes in, as [Blot] finds it.
func (l *Log) Hash(text string) string { return keyed(l.key, []byte(Blot(text))) }

// HashBeside is [Log.Hash] for who only reads the log at path: it takes the key that stands beside it, and makes none.
func HashBeside(path, text string) (string, error) {
	key, err := readKey(path + ".key")
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s.key is not there, so there is no record that a hash could be found in: name the configuration of the server whose trail it is", path)
	}
	if err != nil {
		return "", fmt.Errorf("audit key %s.key: %w", path, err)
	}
	return keyed(key, []byte(Blot(text))), nil
}

func keyed(key, b []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write(b)
	return "hmac:" + hex.EncodeToString(mac.Sum(nil))
}
