package push

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

// certificate is one that vouches for itself, as of 127.0.0.1, and how a file has it.
func certificate(t *testing.T) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestSyslogOverTLSGoesToWhomItKnowsAlone(t *testing.T) {
	own, ca := certificate(t)
	_, another := certificate(t)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{own}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	to := "tls://" + l.Addr().String()
	for _, tt := range []struct {
		name string
		ca   []byte
		ok   bool
	}{{"its own", ca, true}, {"another", another, false}, {"the system's", nil, false}} {
		s, err := NewSyslog(to, tt.ca, "checkpoint")
		if err != nil {
			t.Fatal(err)
		}
		got := read(l)
		err = s.Send(t.Context(), []byte(`{"a":1}`))
		if text := <-got; (err == nil) != tt.ok || (text != "") != tt.ok {
			t.Errorf("with %s: %v, and %q came", tt.name, err, text)
		} else if tt.ok {
			framed(t, "tls", text)
		}
	}
	for to, ca := range map[string][]byte{to: []byte("no certificate"), "tcp" + strings.TrimPrefix(to, "tls"): ca} {
		if _, err := NewSyslog(to, ca, "record"); err == nil {
			t.Errorf("%s takes %.20s", to, ca)
		}
	}
}

// What a collector does with a connection decides what is known of the texts sent over it.
func TestAConnectionThatEndsInPeaceHasBroughtAll(t *testing.T) {
	large := bytes.Repeat([]byte("x"), 1<<10)
	for _, tt := range []struct {
		name string
		does func(c *net.TCPConn)
		ok   bool
	}{
		{"reads all", func(c *net.TCPConn) { _, _ = io.Copy(io.Discard, c); c.Close() }, true},
		{"reads all over a while", func(c *net.TCPConn) { _, _ = io.CopyN(io.Discard, c, 1); _, _ = io.Copy(io.Discard, c); c.Close() }, true},
		{"reads none", func(c *net.TCPConn) { _, _ = c.Read(make([]byte, 1)); c.Close() }, false},
		{"resets", func(c *net.TCPConn) { _, _ = io.Copy(io.Discard, c); _ = c.SetLinger(0); c.Close() }, false},
		{"hangs", func(c *net.TCPConn) {}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			done := make(chan net.Conn, 1)
			go func() {
				conn, err := l.Accept()
				if err == nil {
					tt.does(conn.(*net.TCPConn))
				}
				done <- conn
			}()
			s, err := NewSyslog("tcp://"+l.Addr().String(), nil, "record")
			if err != nil {
				t.Fatal(err)
			}
			c, err := s.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for range 4 {
				_ = c.Send(t.Context(), large) // it may be gone
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if tt.name == "hangs" {
				cancel()
			}
			if err := c.Close(ctx); (err == nil) != tt.ok {
				t.Errorf("it ended with %v", err)
			}
			(<-done).Close()
		})
	}
}

// Where writing was told that the connection is lost, reading may be told that it ended in peace.
func TestAConnectionThatFailedOnceHasNotEndedInPeace(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := NewSyslog("tcp://"+l.Addr().String(), nil, "record")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
	<-c.Ended()
	c.ended, c.end = make(chan struct{}), io.EOF
	for c.Send(t.Context(), []byte("a text")) == nil {
	}
	close(c.ended)
	if err := c.Close(t.Context()); err == nil {
		t.Error("it has ended in peace")
	}
}

// A text that comes after the collector has ended the connection is refused by its system, which the writer of it is not told.
func TestATextThatComesTooLateHasNotArrived(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("this system does not tell")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := NewSyslog("tcp://"+l.Addr().String(), nil, "record")
	if err != nil {
		t.Fatal(err)
	}
	for _, late := range []bool{false, true} {
		ends := make(chan bool)
		go func() {
			if conn, err := l.Accept(); err == nil {
				_, _ = conn.Read(make([]byte, 1<<10))
				<-ends
				conn.Close()
			}
		}()
		c, err := s.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Send(t.Context(), []byte("in time")); err != nil {
			t.Fatal(err)
		}
		close(ends)
		<-c.Ended()
		if late {
			c.ended = make(chan struct{}) // as if that had not been noticed yet
			if err := c.Send(t.Context(), []byte("too late")); err != nil {
				t.Fatal(err)
			}
			close(c.ended)
		} else if err := c.Send(t.Context(), []byte("too late")); err == nil {
			t.Error("a text is sent to nobody")
		}
		if err := c.Close(t.Context()); (err == nil) == late {
			t.Errorf("too late: %v, and it ended with %v", late, err)
		}
	}
}
