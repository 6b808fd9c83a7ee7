package push

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"
)

// Syslog sends each text as a message of RFC 5424: of the facility "log audit" and the severity "notice", named jumpgate.
type Syslog struct {
	network, address string
	host             string
	kind             string
	now              func() time.Time
}

// NewSyslog takes udp://HOST[:514], tcp://HOST[:601] or unix:///dev/log. kind is the message id: what the texts are. No text may hold a line break.
func NewSyslog(to, kind string) (*Syslog, error) {
	network, address, err := syslogAddress(to)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "-"
	}
	return &Syslog{network, address, host, kind, time.Now}, nil
}

// CheckSyslog says what is wrong with the address of a collector.
func CheckSyslog(to string) error {
	_, _, err := syslogAddress(to)
	return err
}

func syslogAddress(to string) (network, address string, err error) {
	u, err := url.Parse(to)
	if err == nil && u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		switch {
		case u.Scheme == "unix" && u.Host == "" && u.Path != "":
			return "unixgram", u.Path, nil
		case u.Scheme == "udp" && u.Hostname() != "" && u.Path == "":
			return "udp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "514")), nil
		case u.Scheme == "tcp" && u.Hostname() != "" && u.Path == "":
			return "tcp", net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "601")), nil
		}
	}
	return "", "", errors.New("it takes udp://HOST:514, tcp://HOST:601 or unix:///dev/log")
}

// Send connects anew for each text: who listens may have changed. Over udp, nobody knows whether it arrives.
func (s *Syslog) Send(ctx context.Context, text []byte) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, s.network, s.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return err
		}
	}
	const logAudit, notice = 13, 5
	message := fmt.Sprintf("<%d>1 %s %s jumpgate %d %s - %s", logAudit*8+notice, s.now().UTC().Format("2006-01-02T15:04:05.000000Z"), s.host, os.Getpid(), s.kind, text)
	if s.network == "tcp" { // octet counting, RFC 6587
		message = fmt.Sprintf("%d %s", len(message), message)
	}
	_, err = conn.Write([]byte(message))
	return err
}
