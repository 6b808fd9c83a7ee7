package jcclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A clock answers a client one response after the other, the last one again
// and again, and notes when it was asked.
type clock struct {
	start time.Time
	asked []time.Duration
}

func (k *clock) answers(responses ...func() (*http.Response, error)) func(*http.Request) (*http.Response, error) {
	k.start = time.Now()
	return func(*http.Request) (*http.Response, error) {
		k.asked = append(k.asked, time.Since(k.start))
		return responses[min(len(k.asked), len(responses))-1]()
	}
}

// waits are the times between the requests.
func (k *clock) waits() []time.Duration {
	var waits []time.Duration
	for i := 1; i < len(k.asked); i++ {
		waits = append(waits, k.asked[i]-k.asked[i-1])
	}
	return waits
}

func gives(status int, body string, headers ...string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return response(status, body, headers...), nil }
}

func breaks() (*http.Response, error) { return nil, errors.New("connection reset by peer") }

func TestAReadIsAskedAgain(t *testing.T) {
	for name, first := range map[string]func() (*http.Response, error){
		"after a 429":                  gives(429, `{"message":"too much"}`),
		"after a 500":                  gives(500, ""),
		"after a 502":                  gives(502, "<html>"),
		"after a 503":                  gives(503, ""),
		"after a 504":                  gives(504, ""),
		"after Cloudflare's 522":       gives(522, ""),
		"after a broken connection":    breaks,
		"after a body that breaks off": func() (*http.Response, error) { return broken(200, `{"_id":`), nil },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k := &clock{}
				c := offline(t, Options{}, k.answers(first, gives(200, `{"username":"ana"}`)))
				reply, err := GetUser.Do(t.Context(), c, UserID{ID: testID})
				if err != nil || reply.Attempts != 2 || reply.Status != 200 {
					t.Errorf("got %+v, %v", reply, err)
				}
			})
		})
	}
}

func TestAnInsightsSearchIsARead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &clock{}
		c := offline(t, Options{}, k.answers(gives(503, ""), breaks, gives(200, `[]`)))
		if reply, err := QueryEvents.Do(t.Context(), c, events()); err != nil || reply.Attempts != 3 {
			t.Errorf("got %+v, %v", reply, err)
		}
	})
}

func TestWhatCannotHelpIsNotAskedAgain(t *testing.T) {
	for _, status := range []int{301, 302, 304, 400, 401, 402, 403, 404, 409, 422} {
		synctest.Test(t, func(t *testing.T) {
			k := &clock{}
			c := offline(t, Options{}, k.answers(gives(status, "")))
			_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
			var failed *Error
			if !errors.As(err, &failed) || failed.Status != status || failed.RetryAfter != 0 || len(k.asked) != 1 {
				t.Errorf("%d: got %v after %d requests", status, err, len(k.asked))
			}
		})
	}
}

func TestWaitsDoubleUpToTheLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &clock{}
		c := offline(t, Options{FirstWait: 2 * time.Second, LongestWait: 10 * time.Second, MaxTries: 6}, k.answers(gives(503, "")))
		_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
		var failed *Error
		if !errors.As(err, &failed) || failed.Attempts != 6 || failed.RetryAfter == 0 {
			t.Fatalf("got %v", err)
		}
		most := []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second}
		for i, wait := range k.waits() {
			if wait < most[i]/2 || wait > most[i] {
				t.Errorf("wait %d was %s", i+1, wait)
			}
		}
		if len(k.waits()) != len(most) {
			t.Errorf("waited %v", k.waits())
		}
	})
}

func TestNoWaitOutlastsTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &clock{}
		c := offline(t, Options{FirstWait: 4 * time.Second}, k.answers(gives(503, "")))
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		_, err := GetUser.Call(ctx, c, UserID{ID: testID})
		var failed *Error
		if !errors.As(err, &failed) || failed.Status != 503 || failed.RetryAfter == 0 {
			t.Fatalf("got %v", err)
		}
		if ctx.Err() != nil || time.Since(k.start) >= 7*time.Second {
			t.Errorf("it waited %s for nothing", time.Since(k.start))
		}
	})
}

func TestACancelledCallIsNotAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &clock{}
		ctx, cancel := context.WithCancel(t.Context())
		c := offline(t, Options{FirstWait: time.Minute}, k.answers(gives(429, "")))
		time.AfterFunc(time.Second, cancel)
		_, err := GetUser.Call(ctx, c, UserID{ID: testID})
		if !errors.Is(err, context.Canceled) || len(k.asked) != 1 {
			t.Errorf("got %v after %d requests", err, len(k.asked))
		}
	})
}

func TestRetryAfterIsHonoured(t *testing.T) {
	const own = 2 * time.Second // the client's first cool-down, at least
	for name, test := range map[string]struct {
		header string
		wait   time.Duration // 0 when the client's own
		gives  time.Duration // what is left to the caller, when it is not waited for
	}{
		"seconds":              {header: "7", wait: 7 * time.Second},
		"a date":               {header: "Sat, 01 Jan 2000 00:00:09 GMT", wait: 9 * time.Second},
		"a date in the past":   {header: "Fri, 31 Dec 1999 23:00:00 GMT"},
		"nothing":              {header: ""},
		"zero":                 {header: "0"},
		"a negative number":    {header: "-5"},
		"no number":            {header: "soon"},
		"1e9, which is none":   {header: "1e9"},
		"a thousand million":   {header: "1000000000", gives: 365 * 24 * time.Hour},
		"more than fits":       {header: "99999999999999999999999", gives: 365 * 24 * time.Hour},
		"an hour":              {header: "3600", gives: time.Hour},
		"a date of next year":  {header: "Mon, 01 Jan 2001 00:00:00 GMT", gives: 365 * 24 * time.Hour},
		"ten minutes, at most": {header: "600", wait: 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // its clock begins with the year 2000
				k := &clock{}
				c := offline(t, Options{CoolDown: own}, k.answers(gives(429, "", "Retry-After", test.header), gives(200, `{}`)))
				_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
				failed, _ := errors.AsType[*Error](err)
				switch {
				case test.gives > 0:
					if failed == nil || failed.RetryAfter != test.gives || time.Since(k.start) != 0 {
						t.Errorf("got %v after %s", err, time.Since(k.start))
					}
				case err != nil || len(k.waits()) != 1:
					t.Errorf("got %v after %v", err, k.waits())
				case test.wait > 0 && k.waits()[0] != test.wait, test.wait == 0 && (k.waits()[0] < own || k.waits()[0] > own*5/4):
					t.Errorf("waited %v", k.waits())
				}
			})
		})
	}
}

func TestThePaceHoldsForAllRequestsOfAClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &clock{}
		c := offline(t, Options{RequestsPerSecond: 2}, k.answers(gives(200, `{}`)))
		for range 3 {
			if _, err := GetUser.Call(t.Context(), c.ForOrg(orgID), UserID{ID: testID}); err != nil {
				t.Fatal(err)
			}
		}
		if want := []time.Duration{time.Second / 2, time.Second / 2}; !slices.Equal(k.waits(), want) {
			t.Errorf("waited %v", k.waits())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
		defer cancel()
		_, err := GetUser.Call(ctx, c, UserID{ID: testID})
		var failed *Error
		if !errors.As(err, &failed) || failed.RetryAfter != time.Second/2 || len(k.asked) != 3 {
			t.Errorf("got %v after %d requests", err, len(k.asked))
		}
	})
}

// broken is a response whose body breaks off.
func broken(status int, begin string) *http.Response {
	res := response(status, "")
	res.Body = &brokenBody{begin: begin}
	return res
}

type brokenBody struct{ begin string }

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.begin == "" {
		return 0, fmt.Errorf("unexpected EOF")
	}
	n := copy(p, b.begin)
	b.begin = b.begin[n:]
	return n, nil
}

func (*brokenBody) Close() error { return nil }
