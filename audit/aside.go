package audit

import (
	"errors"
	"io/fs"
	"os"
)

// writeAside writes a text to path.new, for its owner alone, and returns when it is whole on disk. What was left there before goes.
func writeAside(path, text string) (unfinished string, err error) {
	unfinished = path + ".new"
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	file, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		os.Remove(unfinished) // a part of a key, of use to nobody
	}
	return unfinished, err
}
