//go:build !linux && !darwin

package main

import (
	"errors"
	"net"
)

// peerOf does not know who is at the other end, so nobody is let in.
func peerOf(*net.UnixConn) (uint32, error) {
	return 0, errors.New("on this system it cannot be told who is at the other end of a local socket: approve through the webhook")
}
