package audit

// switched is about an agent that a person stopped, or let go on. The person is
// an operating-system user; what such a user is called, and gives as a reason,
// is quoted.
func switched(r Record) string {
	did, all := "disabled", "Every agent is disabled until the list of those that are is mended or removed"
	if r.Kind == AgentEnabled {
		did, all = "enabled", "Agents are told apart again"
	}
	if r.What == nil || len(r.What.Targets) == 0 {
		return stop(all + because(r))
	}
	by := "Somebody"
	if r.Who != nil && r.Who.Name != "" {
		by = "Operating-system user " + Quote(r.Who.Name)
	}
	return by + " " + did + " agent " + clip(r.What.Targets[0].ID, 80) + quotedReason(decided(r))
}
