package ops

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

func saw(u *Upstream, status int) {
	u.Saw(jcclient.Exchange{Route: jcclient.Route{API: jcclient.V1}, Status: status})
}

// An upstream whose checks come to err, in time that is made up.
func checked(t *testing.T, test func(t *testing.T, u *Upstream, err *error, checks *int)) {
	synctest.Test(t, func(t *testing.T) {
		var err error
		checks := 0
		u := NewUpstream(t.Context(), func(context.Context) error { checks++; return err }, slog.New(slog.DiscardHandler))
		test(t, u, &err, &checks)
		u.Wait()
	})
}

func (u *Upstream) asked() string {
	u.Ask(false)
	u.Wait()
	state, _ := u.State()
	return state
}

func TestJumpCloudIsAskedOnlyWhenNothingIsKnown(t *testing.T) {
	checked(t, func(t *testing.T, u *Upstream, _ *error, checks *int) {
		if state, _ := u.State(); state != unknown || *checks != 0 {
			t.Errorf("at first: %s, after %d checks", state, *checks)
		}
		if got := u.asked(); got != ok || *checks != 1 {
			t.Errorf("the first time: %s, after %d checks", got, *checks)
		}
		time.Sleep(fresh - 1)
		if u.asked(); *checks != 1 {
			t.Errorf("within a minute it was asked again")
		}
		saw(u, 404) // a call shows that it is there
		time.Sleep(fresh - 1)
		if u.asked(); *checks != 1 {
			t.Errorf("within a minute of a call it was asked again")
		}
		time.Sleep(1)
		if u.asked(); *checks != 2 {
			t.Errorf("after a minute: %d checks", *checks)
		}
	})
}

func TestAFailedRequestMakesDoubtAndTheCheckDecides(t *testing.T) {
	for _, status := range []int{0, 401, 500, 503} {
		checked(t, func(t *testing.T, u *Upstream, err *error, checks *int) {
			saw(u, 200)
			saw(u, status)
			if state, _ := u.State(); state != ok {
				t.Errorf("%d: one failure made it %s", status, state)
			}
			if got := u.asked(); got != ok || *checks != 1 {
				t.Errorf("%d: after the check it is %s, %d checks", status, got, *checks)
			}
			time.Sleep(betweenTries)
			saw(u, status)
			*err = &jcclient.Error{Status: status}
			want := unreachable
			if status == 401 {
				want = keyRefused
			}
			if got := u.asked(); got != want {
				t.Errorf("%d: after a check that failed it is %s", status, got)
			}
			*err = nil
			if got := u.asked(); got != want || *checks != 2 {
				t.Errorf("%d: it was asked again at once", status)
			}
			time.Sleep(betweenTries)
			if got := u.asked(); got != ok {
				t.Errorf("%d: once it answers again it is %s", status, got)
			}
		})
	}
}

// A 429 is about the pace, and nothing is asked again because of it.
func TestA429MakesNoDoubt(t *testing.T) {
	checked(t, func(t *testing.T, u *Upstream, _ *error, checks *int) {
		saw(u, 200)
		saw(u, 429)
		if got := u.asked(); got != ok || *checks != 0 {
			t.Errorf("%s, after %d checks", got, *checks)
		}
		time.Sleep(fresh)
		saw(u, 429) // which is no sign that the key is taken
		if u.asked(); *checks != 1 {
			t.Errorf("after a minute: %d checks", *checks)
		}
	})
}

func TestWhatACheckMeans(t *testing.T) {
	for want, errs := range map[string][]error{
		ok:          {nil, &jcclient.Error{Status: http.StatusForbidden}, &jcclient.Error{Status: http.StatusTooManyRequests}},
		keyRefused:  {&jcclient.Error{Status: http.StatusUnauthorized}, &jcclient.TokenError{Status: http.StatusUnauthorized}},
		unreachable: {&jcclient.Error{}, &jcclient.Error{Status: 503}, &jcclient.Error{Status: 200}, &jcclient.TokenError{}, errors.New("anything else")},
		"":          {&audit.Unavailable{Err: errors.New("full")}, &jcclient.Error{Err: jcclient.ErrBusy}},
	} {
		for _, err := range errs {
			if got := meaning(err); got != want {
				t.Errorf("%v means %q, want %q", err, got, want)
			}
		}
	}
}
