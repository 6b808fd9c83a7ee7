package jcclient

// The operations on commands: scripts that run on the devices they are bound to.
var (
	ListCommands  = v1List[ListQuery, Command]("GET /commands by commands commands.readonly")
	GetCommand    = v1[CommandID, Command]("GET /commands/{id} by commands commands.readonly")
	CreateCommand = v1[CreateCommandInput, Command]("POST /commands by commands")
	DeleteCommand = v1[DeleteCommandInput, Command]("DELETE /commands/{id} by commands")

	// PUT replaces a command whole: what is left out goes back to its default,
	// commandType to linux (seen live by JumpCloud's own command line).
	UpdateCommand = v1Replace[UpdateCommandInput, Command]("PUT /commands/{id} by commands",
		"_id", "id", "organization", "commandRunners", "systems")

	RunCommand           = v1[RunCommandInput, CommandRun]("POST /runCommand by commands commands.schedule systems.management")
	ListResultsOfCommand = v1Rows[ResultsOfCommandQuery, CommandResult]("GET /commands/{id}/results by commands commands.readonly")
	ListCommandResults   = v1List[CommandResultQuery, CommandResult]("GET /commandresults by commands commands.readonly")
	GetCommandResult     = v1[CommandResultID, CommandResult]("GET /commandresults/{id} by commands commands.readonly")
	ListQueuedCommands   = v2ListIn[QueuedCommandQuery, QueuedCommand]("GET /queuedcommand/workflows by commands commands.readonly", "results")
	CancelQueuedCommand  = v2[CancelQueuedCommandInput, Empty]("DELETE /commandqueue/{workflow_instance_id} by systems systems.readonly")

	ListCommandAssociations   = v2List[CommandAssociationsQuery, Connection]("GET /commands/{command_id}/associations by associations.commands associations.commands.readonly associations associations.readonly")
	ChangeCommandAssociations = v2Edge[ChangeCommandAssociationsInput]("POST /commands/{command_id}/associations by associations.commands associations")

	ListCommandDevices      = v2List[CommandReachQuery, GraphObject]("GET /commands/{command_id}/systems by systems systems.readonly")
	ListCommandDeviceGroups = v2List[CommandReachQuery, GraphObject]("GET /commands/{command_id}/systemgroups by groups groups.readonly")
)

// CommandID names one command.
type CommandID struct {
	ID     ID    `json:"id" of:"commands"`
	Fields Words `json:"fields,omitzero" data:"public"`
}

// CommandReachQuery names the command whose devices, or device groups, are
// listed: where it runs.
type CommandReachQuery struct {
	CommandID ID    `json:"command_id" of:"commands"`
	Filter    Words `json:"filter,omitzero" data:"pii"`
}

// DeleteCommandInput names the command to delete.
type DeleteCommandInput struct {
	ID ID `json:"id" of:"commands"`
}

// CreateCommandInput is a new command. It runs nowhere until devices are bound
// to it: JumpCloud ignores a list of systems here.
type CreateCommandInput struct {
	Name        string      `json:"name" data:"public"`
	CommandType CommandType `json:"commandType"`
	Command     string      `json:"command" data:"text" jsonschema:"the script"`

	User               ID          `json:"user,omitzero" of:"users" jsonschema:"whom to run as, for mac and linux; 24 zeros are root"`
	Sudo               *bool       `json:"sudo,omitzero"`
	Shell              Shell       `json:"shell,omitzero" jsonschema:"windows only"`
	LaunchType         string      `json:"launchType,omitzero" data:"public" jsonschema:"manual or trigger"`
	Trigger            string      `json:"trigger,omitzero" data:"public"`
	Schedule           string      `json:"schedule,omitzero" data:"public" jsonschema:"crontab with seconds; empty or immediate runs at once"`
	ScheduleRepeatType string      `json:"scheduleRepeatType,omitzero" data:"public"`
	ScheduleYear       int         `json:"scheduleYear,omitzero"`
	Timeout            string      `json:"timeout,omitzero" data:"public" jsonschema:"seconds, max 86400"`
	TimeToLiveSeconds  int         `json:"timeToLiveSeconds,omitzero"`
	Description        string      `json:"description,omitzero" data:"text"`
	ListensTo          string      `json:"listensTo,omitzero" data:"public"`
	Template           string      `json:"template,omitzero" data:"public"`
	Files              []ID        `json:"files,omitzero" of:"files"`
	FilesS3            []FileInput `json:"filesS3,omitzero"`
	AIGenerated        *bool       `json:"aiGenerated,omitzero"`
	TemplatingRequired *bool       `json:"templatingRequired,omitzero"`
}

// UpdateCommandInput changes the fields that are given; "" clears one.
type UpdateCommandInput struct {
	ID          ID          `json:"id" of:"commands"`
	Name        string      `json:"name,omitzero" data:"public"`
	CommandType CommandType `json:"commandType,omitzero"`
	Command     string      `json:"command,omitzero" data:"text" jsonschema:"the script"`

	User               *ID         `json:"user,omitzero" of:"users" jsonschema:"whom to run as, for mac and linux; 24 zeros are root"`
	Sudo               *bool       `json:"sudo,omitzero"`
	Shell              *Shell      `json:"shell,omitzero" jsonschema:"windows only"`
	LaunchType         *string     `json:"launchType,omitzero" data:"public" jsonschema:"manual or trigger"`
	Trigger            *string     `json:"trigger,omitzero" data:"public"`
	Schedule           *string     `json:"schedule,omitzero" data:"public" jsonschema:"crontab with seconds; empty or immediate runs at once"`
	ScheduleRepeatType *string     `json:"scheduleRepeatType,omitzero" data:"public"`
	ScheduleYear       *int        `json:"scheduleYear,omitzero"`
	Timeout            *string     `json:"timeout,omitzero" data:"public" jsonschema:"seconds, max 86400"`
	TimeToLiveSeconds  *int        `json:"timeToLiveSeconds,omitzero"`
	Description        *string     `json:"description,omitzero" data:"text"`
	ListensTo          *string     `json:"listensTo,omitzero" data:"public"`
	Template           *string     `json:"template,omitzero" data:"public"`
	Files              []ID        `json:"files,omitzero" of:"files"`
	FilesS3            []FileInput `json:"filesS3,omitzero"`
	AIGenerated        *bool       `json:"aiGenerated,omitzero"`
	TemplatingRequired *bool       `json:"templatingRequired,omitzero"`
}

// FileInput is a stored file that is put onto the device before the command runs.
type FileInput struct {
	ObjectStorageID string `json:"objectStorageId" data:"id"`
	Name            string `json:"name" data:"public"`
	Destination     string `json:"destination" data:"public"`
	SHA256          string `json:"sha256" data:"public"`
}

// A Command is a script. A list leaves out who runs it and how, and cuts the
// script at 10,000 characters; GetCommand has all.
type Command struct {
	ID                 ID            `json:"_id,omitzero"`
	Name               string        `json:"name,omitzero" data:"public"`
	CommandType        CommandType   `json:"commandType,omitzero"`
	Command            string        `json:"command,omitzero" data:"text"`
	User               ID            `json:"user,omitzero"`
	Sudo               bool          `json:"sudo,omitzero"`
	Shell              string        `json:"shell,omitzero" data:"public"` // JumpCloud stores any word
	LaunchType         string        `json:"launchType,omitzero" data:"public"`
	Trigger            string        `json:"trigger,omitzero" data:"public"`
	Schedule           string        `json:"schedule,omitzero" data:"public"`
	ScheduleRepeatType string        `json:"scheduleRepeatType,omitzero" data:"public"`
	ScheduleYear       LooseInt      `json:"scheduleYear,omitzero"`
	Timeout            LooseString   `json:"timeout,omitzero" data:"public"` // seconds, as a string
	TimeToLiveSeconds  LooseInt      `json:"timeToLiveSeconds,omitzero"`
	Description        string        `json:"description,omitzero" data:"text"`
	ListensTo          string        `json:"listensTo,omitzero" data:"public"`
	Template           string        `json:"template,omitzero" data:"public"`
	Files              []ID          `json:"files,omitzero"`
	FilesS3            []CommandFile `json:"filesS3,omitzero"`
	CommandRunners     []ID          `json:"commandRunners,omitzero"`
	Systems            []ID          `json:"systems,omitzero"`
	AIGenerated        bool          `json:"aiGenerated,omitzero"`
	TemplatingRequired bool          `json:"templatingRequired,omitzero"`
	Organization       ID            `json:"organization,omitzero"`
	Extra              Unknown       `json:",embed"`
}

// A CommandFile is a stored file of a command.
type CommandFile struct {
	ObjectStorageID string  `json:"objectStorageId,omitzero" data:"id"`
	Name            string  `json:"name,omitzero" data:"public"`
	Destination     string  `json:"destination,omitzero" data:"public"`
	SHA256          string  `json:"sha256,omitzero" data:"public"`
	Extra           Unknown `json:",embed"`
}

// CommandType is the kind of device that a command is for.
type CommandType string

// Values are the published kinds.
func (CommandType) Values() []string { return []string{"linux", "mac", "windows"} }

// Shell runs a command on Windows. JumpCloud checks it nowhere: it has stored
// any word it was given (seen live), so it is checked here.
type Shell string

// Values are the documented shells.
func (Shell) Values() []string { return []string{"powershell", "cmd"} }

// CommandDetails asks for more of a command that is reached.
type CommandDetails string

// Values are the published words.
func (CommandDetails) Values() []string { return []string{"v1"} }
