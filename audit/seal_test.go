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

func TestAFileThatIsPutBackIsWrittenOn(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	os.Rename(path, path+".1")
	refused(t, l, true, "deleted or moved away")
	os.Rename(path+".1", path)
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "call.intent log.recovered call.intent" {
		t.Errorf("the log holds %s", got)
	}
	independentlyVerify(t, path)

	os.Rename(path, path+".1")
	refused(t, l, true, "deleted or moved away")
	text, _ := os.ReadFile(path + ".1")
	write(t, path+".1", strings.Replace(string(text), `"seq":3`, `"seq":4`, 1))
	os.Rename(path+".1", path)
	refused(t, l, true, "does not follow")
}

func TestAPanicWhileWritingAcknowledgesNothing(t *testing.T) {
	l, path := newLog(t, Options{})
	syncFile := l.disk.sync
	l.disk.sync = func(*os.File) error { panic("a disk of the wrong kind") }
	waiting := l.newEntry(intent())
	l.enqueue(waiting)
	func() {
		defer func() { recover() }()
		l.Append(intent())
	}()
	if <-waiting.done; waiting.err == nil {
		t.Error("a record was acknowledged that was not synced")
	}
	l.disk.sync = syncFile
	mustAppend(t, l, intent()) // what is in the file was never acknowledged
	if n := independentlyVerify(t, path); n != 1 {
		t.Errorf("%d records stand in the log", n)
	}
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
