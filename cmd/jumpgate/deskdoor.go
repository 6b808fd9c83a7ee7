package main

import (
	"math"
	"net"
	"sync"
)

// mostOfVisitor is how many connections one user may have at the desk at once:
// whoever may reach its socket could otherwise use up the server's files.
const mostOfVisitor = 16

// A deskDoor is a desk's listener. It takes down who comes in, and lets in only
// so many of one user.
type deskDoor struct {
	net.Listener

	mu     sync.Mutex
	inside map[uint32]int // connections of a user
}

// A deskConn is a connection of somebody whom the kernel has named.
type deskConn struct {
	net.Conn
	uid   uint32
	err   error // why it is not known who that is
	leave func()
}

func (d *deskDoor) Accept() (net.Conn, error) {
	for {
		c, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		one := &deskConn{Conn: c}
		if one.uid, one.err = peerOf(c.(*net.UnixConn)); one.err != nil {
			one.uid = math.MaxUint32 // all of whom nothing is known
		}
		if d.enter(one.uid) {
			one.leave = sync.OnceFunc(func() { d.left(one.uid) })
			return one, nil
		}
		c.Close()
	}
}

func (d *deskDoor) enter(uid uint32) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inside[uid] >= mostOfVisitor {
		return false
	}
	d.inside[uid]++
	return true
}

func (d *deskDoor) left(uid uint32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.inside[uid]--; d.inside[uid] == 0 {
		delete(d.inside, uid)
	}
}

// Close ends the connection, and makes room for another.
func (c *deskConn) Close() error {
	c.leave()
	return c.Conn.Close()
}
