package transport

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// TLSFiles are what a server shows its clients, and asks of them; all in PEM.
type TLSFiles struct {
	Cert, Key []byte
	ClientCA  []byte // who signs the certificates that clients must have; nil asks for none
	Optional  bool   // clients may have no certificate; one that they have is verified
}

// lookAgain is how long files that were read are believed.
const lookAgain = time.Second

// A certificate is what TLSFiles come to, and is made again when they change.
type certificate struct {
	read func() (TLSFiles, error)
	log  *slog.Logger

	mu     sync.Mutex // guards what follows
	config *tls.Config
	sum    [sha256.Size]byte // of the files that were read last
	failed string            // why they could not be used; "" when they could
	looked time.Time
}

// NewTLS returns a server's side of TLS, 1.2 or later. Read is asked again, while
// clients connect, so that a renewed certificate needs no restart; where it then
// returns an error, or files that do not fit, the log says so, and the server goes
// on with what it has.
func NewTLS(read func() (TLSFiles, error), log *slog.Logger) (*tls.Config, error) {
	files, err := read()
	if err != nil {
		return nil, err
	}
	c := &certificate{read: read, log: log, sum: files.sum(), looked: time.Now()}
	if c.config, err = files.config(); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return c.now(time.Now()), nil }}, nil
}

// now is what holds for a client that comes at that time.
func (c *certificate) now(now time.Time) *tls.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.looked) < lookAgain {
		return c.config
	}
	c.looked = now
	files, err := c.read()
	sum := files.sum()
	if err == nil && sum == c.sum {
		c.failed = ""
		return c.config
	}
	var config *tls.Config
	if err == nil {
		config, err = files.config()
	}
	switch {
	case err == nil:
		c.config, c.sum, c.failed = config, sum, ""
		c.log.Info("another certificate is in use", "until", config.Certificates[0].Leaf.NotAfter)
	case err.Error() != c.failed:
		c.failed = err.Error()
		c.log.Error("the certificate's files have changed and cannot be used: the server goes on with what it had", "error", err)
	}
	return c.config
}

func (f TLSFiles) sum() [sha256.Size]byte {
	return sha256.Sum256(bytes.Join([][]byte{f.Cert, f.Key, f.ClientCA}, []byte{0}))
}

func (f TLSFiles) config() (*tls.Config, error) {
	pair, err := tls.X509KeyPair(f.Cert, f.Key)
	if err != nil {
		return nil, fmt.Errorf("the certificate and its key cannot be used: %w", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, Certificates: []tls.Certificate{pair}}
	if f.ClientCA != nil {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		if !config.ClientCAs.AppendCertsFromPEM(f.ClientCA) {
			return nil, errors.New("client_ca holds no certificate: name a PEM file with those that sign the clients'")
		}
	}
	if f.ClientCA != nil {
		// A session that is taken up again would bring a certificate along that is
		// not verified against the authorities of today.
		config.SessionTicketsDisabled = true
		if f.Optional {
			config.ClientAuth = tls.VerifyClientCertIfGiven
		}
	}
	return config, nil
}
