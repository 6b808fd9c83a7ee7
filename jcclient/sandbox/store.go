package sandbox

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A kind is one collection of the directory. Its number stands in the ids.
type kind int

const (
	users kind = iota + 1
	systems
	userGroups
	systemGroups
	commands
	applications
	policies
	templates
	radiusServers
	eventKind
	organizations
	commandResults
	queuedCommands
	admins
	adminRoles
	serviceAccounts
	accessRequests
	authnPolicies
	ipLists
	userStates
)

// graphKinds are the kinds as the graph calls them.
var graphKinds = map[string]kind{
	"user": users, "system": systems, "user_group": userGroups, "system_group": systemGroups,
	"application": applications, "radius_server": radiusServers, "policy": policies, "command": commands,
}

// graphType is what the graph calls a kind.
func graphType(k kind) string {
	for name, known := range graphKinds {
		if known == k {
			return name
		}
	}
	return ""
}

// A store is the directory's state. Objects stand in the order in which they
// were made, which is the order that lists have without a sort. An object that
// is in a store is never changed, only replaced: answers and older copies of
// the store hold it too.
//
// A crowd stands behind the first objects of its kind. Of it are stored only
// those that were changed; who was deleted, or left a group, is remembered.
type store struct {
	order   map[kind][]string
	objects map[kind]map[string]object
	edges   []edge
	events  []object // by time
	serial  int

	crowds  map[kind]crowd
	ahead   map[kind]int // how many objects stand before the crowd
	changed map[kind]bits
	gone    map[kind]bits
	flocks  map[string]*flock // of the crowd, by their group
	left    map[string]bits   // who left a group, by the group

	handmade map[[2]end]handmade // in dynamic groups, until it is undone
}

// An edge binds one object to another: a group to its member, an application
// to a group. Only direct edges are kept.
type edge struct {
	from, to   end
	attributes any
}

type end struct{ kind, id string }

func newStore() *store {
	return &store{
		order: map[kind][]string{}, objects: map[kind]map[string]object{}, crowds: map[kind]crowd{}, ahead: map[kind]int{},
		changed: map[kind]bits{}, gone: map[kind]bits{}, flocks: map[string]*flock{}, left: map[string]bits{},
	}
}

func (s *store) add(k kind, o object) object {
	if s.objects[k] == nil {
		s.objects[k] = map[string]object{}
	}
	s.objects[k][o.id()] = o
	s.order[k] = append(s.order[k], o.id())
	return o
}

// put replaces an object by one of the same id.
func (s *store) put(k kind, o object) object {
	s.objects[k][o.id()] = o
	if n, is := s.inCrowd(k, o.id()); is {
		s.changed[k] = s.changed[k].with(n)
	}
	return o
}

// clone is the store as it is now, whatever is written afterwards.
func (s *store) clone() *store {
	c := newStore()
	for k := range s.order {
		c.order[k], c.objects[k] = slices.Clone(s.order[k]), maps.Clone(s.objects[k])
	}
	c.edges, c.events, c.serial = slices.Clone(s.edges), slices.Clone(s.events), s.serial
	c.handmade = s.handmade                 // each write makes another
	c.crowds, c.flocks = s.crowds, s.flocks // they say how all was at first, which never changes
	c.ahead, c.changed, c.gone, c.left = maps.Clone(s.ahead), maps.Clone(s.changed), maps.Clone(s.gone), maps.Clone(s.left)
	return c
}

func (s *store) get(k kind, id string) object {
	if o := s.objects[k][id]; o != nil {
		return o
	}
	if n, is := s.inCrowd(k, id); is && !s.gone[k].has(n) {
		return s.crowds[k].object(n)
	}
	return nil
}

// inCrowd is the number of one of a crowd, deleted or not.
func (s *store) inCrowd(k kind, id string) (int, bool) {
	if c := s.crowds[k]; c != nil {
		return c.number(id)
	}
	return 0, false
}

// all are the objects of a kind, the oldest first.
func (s *store) all(k kind) []object {
	all := make([]object, 0, s.count(k))
	for r := range s.rows(k) {
		all = append(all, r.whole())
	}
	return all
}

// named is the first object whose member has that value.
func (s *store) named(k kind, member, value string) object {
	for r := range s.among(k, member, value) {
		if r.value(member) == value {
			return r.whole()
		}
	}
	return nil
}

// remove takes an object out, with every edge that touches it.
func (s *store) remove(k kind, id string) {
	delete(s.objects[k], id)
	if n, is := s.inCrowd(k, id); is {
		s.gone[k] = s.gone[k].with(n)
	} else if i := slices.Index(s.order[k], id); i >= 0 {
		s.order[k] = slices.Delete(s.order[k], i, i+1)
		if i < s.ahead[k] {
			s.ahead[k]--
		}
	}
	s.edges = slices.DeleteFunc(s.edges, func(e edge) bool { return e.from.id == id || e.to.id == id })
}

// nextID is the id of an object that is made now.
func (s *store) nextID(k kind, now time.Time) string {
	s.serial++
	return newID(now, int(k), 1_000_000+s.serial)
}

// bind adds an edge, unless it is there.
func (s *store) bind(fromKind, from, toKind, to string) {
	e := edge{from: end{fromKind, from}, to: end{toKind, to}}
	if s.edge(e.from, e.to) < 0 {
		s.edges = append(s.edges, e)
	}
}

// edge is where an edge stands; -1 when there is none.
func (s *store) edge(from, to end) int {
	return slices.IndexFunc(s.edges, func(e edge) bool { return e.from == from && e.to == to })
}

// objectAt is the object at an end of an edge.
func (s *store) objectAt(e end) object { return s.get(graphKinds[e.kind], e.id) }

// edgesFrom are the edges from one object to objects of a kind, in order.
func (s *store) edgesFrom(from end, toKind string) []edge {
	var some []edge
	for _, e := range s.edges {
		if e.from == from && e.to.kind == toKind {
			some = append(some, e)
		}
	}
	return some
}

// changes lists what differs between two forms of an object, as Directory
// Insights tells it.
func changes(before, after object) []any {
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if !reflect.DeepEqual(before[name], after[name]) {
			list = append(list, object{"field": name, "from": before[name], "to": after[name]})
		}
	}
	return list
}

func isID(s string) bool {
	if len(s) != 24 {
		return false
	}
	return strings.Trim(s, "0123456789abcdef") == ""
}

// newID makes an id as JumpCloud's are: the first 8 digits are the time.
func newID(at time.Time, kind, n int) string {
	return fmt.Sprintf("%08x%04x%012x", at.Unix()&0xffffffff, kind, n)
}
