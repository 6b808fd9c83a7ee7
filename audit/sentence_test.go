package audit

import "testing"

var (
	onboarding = &Who{Agent: "onboarding", Name: "Onboarding Agent", Owner: "it-ops@example.com"}
	helpDesk   = &Who{Agent: "help-desk", Name: "Help Desk"}
)

func TestEverySentenceReadsWithoutAManual(t *testing.T) {
	deletes := &What{Tool: "users_delete", Class: "destroy", Phrase: `delete user "jdoe" (5f0c…9305)`}
	for _, tt := range []struct {
		name   string
		record Record
		want   string
	}{
		{"an intent names owner and rule", Record{
			Kind: CallIntent, Who: onboarding,
			What:     &What{Phrase: `add user "ana" (5f0c…9305) to user group "Engineering" (5f0c…9304)`},
			Decision: &Decision{Effect: "allow", Rule: "onboarding.allow.eng-members-only"},
		}, `Onboarding Agent (owner it-ops@example.com) asked to add user "ana" (5f0c…9305) to user group "Engineering" (5f0c…9304); allowed by onboarding.allow.eng-members-only.`},
		{"without a phrase, the tool", Record{Kind: CallIntent, Who: &Who{Agent: "help-desk"}, What: &What{Tool: "users_list"}, Decision: &Decision{Effect: "allow", Rule: "help-desk.access.users"}},
			`help-desk asked to call users_list; allowed by help-desk.access.users.`},
		{"a tool's name that a stranger made up", Record{Kind: CallDenied, Who: helpDesk, What: &What{Tool: "x; allowed by y.\n"}, Decision: &Decision{Effect: "deny", Rule: "unknown_tool"}},
			`Help Desk asked to call "x; allowed by y.\u000a"; denied: there is no such tool. Nothing was sent to JumpCloud.`},
		{"a look-up by name", Record{Kind: CallLookup, Who: helpDesk, What: &What{Phrase: `delete user "jdoe"`, Targets: []Target{{Kind: "user", Name: "jdoe", Arg: "id"}}}},
			`Help Desk asked to delete user "jdoe"; before deciding, the name "jdoe" is looked up.`},
		{"a look-up of two names", Record{Kind: CallLookup, Who: helpDesk, What: &What{Phrase: `add "ana" to "Engineering"`, Targets: []Target{{Name: "ana"}, {Name: "Engineering"}}}},
			`Help Desk asked to add "ana" to "Engineering"; before deciding, the names "ana", "Engineering" are looked up.`},
		{"a look-up for a condition", Record{Kind: CallLookup, Who: helpDesk, What: &What{Phrase: `delete user 5f0c…9305`, Targets: []Target{{ID: "5f0c1b2a3d4e5f6071829305"}}}},
			`Help Desk asked to delete user 5f0c…9305; before deciding, the object that it is about is looked up.`},

		{"denied by a rule with a reason", Record{Kind: CallDenied, Who: helpDesk, What: deletes, Decision: &Decision{Effect: "deny", Rule: "deny.no-erasure", Reason: "Deletions go through the service desk."}},
			`Help Desk asked to delete user "jdoe" (5f0c…9305); denied by deny.no-erasure: "Deletions go through the service desk." Nothing was sent to JumpCloud.`},
		{"a reason without a stop", Record{Kind: CallDenied, Who: helpDesk, What: deletes, Decision: &Decision{Effect: "deny", Rule: "deny.no-erasure", Reason: `Say "please"`}},
			`Help Desk asked to delete user "jdoe" (5f0c…9305); denied by deny.no-erasure: "Say \"please\"". Nothing was sent to JumpCloud.`},
		{"denied by a rule without a reason", Record{Kind: CallDenied, Who: helpDesk, What: deletes, Decision: &Decision{Effect: "deny", Rule: "help-desk.access.users"}},
			`Help Desk asked to delete user "jdoe" (5f0c…9305); denied by help-desk.access.users. Nothing was sent to JumpCloud.`},
		{"not granted", Record{Kind: CallDenied, Who: helpDesk, What: deletes, Decision: &Decision{Effect: "deny", Rule: "not_granted", Reason: "no grant covers users_delete"}},
			`Help Desk asked to delete user "jdoe" (5f0c…9305); denied: nothing in the policy grants it this call. Nothing was sent to JumpCloud.`},
		{"an unknown agent", Record{Kind: CallDenied, Who: &Who{Agent: "ghost"}, What: deletes, Decision: &Decision{Effect: "deny", Rule: "unknown_agent"}},
			`ghost asked to delete user "jdoe" (5f0c…9305); denied: the policy knows no such agent, or its time is over. Nothing was sent to JumpCloud.`},
		{"denied after a look-up", Record{Kind: CallDenied, Who: helpDesk, What: &What{Phrase: "delete user 1", LookedUp: true}, Decision: &Decision{Effect: "deny", Rule: "not_granted"}},
			`Help Desk asked to delete user 1; denied: nothing in the policy grants it this call. Nothing but the look-up was sent to JumpCloud.`},
		{"waiting for approval", Record{Kind: CallDenied, Who: helpDesk, What: deletes, Decision: &Decision{Effect: "approval_required", Rule: "require.two-eyes"}},
			`Help Desk asked to delete user "jdoe" (5f0c…9305); held back until a person approves it by require.two-eyes. Nothing was sent to JumpCloud.`},
		{"an export", Record{Kind: CallIntent, Who: helpDesk, What: &What{Phrase: "list users", Export: &Export{Format: "csv"}}, Decision: &Decision{Effect: "allow", Rule: "help-desk.access.users"}},
			`Help Desk asked to list users in full, as an export in CSV; allowed by help-desk.access.users.`},
		{"an export that goes on", Record{Kind: CallIntent, Who: helpDesk, What: &What{Phrase: "list users", Export: &Export{Format: "jsonl", After: 1200}}, Decision: &Decision{Effect: "allow", Rule: "help-desk.access.users"}},
			`Help Desk asked to list users in full, as an export in JSONL that goes on after row 1200; allowed by help-desk.access.users.`},
		{"an export denied", Record{Kind: CallDenied, Who: helpDesk, What: &What{Phrase: "list users", Export: &Export{Format: "csv"}}, Decision: &Decision{Effect: "deny", Rule: "not_granted"}},
			`Help Desk asked to list users in full, as an export in CSV; denied: nothing in the policy grants it this call. Nothing was sent to JumpCloud.`},
		{"denied, and nobody said why", Record{Kind: CallDenied}, `An unknown caller asked to make a call; denied. Nothing was sent to JumpCloud.`},

		{"refused arguments", Record{Kind: CallRefused, Who: helpDesk, What: &What{Tool: "users_list", Phrase: "list users"}, Decision: &Decision{Effect: "invalid", Reason: `there is no argument "limitt", did you mean "limit"?`}},
			`Help Desk asked to list users; refused: there is no argument "limitt", did you mean "limit"? Nothing was sent to JumpCloud.`},
		{"a message that never became a call", Record{Kind: CallRefused, Who: helpDesk, Decision: &Decision{Effect: "invalid", Reason: "it is longer than 1 MiB"}},
			`A message from Help Desk was refused: it is longer than 1 MiB. Nothing was sent to JumpCloud.`},
		{"a message from nobody", Record{Kind: CallRefused, Who: &Who{Peer: "10.0.0.7:5555"}, Decision: &Decision{Effect: "invalid", Reason: "it is no JSON"}},
			`A message from an unknown caller at 10.0.0.7:5555 was refused: it is no JSON. Nothing was sent to JumpCloud.`},

		{"tools shown", Record{Kind: ListServed, Who: helpDesk, Outcome: &Outcome{Result: "ok", Items: new(12)}}, `Help Desk was shown its 12 tools.`},
		{"one tool shown", Record{Kind: ListServed, Who: helpDesk, Outcome: &Outcome{Items: new(1)}}, `Help Desk was shown its 1 tool.`},
		{"no tools shown", Record{Kind: ListServed, Who: helpDesk, Outcome: &Outcome{Items: new(0)}}, `Help Desk was shown no tools: the policy grants it none.`},
		{"prompts shown", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "prompts"}, Outcome: &Outcome{Items: new(3)}}, `Help Desk was shown its 3 prompts.`},
		{"no prompts shown", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "prompts"}, Outcome: &Outcome{Items: new(0)}}, `Help Desk was shown no prompts: the policy grants it none.`},
		{"a prompt", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "prompt lost_laptop"}}, `Help Desk took up the prompt lost_laptop.`},
		{"values offered", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "values of service"}, Outcome: &Outcome{Items: new(2)}}, `Help Desk was offered 2 values for service.`},
		{"no values offered", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "values of service"}, Outcome: &Outcome{Items: new(0)}}, `Help Desk was offered no values for service.`},
		{"a resource", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "jumpgate://me"}}, `Help Desk read jumpgate://me.`},
		{"a resource for a disabled agent", Record{Kind: ListServed, Who: helpDesk, What: &What{Served: "jumpgate://me"}, Decision: &Decision{Effect: "deny", Rule: "disabled", Reason: "An operator has disabled this agent."}},
			`Help Desk was not shown jumpgate://me; denied by disabled: "An operator has disabled this agent."`},
		{"tools shown, uncounted", Record{Kind: ListServed, Who: helpDesk}, `Help Desk was shown its tools.`},
		{"a failed login by an issuer's token", Record{Kind: AuthFailed, Who: &Who{Peer: "10.0.0.7:5555", Authn: "jwt https://idp.example.com sub=x jti=1"}, Decision: &Decision{Reason: "its claims fit no agent"}},
			`A caller at 10.0.0.7:5555 with token https://idp.example.com sub=x jti=1 was turned away: its claims fit no agent. No agent was identified.`},
		{"a failed login by certificate", Record{Kind: AuthFailed, Who: &Who{Peer: "10.0.0.7:5555", Authn: "mtls spiffe://example.com/x"}, Decision: &Decision{Reason: "it has expired"}},
			`A caller at 10.0.0.7:5555 with a certificate of spiffe://example.com/x was turned away: it has expired. No agent was identified.`},
		{"a failed login", Record{Kind: AuthFailed, Who: &Who{Peer: "10.0.0.7:5555", Authn: "3b7e12aa"}, Decision: &Decision{Reason: "the token fits no agent"}},
			`A caller at 10.0.0.7:5555 with token 3b7e12aa was turned away: the token fits no agent. No agent was identified.`},
		{"a policy in force", Record{Kind: PolicyLoaded, Decision: &Decision{Policy: "3b7e12aabbccddeeff00"}}, `Policy 3b7e12aabbcc… came into force.`},
		{"a policy in place of another", Record{Kind: PolicyLoaded, Decision: &Decision{Policy: "3b7e12aabbccddeeff00", Replaces: "00ffeeddccbbaa", Reason: "help-desk can call users_get (by help-desk.access.users)"}},
			`Policy 3b7e12aabbcc… came into force in place of 00ffeeddccbb…: help-desk can call users_get (by help-desk.access.users).`},
		{"a policy rejected", Record{Kind: PolicyRejected, Decision: &Decision{Reason: "grants.yaml:3:5: there is no key \"agent\"", Policy: "3b7e12aabbccddeeff00"}},
			`A policy was rejected: grants.yaml:3:5: there is no key "agent". Policy 3b7e12aabbcc… stays in force.`},
		{"a policy rejected at start", Record{Kind: PolicyRejected, Decision: &Decision{Reason: "it is empty"}}, `A policy was rejected: it is empty.`},
		{"an agent disabled", Record{Kind: AgentDisabled, Who: &Who{Name: `CORP\alice`, Authn: "uid 1000"}, What: &What{Targets: []Target{{Kind: "agent", ID: "help-desk"}}}, Decision: &Decision{Reason: "its laptop is lost."}},
			`Operating-system user "CORP\\alice" disabled agent help-desk: "its laptop is lost."`},
		{"an agent enabled by nobody known", Record{Kind: AgentEnabled, What: &What{Targets: []Target{{Kind: "agent", ID: "help-desk"}}}}, `Somebody enabled agent help-desk.`},
		{"the signing key changed", Record{Kind: KeyChanged, Who: &Who{Name: "root"}}, `Operating-system user "root" changed the key that signs the log's checkpoints; the old key signed the new one.`},
		{"all agents disabled", Record{Kind: AgentDisabled, Decision: &Decision{Reason: "audit.jsonl.disabled cannot be read"}}, `Every agent is disabled until the list of those that are is mended or removed: audit.jsonl.disabled cannot be read.`},
		{"a part of another call", Record{Kind: CallDenied, Parent: "01M8KDQXB3", Who: helpDesk, What: &What{Tool: "users_get", Phrase: "read user 5f0c"}, Decision: &Decision{Effect: "deny", Rule: "not_granted"}},
			`Help Desk asked to read user 5f0c, as a part of call 01M8KDQXB3; denied: nothing in the policy grants it this call. Nothing was sent to JumpCloud.`},
		{"no tools for a disabled agent", Record{Kind: ListServed, Who: helpDesk, Outcome: &Outcome{Items: new(0)}, Decision: &Decision{Effect: "deny", Rule: "disabled", Reason: "An operator has disabled this agent."}},
			`Help Desk was shown no tools; denied by disabled: "An operator has disabled this agent."`},
		{"a start", Record{Kind: ServerStart, Where: &Where{Server: "0.1.0"}}, `jumpgate 0.1.0 started.`},
		{"a stop", Record{Kind: ServerStop, Where: &Where{Server: "0.1.0"}, Decision: &Decision{Reason: "it was asked to by SIGTERM"}}, `jumpgate 0.1.0 stopped: it was asked to by SIGTERM.`},
		{"a full file", Record{Kind: LogRotated, What: &What{Targets: []Target{{Kind: "file", ID: "audit.jsonl.000000000001", Name: "records 1 to 70"}}}, Decision: &Decision{Reason: "the file before it has 104857600 bytes"}},
			"The log goes on in a new file; records 1 to 70 stand in audit.jsonl.000000000001: the file before it has 104857600 bytes."},
		{"a torn line", Record{Kind: LogRecovered, Outcome: &Outcome{Bytes: 113, SHA256: "ab12"}},
			`The last line of the log had been cut short by a crash; its 113 bytes (SHA-256 ab12) were removed, and the records before it stand.`},
		{"a kind of a later version", Record{Kind: "log.polished"}, `An event of the kind "log.polished" was recorded.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Sentence(tt.record); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestOutcomesSayWhetherAnythingChanged(t *testing.T) {
	const maybe = "the change may or may not have been made: look before it is tried again."
	for _, tt := range []struct {
		name    string
		class   string
		outcome Outcome
		want    string
	}{
		{"a write that worked", "privilege", Outcome{Result: "ok", HTTPStatus: 204, Attempts: 1, MS: 182.4}, `JumpCloud answered 204 after 182 ms; the change was made.`},
		{"a write of what was so already", "privilege", Outcome{Result: "ok", HTTPStatus: 409, Attempts: 2, MS: 40, Already: true}, `JumpCloud answered 409 after 40 ms and 2 attempts: it was so already, which a look confirmed; nothing was changed.`},
		{"a write that reads otherwise afterwards", "execute", Outcome{Result: "ok", HTTPStatus: 200, Attempts: 4, MS: 90, Differs: []string{"command", "timeout"}}, `JumpCloud answered 200 after 90 ms and 4 attempts; the change was made, but a read right afterwards showed command, timeout otherwise than written.`},
		{"a write given up for another's", "execute", Outcome{Result: "error", Code: "conflict", Attempts: 2, MS: 40}, `The call failed after 40 ms and 2 attempts: somebody else changed the object at the same time; nothing was changed.`},
		{"a write that answers with items", "write", Outcome{Result: "ok", HTTPStatus: 200, MS: 40, Items: new(1)}, `JumpCloud answered 200 after 40 ms; the change was made.`},
		{"a list", "read", Outcome{Result: "ok", HTTPStatus: 200, MS: 95, Items: new(25)}, `JumpCloud answered 200 after 95 ms; 25 items were returned.`},
		{"a list of one", "read", Outcome{Result: "ok", HTTPStatus: 200, MS: 95, Items: new(1)}, `JumpCloud answered 200 after 95 ms; 1 item was returned.`},
		{"an empty list", "read", Outcome{Result: "ok", HTTPStatus: 200, MS: 95, Items: new(0)}, `JumpCloud answered 200 after 95 ms; 0 items were returned.`},
		{"a read of one thing", "read", Outcome{Result: "ok", HTTPStatus: 200, MS: 0.2}, `JumpCloud answered 200 after less than 1 ms; the answer was returned.`},
		{"tried three times", "read", Outcome{Result: "ok", HTTPStatus: 200, Attempts: 3, MS: 12_345, Items: new(2)}, `JumpCloud answered 200 after 12 s and 3 attempts; 2 items were returned.`},
		{"an answer of many calls", "read", Outcome{Result: "ok", MS: 95, Calls: 8}, `The call was answered after 95 ms by 8 calls of its own; the answer was returned.`},
		{"an answer that lacks parts", "read", Outcome{Result: "ok", MS: 95, Calls: 1, Missing: []string{"applications", "names of groups"}}, `The call was answered after 95 ms by 1 call of its own; the answer was returned without applications, names of groups.`},
		{"nothing known of the class", "", Outcome{Result: "ok", HTTPStatus: 200, MS: 5}, `JumpCloud answered 200 after 5 ms.`},

		{"a read of nothing", "read", Outcome{Result: "error", Code: "not_found", HTTPStatus: 404, MS: 40}, `JumpCloud answered 404 after 40 ms: there is no such object; nothing was returned.`},
		{"a write to nothing", "destroy", Outcome{Result: "error", Code: "not_found", HTTPStatus: 404, MS: 40}, `JumpCloud answered 404 after 40 ms: there is no such object; nothing was changed.`},
		{"a conflict", "write", Outcome{Result: "error", Code: "conflict", HTTPStatus: 409, MS: 40}, `JumpCloud answered 409 after 40 ms: the request conflicts with what is already there; nothing was changed.`},
		{"a bad key", "write", Outcome{Result: "error", Code: "unauthorized", HTTPStatus: 401, MS: 40}, `JumpCloud answered 401 after 40 ms: the API key was not accepted; nothing was changed.`},
		{"a small role", "read", Outcome{Result: "error", Code: "forbidden", HTTPStatus: 403, MS: 40}, `JumpCloud answered 403 after 40 ms: the administrator whose API key it is lacks the role for this; nothing was returned.`},
		{"an agent disabled", "write", Outcome{Result: "error", Code: "denied", MS: 40}, `The call failed after 40 ms: the agent was disabled before its turn came; nothing was changed.`},
		{"no part of a whole", "read", Outcome{Result: "error", Code: "denied", MS: 40, Calls: 1, Missing: []string{"devices"}}, `The call failed after 40 ms by 1 call of its own: none of its parts could be had (denied); nothing was returned.`},
		{"no object to put together", "read", Outcome{Result: "error", Code: "not_found", MS: 40, Calls: 1, Missing: []string{"user"}}, `The call failed after 40 ms by 1 call of its own: there is no such object; nothing was returned.`},
		{"no room", "write", Outcome{Result: "error", Code: "rate_limited", MS: 40}, `The call failed after 40 ms: there were too many requests; nothing was changed.`},
		{"no token", "write", Outcome{Result: "error", Code: "unauthorized", MS: 40}, `The call failed after 40 ms: the API key was not accepted; nothing was changed.`},
		{"too fast", "write", Outcome{Result: "error", Code: "rate_limited", HTTPStatus: 429, MS: 40}, `JumpCloud answered 429 after 40 ms: there were too many requests; nothing was changed.`},
		{"refused by JumpCloud", "write", Outcome{Result: "error", Code: "invalid_arguments", HTTPStatus: 400, MS: 40}, `JumpCloud answered 400 after 40 ms: the request was not accepted; nothing was changed.`},
		{"a write on a failing JumpCloud", "write", Outcome{Result: "error", Code: "upstream_error", HTTPStatus: 503, MS: 40}, `JumpCloud answered 503 after 40 ms: the fault lies with JumpCloud or the way to it; ` + maybe},
		{"a write sent to the login page", "write", Outcome{Result: "error", Code: "upstream_error", HTTPStatus: 302, MS: 40}, `JumpCloud answered 302 after 40 ms: the fault lies with JumpCloud or the way to it; nothing was changed.`},
		{"a request time-out says nothing of a write", "write", Outcome{Result: "error", Code: "upstream_error", HTTPStatus: 408, MS: 40}, `JumpCloud answered 408 after 40 ms: the fault lies with JumpCloud or the way to it; ` + maybe},
		{"a write whose answer was not understood", "write", Outcome{Result: "error", Code: "internal", HTTPStatus: 200, MS: 40}, `JumpCloud answered 200 after 40 ms: the fault lies with jumpgate; ` + maybe},
		{"a write that no one answered", "execute", Outcome{Result: "timeout", MS: 50_000}, `No answer came from JumpCloud; the call was given up after 50 s; ` + maybe},
		{"a read that no one answered", "read", Outcome{Result: "timeout", MS: 50_000}, `No answer came from JumpCloud; the call was given up after 50 s; nothing was returned.`},
		{"a write cut off", "write", Outcome{Result: "cancelled", MS: 30}, `The call was cut off after 30 ms; ` + maybe},
		{"a write with an unknown end", "destroy", Outcome{Result: "unknown", MS: 30}, `What came of the call is not known after 30 ms; ` + maybe},
		{"no result at all", "destroy", Outcome{}, `The call failed after less than 1 ms; ` + maybe},
		{"a code of a later version", "write", Outcome{Result: "error", Code: "melted", MS: 3}, `The call failed after 3 ms (melted); ` + maybe},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Sentence(Record{Kind: CallOutcome, What: &What{Class: tt.class}, Outcome: &tt.outcome})
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	if got, want := Sentence(Record{Kind: CallOutcome}), "The call ended; what came of it was not recorded."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAnExportThatIsNotWholeIsNeverToldAsIfItWere(t *testing.T) {
	for _, tt := range []struct {
		name    string
		outcome Outcome
		want    string
	}{
		{"whole", Outcome{Result: "ok", HTTPStatus: 200, Attempts: 17, MS: 812, Items: new(1612)}, `JumpCloud answered 200 after 812 ms and 17 requests; the export is complete: 1612 rows are written.`},
		{"one row", Outcome{Result: "ok", HTTPStatus: 200, Attempts: 1, MS: 8, Items: new(1)}, `JumpCloud answered 200 after 8 ms; the export is complete: 1 row is written.`},
		{"cut off", Outcome{Result: "cancelled", Code: "timeout", Attempts: 4, MS: 812, Items: new(300)}, `The call was cut off after 812 ms and 4 requests; the export is incomplete: 300 rows are written.`},
		{"JumpCloud failed", Outcome{Result: "error", Code: "upstream_error", HTTPStatus: 503, Attempts: 9, MS: 812, Items: new(300)}, `JumpCloud answered 503 after 812 ms and 9 requests: the fault lies with JumpCloud or the way to it; the export is incomplete: 300 rows are written.`},
		{"changed meanwhile", Outcome{Result: "error", Code: "changed", HTTPStatus: 200, Attempts: 4, MS: 812, Items: new(300)}, `JumpCloud answered 200 after 812 ms and 4 requests; the directory changed while it was read, so rows may be missing; the export is incomplete: 300 rows are written.`},
		{"moved", Outcome{Result: "error", Code: "moved", HTTPStatus: 200, Attempts: 1, MS: 8, Items: new(300)}, `JumpCloud answered 200 after 8 ms; the rows before the place where the export had stopped have moved, so it cannot go on. Nothing was written.`},
		{"the disk is full", Outcome{Result: "error", Code: "output_failed", HTTPStatus: 200, Attempts: 4, MS: 812, Items: new(200)}, `JumpCloud answered 200 after 812 ms and 4 requests; what came could not be written; the export is incomplete: 200 rows are written.`},
		{"an unknown end", Outcome{Result: "unknown", Code: "internal"}, `What came of the call is not known after less than 1 ms; how much of the export was written is not known.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Sentence(Record{Kind: CallOutcome, What: &What{Class: "read", Export: &Export{Format: "csv"}}, Outcome: &tt.outcome})
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
