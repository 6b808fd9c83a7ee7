package audit

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// refused checks that a record did not get through, and that whoever asked is told.
func refused(t *testing.T, l *Log, sealed bool, says string) {
	t.Helper()
	r, err := l.Append(intent())
	var unavailable *Unavailable
	if !errors.Is(err, ErrUnavailable) || !errors.As(err, &unavailable) || r.Seq != 0 {
		t.Fatalf("Append returned record %d and the error %v", r.Seq, err)
	}
	if unavailable.Sealed != sealed || !strings.Contains(err.Error(), says) {
		t.Errorf("sealed %v, want %v, because %q: %v", unavailable.Sealed, sealed, says, err)
	}
}

func TestTheLogSealsWhenItsFileIsTamperedWith(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tamper func(path string) error
		says   string
	}{
		{"deleted", os.Remove, "deleted or moved away"},
		{"moved away", func(path string) error { return os.Rename(path, path+".1") }, "deleted or moved away"},
		{"swapped for a copy", func(path string) error {
			text, _ := os.ReadFile(path)
			os.Rename(path, path+".1")
			return os.WriteFile(path, text, 0o600)
		}, "another file was put in its place"},
		{"swapped for a symbolic link to itself", func(path string) error {
			os.Rename(path, path+".1")
			return os.Symlink(path+".1", path)
		}, "another file was put in its place"},
		{"emptied, as copytruncate does", func(path string) error { return os.Truncate(path, 0) }, "was cut from"},
		{"written by something else", func(path string) error {
			file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = file.WriteString("{}\n")
			return errors.Join(err, file.Close())
		}, "something else wrote 3 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, path := newLog(t, Options{})
			mustAppend(t, l, intent())
			if err := tt.tamper(path); err != nil {
				t.Fatal(err)
			}
			refused(t, l, true, tt.says)
			refused(t, l, true, tt.says) // and it stays so
		})
	}
}

func TestTheLogSealsWhenASyncFails(t *testing.T) {
	l, _ := newLog(t, Options{})
	mustAppend(t, l, intent())
	syncFile := l.sync
	l.sync = func() error { return errors.New("input/output error") }
	refused(t, l, true, "input/output error")
	l.sync = syncFile // the next sync would succeed, and prove nothing
	refused(t, l, true, "input/output error")
}

func TestTheLogSealsWhenAFailedWriteCannotBeCutOff(t *testing.T) {
	l, _ := newLog(t, Options{})
	l.file.Close()
	refused(t, l, true, "could not be cut off")
}

func TestAPanicWhileWritingAcknowledgesNothing(t *testing.T) {
	l, _ := newLog(t, Options{})
	l.sync = func() error { panic("a disk of the wrong kind") }
	waiting := l.enqueue(intent())
	func() {
		defer func() { recover() }()
		l.Append(intent())
	}()
	if <-waiting.done; waiting.err == nil {
		t.Error("a record was acknowledged that was not synced")
	}
	refused(t, l, true, "something else wrote") // what is in the file was never acknowledged
}

func TestAClosedLogRefuses(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	refused(t, l, true, "closed")
	reopen(t, path, Options{})
}
