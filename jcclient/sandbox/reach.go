package sandbox

// reach is what each person who is written is bound to, directly or through a
// group.
func (c *company) reach(kind string) map[string][]string {
	members, reached := map[string][]string{}, map[string][]string{}
	for _, e := range c.edges {
		if e.from.kind == "user_group" {
			members[e.from.id] = append(members[e.from.id], e.to.id)
		}
	}
	for _, e := range c.edges {
		if e.from.kind != kind {
			continue
		}
		if e.to.kind == "user" {
			reached[e.to.id] = append(reached[e.to.id], e.from.id)
		}
		for _, person := range members[e.to.id] {
			reached[person] = append(reached[person], e.from.id)
		}
	}
	return reached
}

// reaches is what one person is bound to, written or not.
func (c *company) reaches(kind string, written map[string][]string, person object) []string {
	n, is := c.inCrowd(users, person.id())
	if !is {
		return written[person.id()]
	}
	var reached []string
	for _, e := range c.edges {
		if f := c.flocks[e.to.id]; e.from.kind == kind && f != nil && f.kind == users && f.has(n) {
			reached = append(reached, e.from.id)
		}
	}
	return reached
}
