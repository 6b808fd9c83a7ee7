package connect

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// isJumpgate says whether a command is a jumpgate, wherever it lies.
func isJumpgate(command string) bool {
	name := strings.ToLower(command[strings.LastIndexAny(command, `/\`)+1:])
	return strings.TrimSuffix(name, ".exe") == "jumpgate"
}

// Write puts s into the client's file at path, whole or not at all, and returns where the file as it was is kept; "" when there was none, or when it said so already.
// A file that is a link stays one. Its mode stays; a new one is the user's alone.
func (c Client) Write(path string, s Server) (backup string, changed bool, err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return "", false, fmt.Errorf("%s is a link to nothing, and was left as it is: make what it links to, or name another file", path)
	}
	src, err := ReadFile(path)
	mode := fs.FileMode(0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", false, err
		}
	case err != nil:
		return "", false, err
	default:
		info, err := os.Stat(path)
		if err != nil {
			return "", false, err
		}
		if mode = info.Mode().Perm(); mode&0o200 == 0 {
			return "", false, fmt.Errorf("%s may not be written, and was left as it is: whoever made it so can allow it (chmod u+w)", path)
		}
	}
	out, err := c.Merge(src, s)
	if err != nil {
		return "", false, fmt.Errorf("%s was left as it is: %w", path, err)
	}
	if bytes.Equal(out, src) {
		return "", false, nil
	}
	if src != nil {
		backup = path + ".before-jumpgate-" + time.Now().UTC().Format("20060102T150405.000")
		if err := create(backup, src, mode); err != nil {
			return "", false, fmt.Errorf("%s was left as it is: a copy of it could not be kept: %w", path, err)
		}
	}
	return backup, true, replace(path, src, out, mode)
}

// mostBytes is how long a client's file may be.
const mostBytes = 16 << 20

// ReadFile returns a client's file. What is no file, such as a pipe that nobody writes to, is an error, and so is one that is too long to be a configuration.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file", path)
	case info.Size() > mostBytes:
		return nil, fmt.Errorf("%s has more than %d MiB, and is no configuration", path, mostBytes>>20)
	}
	return os.ReadFile(path)
}

func create(path string, text []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

// replace puts text where src stands, unless something else stands there by now.
func replace(path string, src, text []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		if now, _ := ReadFile(path); !bytes.Equal(now, src) { // the client keeps its own settings there, too
			err = fmt.Errorf("%s was changed by somebody else at the same time, and was left as it is: run it again", path)
		} else {
			err = os.Rename(f.Name(), path)
		}
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
