package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ChangeKey puts a new signing key in the place of the log's. The old one signs everything up to now and then the new one, so that whoever trusts the old key can go on; then it is gone.
// It returns the new verifier key. When the machine stops in between, the next [Open] finishes it, or it did not begin.
func (l *Log) ChangeKey() (verifier string, err error) {
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	if l.notary.stop == nil || !l.notary.signs {
		return "", errors.New("the audit log is closed, or was opened without its key")
	}
	return l.notary.changeKey()
}

func (n *notary) changeKey() (string, error) {
	n.halt()
	defer n.begin()
	n.checkpoint()
	path := n.keyPath
	key, err := newSigningKey(n.key.Name())
	if err != nil {
		return "", err
	}
	next, err := writeAside(path, key.secret+"\n")
	if err != nil {
		return "", fmt.Errorf("the new signing key could not be written: %w", err)
	}
	c := keyChange{origin: n.key.Name(), size: n.signed, old: n.key.verifier, new: key.verifier}
	msg, err := key.sign(c.text(), n.key)
	if err != nil {
		return "", err
	}
	n.keep(msg)
	if err := n.file.Sync(); n.failed || err != nil {
		return "", fmt.Errorf("the change could not be kept in %s, and the key stays as it is: %w", checkpointsPath(n.log), errors.Join(err, os.Remove(next)))
	}
	if err := os.Rename(next, path); err != nil {
		return "", fmt.Errorf("the new key is %s, and could not be named %s: %w", next, path, err)
	}
	n.key = key
	n.tell(msg)
	n.sign()
	if err := keepVerifier(n.log, key); err != nil {
		return "", err
	}
	return key.verifier, syncFolder(filepath.Dir(path))
}

// finishKeyChange gives a new key its name, where the log already goes on with it.
func finishKeyChange(path string, last []byte) error {
	c, ok := parseKeyChange(last)
	if !ok {
		return nil
	}
	next, err := readSigningKey(path + ".new")
	if err != nil || next.verifier != c.new {
		return nil
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
