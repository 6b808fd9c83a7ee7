package jcclient

// The operations on changes of people's state that are still to come.
var (
	ListUserStates     = v2List[UserStatesQuery, ScheduledUserState]("GET /bulk/userstates by users users.readonly users.state users.state.readonly")
	ListNextUserStates = v2ListIn[NextUserStatesQuery, ScheduledUserState]("GET /bulk/userstates/eventlist/next by users users.readonly users.state users.state.readonly", "results")
	ScheduleUserStates = v2Batch[ScheduleUserStatesInput, ScheduledUserState]("POST /bulk/userstates by users users.state users.state.update")
	CancelUserStates   = v2[CancelUserStatesInput, Empty]("DELETE /bulk/userstates/{id} by users users.state users.state.delete")
)

// UserStatesQuery chooses scheduled changes: of one user, or of all.
type UserStatesQuery struct {
	UserID ID    `json:"userid,omitzero" of:"users"`
	Filter Words `json:"filter,omitzero" data:"pii"`
}

// NextUserStatesQuery names the users whose next changes are listed, 100 at
// most: of each user one to each state.
type NextUserStatesQuery struct {
	Users []ID `json:"users" of:"users"`
}

// ScheduleUserStatesInput suspends people, or lets them in, when its time has
// come. Whoever reads an activation mail can set the password.
type ScheduleUserStatesInput struct {
	UserIDs                 []ID           `json:"user_ids" of:"users"`
	State                   ScheduledState `json:"state"`
	StartDate               Time           `json:"start_date" due:"later"`
	SendActivationEmails    *bool          `json:"send_activation_emails,omitzero"`
	ActivationEmailOverride string         `json:"activation_email_override,omitzero" data:"pii"`
}

// ScheduledState is what a user becomes.
type ScheduledState string

// Values are the published states.
func (ScheduledState) Values() []string { return []string{"ACTIVATED", "SUSPENDED"} }

// CancelUserStatesInput names a scheduled job, which may be about several users.
type CancelUserStatesInput struct {
	ID OpaqueID `json:"id" of:"user_states"`
}

// A ScheduledUserState is what is to become of one user.
type ScheduledUserState struct {
	ScheduledJobID string  `json:"scheduledJobId,omitzero" data:"id"`
	ScheduledDate  Time    `json:"scheduledDate,omitzero"`
	State          string  `json:"state,omitzero" data:"public"`
	SystemUserID   ID      `json:"systemUserId,omitzero"`
	Extra          Unknown `json:",embed"`
}
