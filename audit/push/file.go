package push

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// File is a second file, on another disk or host: each text is appended to it.
type File struct{ Path string }

// Send opens the file anew each time, so that a disk which comes back is found again. A text that cannot be written whole is cut off again.
func (f File) Send(_ context.Context, text []byte) error {
	if info, err := os.Lstat(f.Path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file: name one", f.Path)
	}
	file, err := os.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	if _, err := file.Write(text); err != nil {
		return errors.Join(err, file.Truncate(info.Size()), file.Close())
	}
	return errors.Join(file.Sync(), file.Close())
}

// Func is a sink that a function is.
type Func func(ctx context.Context, text []byte) error

// Send calls the function.
func (f Func) Send(ctx context.Context, text []byte) error { return f(ctx, text) }
