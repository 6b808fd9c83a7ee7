package transport

import (
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

// A session is one request's: mcp-go keys what is in flight by session, so
// that one client's cancellation could otherwise reach another's request.
type session struct{ id string }

func (s *session) Initialize()       {}
func (s *session) Initialized() bool { return true }
func (s *session) SessionID() string { return s.id }

// NotificationChannel takes nothing: what is told of a request goes another way.
func (s *session) NotificationChannel() chan<- mcp.JSONRPCNotification { return nil }

// A level is kept by whoever reads it; mcp-go takes it from none but such a session.
func (s *session) SetLogLevel(mcp.LoggingLevel)      {}
func (s *session) GetLogLevel() (_ mcp.LoggingLevel) { return }

var _ server.SessionWithLogging = (*session)(nil)
