package policy

import (
	"maps"
	"time"
)

// A stretch is what a cell allows from some time on: until when any call, until
// when calls that meet a condition, and whom denies leave out all the while.
// Conditions stand in it as they are written exactly. The zero time is past, so
// it stands for never.
type stretch struct {
	always    time.Time
	sometimes map[string]time.Time // each lasts longer than always
	unless    map[string]bool
}

// stretch is empty where an unconditional deny stands, or nothing grants.
func (a *agent) stretch(c *cell) stretch {
	var s stretch
	if len(c.denies) > 0 || len(c.grants) == 0 {
		return s
	}
	if c.rules == nil {
		s.always = earlier(a.until, c.grants[len(c.grants)-1].until)
		return s
	}
	s.sometimes, s.unless = map[string]time.Time{}, map[string]bool{}
	for _, r := range c.rules.allow {
		switch until := earlier(a.until, r.until); {
		case r.when == nil && until.After(s.always):
			s.always = until
		case r.when != nil && until.After(s.sometimes[r.exactly]):
			s.sometimes[r.exactly] = until
		}
	}
	for _, r := range c.rules.deny {
		s.unless[r.exactly] = true
	}
	return s
}

// from leaves out what has ended by a time.
func (s stretch) from(now time.Time) stretch {
	if !live(s.end(), now) {
		return stretch{}
	}
	if !live(s.always, now) {
		s.always = time.Time{}
	}
	s.sometimes = maps.Clone(s.sometimes)
	maps.DeleteFunc(s.sometimes, func(_ string, until time.Time) bool { return !live(until, now) || !until.After(s.always) })
	return s
}

// end is from when on no call is allowed.
func (s stretch) end() time.Time {
	end := s.always
	for _, until := range s.sometimes {
		if until.After(end) {
			end = until
		}
	}
	return end
}

// conditional says whether some calls are allowed and others are not.
func (s stretch) conditional() bool { return len(s.sometimes)+len(s.unless) > 0 }

func (s stretch) equal(other stretch) bool {
	return s.always.Equal(other.always) && maps.EqualFunc(s.sometimes, other.sometimes, time.Time.Equal) && maps.Equal(s.unless, other.unless)
}

// beyond says whether a stretch may allow a call, at some time, that another
// does not.
func (s stretch) beyond(other stretch) bool {
	if s.always.After(other.always) {
		return true
	}
	for when, until := range s.sometimes {
		if until.After(other.always) && until.After(other.sometimes[when]) {
			return true
		}
	}
	if s.end().IsZero() {
		return false
	}
	for when := range other.unless {
		if !s.unless[when] {
			return true
		}
	}
	return false
}
