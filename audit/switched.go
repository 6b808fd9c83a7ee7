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
	return person(r) + " " + did + " agent " + clip(r.What.Targets[0].ID, 80) + quotedReason(decided(r))
}

// person is the operating-system user who did something at the command line.
func person(r Record) string {
	if r.Who == nil || r.Who.Name == "" {
		return "Somebody"
	}
	return "Operating-system user " + Quote(r.Who.Name)
}

func keyChanged(r Record) string {
	return person(r) + " changed the key that signs the log's checkpoints; the old key signed the new one."
}
