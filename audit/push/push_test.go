package push

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// place is a sink that may be down.
type place struct {
	mu    sync.Mutex
	texts []string
	err   error
	tries int
}

func (p *place) Send(_ context.Context, text []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tries++
	if p.err == nil {
		p.texts = append(p.texts, string(text))
	}
	return p.err
}

func (p *place) is(t *testing.T, want ...string) {
	t.Helper()
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.texts, want) {
		t.Errorf("there are %q, want %q", p.texts, want)
	}
}

func (p *place) down(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

func TestTheNewestTextIsBroughtOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p place
		n := NewNewest("there", &p, func(name string, err error) { t.Errorf("%s: %v", name, err) })
		n.Offer([]byte("1"))
		p.is(t, "1")
		n.Offer([]byte("2"))
		n.Offer([]byte("3"))
		p.is(t, "1")
		time.Sleep(between)
		p.is(t, "1", "3")
		time.Sleep(time.Hour)
		n.Offer([]byte("4"))
		p.is(t, "1", "3", "4")
		n.Offer([]byte("5"))
		if err := n.Close(t.Context()); err != nil {
			t.Error(err)
		}
		p.is(t, "1", "3", "4", "5")
	})
}

func TestAPlaceThatIsDownIsTriedAgainAndSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		p := place{err: down}
		var said []error
		n := NewNewest("there", &p, func(_ string, err error) { said = append(said, err) })
		n.Offer([]byte("1"))
		time.Sleep(10 * time.Minute)
		n.Offer([]byte("2"))
		synctest.Wait()
		if p.tries < 8 || p.tries > 20 {
			t.Errorf("it was tried %d times in ten minutes", p.tries)
		}
		p.down(nil)
		time.Sleep(slowest)
		p.is(t, "2")
		if !slices.Equal(said, []error{down, nil}) {
			t.Errorf("it is said %v", said)
		}
		if err := n.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAPlaceThatHangsKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan bool)
		n := NewNewest("there", Func(func(context.Context, []byte) error { <-hang; return nil }), func(string, error) {})
		begun := time.Now()
		for range 1000 {
			n.Offer([]byte("text"))
		}
		if time.Since(begun) != 0 {
			t.Error("to offer takes time")
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		if err := n.Close(ctx); err == nil || time.Since(begun) != 2*time.Second {
			t.Errorf("it was closed after %v: %v", time.Since(begun), err)
		}
		close(hang)
	})
}
