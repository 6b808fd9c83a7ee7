package audit

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"
)

func TestALogIsUnwellUntilARecordGetsThrough(t *testing.T) {
	l, _ := newLog(t, Options{})
	if err := l.Health(t.Context()); err != nil {
		t.Fatal(err)
	}
	write := l.disk.write
	l.disk.write = func(*os.File, []byte) (int, error) { return 0, syscall.ENOSPC }
	if _, err := l.Append(intent()); err == nil {
		t.Fatal("a full disk took a record")
	}
	l.disk.write = write
	var unavailable *Unavailable
	if err := l.Health(t.Context()); !errors.As(err, &unavailable) || unavailable.Sealed || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("after a failed write: %v", err)
	}
	mustAppend(t, l, intent())
	if err := l.Health(t.Context()); err != nil {
		t.Errorf("after a record got through: %v", err)
	}
}

func TestALogWhoseFileIsGoneIsSealedBeforeAnybodyWrites(t *testing.T) {
	l, path := newLog(t, Options{})
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	var unavailable *Unavailable
	if err := l.Health(t.Context()); !errors.As(err, &unavailable) || !unavailable.Sealed {
		t.Errorf("%v", err)
	}
}

func TestALogOnADiskThatHangsIsUnwell(t *testing.T) {
	l, _ := newLog(t, Options{})
	hangs, goOn := make(chan struct{}), make(chan struct{})
	l.disk.sync = func(*os.File) error { close(hangs); <-goOn; return nil }
	done := make(chan error, 1)
	go func() { _, err := l.Append(intent()); done <- err }()
	<-hangs
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Health(ctx); !errors.Is(err, ErrUnavailable) {
		t.Errorf("%v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestALogTellsOfItsRecordsAndSyncs(t *testing.T) {
	told, syncs := map[Kind]int{}, 0
	l, _ := newLog(t, Options{Recorded: func(k Kind) { told[k]++ }, Synced: func(time.Duration) { syncs++ }})
	mustAppend(t, l, intent())
	mustAppend(t, l, intent())
	l.disk.write = func(*os.File, []byte) (int, error) { return 0, syscall.EIO }
	if _, err := l.Append(intent()); err == nil {
		t.Fatal("it was taken")
	}
	if told[CallIntent] != 2 || syncs < 2 {
		t.Errorf("told of %v, and of %d syncs", told, syncs)
	}
}
