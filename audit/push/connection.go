package push

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// A Connection takes texts, one after the other, to a collector that answers none of them. That a text was sent says little: what the collector has not read when it closes the connection, or stops, is lost.
// So who sends keeps the texts, or knows where they are, until Close says that they are there.
type Connection struct {
	syslog *Syslog
	conn   net.Conn
	ended  chan struct{}
	end    error // io.EOF when the collector ended it in peace
	failed error // of writing: a system tells of a lost connection once, and then calls it ended
}

// Connect opens a connection.
func (s *Syslog) Connect(ctx context.Context) (*Connection, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, s.network, s.address)
	if err != nil {
		return nil, err
	}
	if s.tls != nil {
		secured := tls.Client(conn, s.tls)
		if err := secured.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, err
		}
		conn = secured
	}
	c := &Connection{syslog: s, conn: conn, ended: make(chan struct{})}
	go c.watch()
	return c, nil
}

// watch reads, since that alone tells at once that a connection is gone.
func (c *Connection) watch() {
	defer close(c.ended)
	for buf := make([]byte, 512); c.end == nil; {
		_, c.end = c.conn.Read(buf)
	}
}

// Ended is closed when the connection is gone, whoever ended it.
func (c *Connection) Ended() <-chan struct{} { return c.ended }

// Send writes a text. An error says that the connection is of no more use, and says nothing of the texts before.
func (c *Connection) Send(ctx context.Context, text []byte) error {
	select {
	case <-c.ended:
		return errEnded
	default:
	}
	deadline, _ := ctx.Deadline()
	if err := c.conn.SetWriteDeadline(deadline); err != nil {
		return err
	}
	message := c.syslog.message(text)
	_, c.failed = c.conn.Write(append(fmt.Appendf(nil, "%d ", len(message)), message...)) // octet counting, RFC 6587 and RFC 5425
	return c.failed
}

var errEnded = errors.New("the collector ended the connection")

// Close ends the connection, and waits until the collector does too. Nil says that it has taken all that was sent before: a collector that closes without having read all resets the connection,
// and what comes after it has closed is not acknowledged.
func (c *Connection) Close(ctx context.Context) error {
	defer c.conn.Close()
	select {
	case <-c.ended:
	default:
		deadline, _ := ctx.Deadline()
		_ = c.conn.SetWriteDeadline(deadline)
		c.failed = cmp.Or(c.failed, c.conn.(interface{ CloseWrite() error }).CloseWrite())
	}
	if c.failed != nil {
		return fmt.Errorf("the connection was lost: %w", c.failed)
	}
	select {
	case <-c.ended:
	case <-ctx.Done():
		return errors.New("the collector did not end a connection that was ended here: whether it has all that was sent is not known")
	}
	if c.end != io.EOF {
		return fmt.Errorf("the connection was lost: %w", c.end)
	}
	return c.acknowledged(ctx)
}

// acknowledged waits until the other side's system has all that was sent.
func (c *Connection) acknowledged(ctx context.Context) error {
	conn := c.conn
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	for {
		left, err := unacknowledged(conn)
		if err != nil {
			return fmt.Errorf("the connection was lost: %w", err)
		}
		if left == 0 {
			return nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return errors.New("the collector ended the connection before it had all")
		}
	}
}
