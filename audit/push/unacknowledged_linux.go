package push

import (
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// unacknowledged is how many bytes the other side's system has not confirmed; an error that it refused them.
func unacknowledged(conn net.Conn) (left int, err error) {
	has, ok := conn.(syscall.Conn)
	if !ok {
		return 0, nil
	}
	raw, err := has.SyscallConn()
	if err != nil {
		return 0, err
	}
	var info *unix.TCPInfo
	var failed error
	err = raw.Control(func(fd uintptr) {
		if info, failed = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); failed == nil {
			left, failed = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ)
		}
	})
	if err := errors.Join(err, failed); err != nil {
		return 0, err
	}
	if closed := info.State == unix.BPF_TCP_CLOSE; closed && left > 0 {
		return left, syscall.ECONNRESET
	}
	return left, nil
}
