package sandbox

import (
	"math/rand/v2"
	"time"
)

// What the company has made stands between these two times, whatever day it
// is, so that its ids are the same every time. Only events and the last
// contact of devices stand relative to now.
var (
	foundedAt = time.Date(2021, time.February, 11, 20, 57, 14, 830_000_000, time.UTC)
	settledAt = time.Date(2026, time.June, 30, 16, 0, 0, 0, time.UTC)
)

// A company is a directory while it is being made.
type company struct {
	*store
	now    time.Time
	people []object // in the order in which they came
	fleet  []object
}

// found makes the company. The same sizes and the same now make the same one.
func found(people, devices int, now time.Time) *store {
	c := &company{store: newStore(), now: now.UTC()}
	c.hire(max(1, people))
	c.equip(max(1, devices))
	c.formUserGroups()
	c.formDeviceGroups()
	c.openApplications()
	c.openNetworks()
	c.writeCommands()
	c.runCommands()
	c.setPolicies()
	c.appoint()
	c.lend()
	c.guard()
	c.announceLeavers()
	c.remember()
	return c.store
}

// nextFounded is the id of the next object of a kind, made at that time.
func (c *company) nextFounded(k kind, at time.Time) string {
	return newID(at, int(k), len(c.order[k])+1)
}

// tie adds an edge that is known not to be there. It looks for none, as bind
// does, because a large company has a hundred thousand.
func (c *company) tie(fromKind, from, toKind, to string) {
	c.edges = append(c.edges, edge{from: end{fromKind, from}, to: end{toKind, to}})
}

// moment is when the i-th of n things was made.
func moment(i, n int) time.Time {
	return foundedAt.Add(settledAt.Sub(foundedAt) / time.Duration(n) * time.Duration(i)).Truncate(time.Millisecond)
}

// chance is the randomness of one thing of a kind. Each has its own, so that
// one more or less changes none of the others.
func chance(k kind, n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(k), uint64(n))) }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }
