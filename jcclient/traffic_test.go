package jcclient

import (
	"context"
	"math"
	"net/http"
	"slices"
	"testing"
	"time"
)

func TestAnObserverIsToldOfEachAttempt(t *testing.T) {
	type mine struct{}
	var statuses []int
	c, _ := serveWith(t, Options{FirstWait: time.Millisecond, Observe: func(ctx context.Context, e Exchange) {
		if ctx.Value(mine{}) != "this" || e.Route.Method != "GET" || e.Route.Template != "/api/systemusers/{id}" || e.Route.API != V1 || e.At.IsZero() || e.Took <= 0 {
			t.Errorf("%+v", e)
		}
		statuses = append(statuses, e.Status)
	}},
		resets, says(http.StatusBadGateway, ""), says(http.StatusOK, `{"_id":"`+string(testID)+`"}`))
	if _, err := GetUser.Call(context.WithValue(t.Context(), mine{}, "this"), c, UserID{ID: testID}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(statuses, []int{0, 502, 200}) {
		t.Errorf("%v", statuses)
	}
}

func TestTrafficTellsOfACoolDown(t *testing.T) {
	c, _ := serveWith(t, Options{MaxTries: 1}, says(http.StatusTooManyRequests, "", "Retry-After", "60"))
	if got := c.Traffic(); got.CoolDown != 0 || got.CoolDowns != 0 || got.Allowed != 8 || !math.IsInf(got.Pace, 1) {
		t.Errorf("before: %+v", got)
	}
	if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err == nil {
		t.Fatal("a 429 was an answer")
	}
	if got := c.Traffic(); got.CoolDown < 50*time.Second || got.CoolDowns != 1 || got.Allowed != 1 || got.UnderWay != 0 {
		t.Errorf("after: %+v", got)
	}
}
