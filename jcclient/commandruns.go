package jcclient

import "github.com/go-json-experiment/json/jsontext"

// RunCommandInput runs a command on devices that are named. JumpCloud runs one
// that names none on every device that it is bound to; that is not offered here.
// The list is published as systemIds, and JumpCloud's own command line sends it
// as systems: it is sent as both, since one that is not understood is everyone.
type RunCommandInput struct {
	CommandID ID   `json:"_id" of:"commands"`
	SystemIDs []ID `json:"systemIds" of:"devices" also:"systems"`
}

// A CommandRun is a command on its way to devices.
type CommandRun struct {
	WorkflowInstanceID string   `json:"workflowInstanceId,omitzero" data:"id"`
	QueueIDs           []string `json:"queueIds,omitzero" data:"id"`
	Extra              Unknown  `json:",embed"`
}

// ResultsOfCommandQuery names the command whose results are listed.
type ResultsOfCommandQuery struct {
	ID ID `json:"id" of:"commands"`
}

// CommandResultQuery chooses what is shown of the results of all commands.
type CommandResultQuery struct {
	Fields Words `json:"fields,omitzero" data:"public"`
	Sort   Words `json:"sort,omitzero" data:"public"`
}

// CommandResultID names one result.
type CommandResultID struct {
	ID     ID    `json:"id" of:"command_results"`
	Fields Words `json:"fields,omitzero" data:"public"`
}

// A CommandResult is what came of a command on one device. What it printed is
// whatever the device wrote; a list of all results cuts it short.
type CommandResult struct {
	ID                 ID              `json:"_id,omitzero"`
	Name               string          `json:"name,omitzero" data:"public"`
	Command            string          `json:"command,omitzero" data:"text"`
	ExitCode           LooseInt        `json:"exitCode,omitzero"`
	RequestTime        Time            `json:"requestTime,omitzero"`
	ResponseTime       Time            `json:"responseTime,omitzero"`
	Response           CommandResponse `json:"response,omitzero"`
	System             string          `json:"system,omitzero" data:"pii"`
	SystemID           ID              `json:"systemId,omitzero"`
	User               string          `json:"user,omitzero" data:"pii"`
	Sudo               bool            `json:"sudo,omitzero"`
	Files              []string        `json:"files,omitzero" data:"id"`
	WorkflowID         string          `json:"workflowId,omitzero" data:"id"`
	WorkflowInstanceID string          `json:"workflowInstanceId,omitzero" data:"id"`
	Organization       ID              `json:"organization,omitzero"`
	Extra              Unknown         `json:",embed"`
}

// A CommandResponse is what a device answered.
type CommandResponse struct {
	ID    string        `json:"id,omitzero" data:"id"`
	Error string        `json:"error,omitzero" data:"text"`
	Data  CommandOutput `json:"data,omitzero"`
	Extra Unknown       `json:",embed"`
}

// CommandOutput is what a command printed, and how it ended.
type CommandOutput struct {
	ExitCode LooseInt `json:"exitCode,omitzero"`
	Output   string   `json:"output,omitzero" data:"text"`
	Extra    Unknown  `json:",embed"`
}

// QueuedCommandQuery chooses commands that wait for their devices.
type QueuedCommandQuery struct {
	Filter Words  `json:"filter,omitzero" data:"pii"`
	Sort   Words  `json:"sort,omitzero" data:"public"`
	Search string `json:"search,omitzero" data:"pii"`
}

// A QueuedCommand is a run that devices have not taken up yet.
type QueuedCommand struct {
	ID           string   `json:"id,omitzero" data:"id"` // the run's workflowInstanceId
	Command      string   `json:"command,omitzero" data:"text"`
	System       string   `json:"system,omitzero" data:"pii"`
	PendingCount LooseInt `json:"pendingCount,omitzero"`
	Extra        Unknown  `json:",embed"`
}

// CancelQueuedCommandInput names the run of which nothing more shall happen.
type CancelQueuedCommandInput struct {
	WorkflowInstanceID OpaqueID `json:"workflow_instance_id" of:"command_queue"`
}

// CommandAssociationsQuery names the command whose direct bindings to one kind
// of object are listed.
type CommandAssociationsQuery struct {
	CommandID ID            `json:"command_id" of:"commands"`
	Targets   CommandTarget `json:"targets"`
}

// ChangeCommandAssociationsInput binds devices to a command, or unbinds them.
type ChangeCommandAssociationsInput struct {
	CommandID  ID             `json:"command_id" of:"commands"`
	Op         Op             `json:"op"`
	Type       CommandTarget  `json:"type"`
	ID         ID             `json:"id" of:"type"`
	Attributes jsontext.Value `json:"attributes,omitzero" data:"text"`
}

// CommandTarget is a kind of object that commands are bound to.
type CommandTarget string

// Values are the published kinds.
func (CommandTarget) Values() []string {
	return []string{"system", "system_group", "password_manager_item"}
}
