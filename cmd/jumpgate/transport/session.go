package transport

import (
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// A session is one request's: mcp-go keys what is in flight by session, so
// that one client's cancellation could otherwise reach another's request. Its
// only tool is the one that the request calls, whatever its name: so the gate
// answers, and records, calls of tools that do not exist.
type session struct {
	id   string
	tool server.ServerTool
}

func (s *session) Initialize()       {}
func (s *session) Initialized() bool { return true }
func (s *session) SessionID() string { return s.id }

// NotificationChannel takes nothing: no notification is sent.
func (s *session) NotificationChannel() chan<- mcp.JSONRPCNotification { return nil }

func (s *session) GetSessionTools() map[string]server.ServerTool {
	if s.tool.Handler == nil {
		return nil
	}
	return map[string]server.ServerTool{s.tool.Tool.Name: s.tool}
}

func (s *session) SetSessionTools(map[string]server.ServerTool) {}

var _ server.SessionWithTools = (*session)(nil)
