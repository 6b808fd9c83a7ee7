package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var stateColumns = []string{"scheduledJobId", "scheduledDate", "state", "systemUserId"}

// To suspend or activate somebody now is write: it shows at once, and whoever did
// it is there. To schedule it for many, or to cancel it, is privilege: it acts
// when nobody looks, after the grant, its limits and its hours may have ended;
// and somebody who was to lose all access keeps it, or gets it back.
var userStates = []Tool{
	list(jcclient.ListUserStates, Spec{Name: "user_states_list", On: "user_states", Shows: stateColumns,
		Does: "List suspensions and activations of people that are scheduled and have not happened yet, of one person (userid) or all.",
		Says: "list scheduled changes of users' states"}),
	list(jcclient.ListNextUserStates, Spec{Name: "user_states_next_list", On: "user_states", Shows: stateColumns,
		Does: "List the next scheduled suspension and activation of each of up to 100 people (users).",
		Says: "list the next scheduled changes of the states of {users}"}),
	privilege(jcclient.ScheduleUserStates, Spec{Name: "user_states_schedule", On: "user_states", Shows: []string{"results"}, Hides: []string{"activation_email_override"},
		Does: "Suspend or activate people (user_ids) at a later time (start_date). At once: users_suspend, users_activate. user_states_cancel takes it back.",
		Says: "have {user_ids} {state} at {start_date}, giving {set}"}),
	privilege(jcclient.CancelUserStates, Spec{Name: "user_states_cancel", On: "user_states",
		Does: "Cancel a scheduled suspension or activation (scheduledJobId of user_states_list) for everyone it is about.",
		Says: "cancel the scheduled change of state {id}"}),
}
