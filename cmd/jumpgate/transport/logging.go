package transport

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A client that wants to can hear what its own calls wait for, as log messages of
// the protocol: from revision 2026-07-28 on each request says from which level on;
// before, logging/setLevel did for all that follow, which here are those of the
// same agent. Who has not said so hears nothing.

// levels are those of the protocol, from the least.
var levels = []mcp.LoggingLevel{mcp.LoggingLevelDebug, mcp.LoggingLevelInfo, mcp.LoggingLevelNotice, mcp.LoggingLevelWarning,
	mcp.LoggingLevelError, mcp.LoggingLevelCritical, mcp.LoggingLevelAlert, mcp.LoggingLevelEmergency}

// readLevel reads a level; nothing is none.
func (m *message) readLevel(param string, v jsontext.Value) *refusal {
	if v == nil {
		return nil
	}
	level, ok := text(v)
	if !ok || !slices.Contains(levels, mcp.LoggingLevel(level)) {
		return refuse(mcp.INVALID_PARAMS, "%s must be one of %q", param, levels)
	}
	m.level = mcp.LoggingLevel(level)
	return nil
}

// hears says whether the client of a message wants to hear what is of this level.
func (ms *messages) hears(who tools.Caller, m *message, level mcp.LoggingLevel) bool {
	from := m.level
	if !m.perRequest() {
		v, _ := ms.levels.Load(who.Agent.ID)
		from, _ = v.(mcp.LoggingLevel)
	}
	return from != "" && slices.Index(levels, level) >= slices.Index(levels, from)
}

// tellLog tells a client something about its own call.
func (ms *messages) tellLog(who tools.Caller, m *message, t *teller, level mcp.LoggingLevel, text string) {
	if !ms.hears(who, m, level) {
		return
	}
	quoted, _ := jsontext.AppendQuote(nil, text)
	params := add(add([]byte("{}"), "level", jsontext.Value(`"`+string(level)+`"`)), "logger", jsontext.Value(`"jumpgate"`))
	t.say(notification(string(mcp.MethodNotificationMessage), add(params, "data", quoted)))
}
