package push

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
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
	tls              *tls.Config // nil without
	host             string
	kind             string
	now              func() time.Time
}

// NewSyslog takes udp://HOST[:514], tcp://HOST[:601], tls://HOST[:6514] or unix:///dev/log. ca is who may vouch for a host behind tls, in PEM; nil for those that this system trusts.
// kind is the message id: what the texts are. No text may hold a line break.
func NewSyslog(to string, ca []byte, kind string) (*Syslog, error) {
	scheme, address, err := syslogAddress(to)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "-"
	}
	s := &Syslog{network: scheme, address: address, host: host, kind: kind, now: time.Now}
	switch {
	case scheme == "unix":
		s.network = "unixgram"
	case scheme == "tls":
		name, _, _ := net.SplitHostPort(address)
		s.network, s.tls = "tcp", &tls.Config{MinVersion: tls.VersionTLS12, ServerName: name}
	}
	if ca == nil {
		return s, nil
	}
	if s.tls == nil {
		return nil, errors.New("only a collector at tls://HOST:6514 shows a certificate: without tls, give no file of those who vouch for it")
	}
	s.tls.RootCAs = x509.NewCertPool()
	if !s.tls.RootCAs.AppendCertsFromPEM(ca) {
		return nil, errors.New("there is no certificate in the file of those who vouch for it: it takes them in PEM, which begins with -----BEGIN CERTIFICATE-----")
	}
	return s, nil
}

// CheckSyslog says what is wrong with the address of a collector.
func CheckSyslog(to string) error {
	_, _, err := syslogAddress(to)
	return err
}

func syslogAddress(to string) (scheme, address string, err error) {
	u, err := url.Parse(to)
	if err == nil && u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		port := map[string]string{"udp": "514", "tcp": "601", "tls": "6514"}[u.Scheme]
		switch {
		case u.Scheme == "unix" && u.Host == "" && u.Path != "":
			return u.Scheme, u.Path, nil
		case port != "" && u.Hostname() != "" && u.Path == "":
			return u.Scheme, net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)), nil
		}
	}
	return "", "", errors.New("it takes udp://HOST:514, tcp://HOST:601, tls://HOST:6514 or unix:///dev/log")
}

// Connects says whether texts go over a connection, whose end tells whether they have arrived. Over udp and a socket of this host, nobody knows.
func (s *Syslog) Connects() bool { return s.network == "tcp" }

// Send takes one text there: over a connection of its own, if it takes one.
func (s *Syslog) Send(ctx context.Context, text []byte) error {
	if s.Connects() {
		c, err := s.Connect(ctx)
		if err != nil {
			return err
		}
		err = c.Send(ctx, text)
		return cmp.Or(err, c.Close(ctx))
	}
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
	_, err = conn.Write(s.message(text))
	return err
}

func (s *Syslog) message(text []byte) []byte {
	const logAudit, notice = 13, 5
	return fmt.Appendf(nil, "<%d>1 %s %s jumpgate %d %s - %s", logAudit*8+notice, s.now().UTC().Format("2006-01-02T15:04:05.000000Z"), s.host, os.Getpid(), s.kind, text)
}
