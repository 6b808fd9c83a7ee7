package transport

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// issue makes a certificate for 127.0.0.1 that signs for itself.
func issue(t testing.TB, name string) TLSFiles {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return TLSFiles{Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})}
}

// serveTLS serves with files that a test changes.
func serveTLS(t *testing.T, files TLSFiles) (g *fakeGate, address string) {
	t.Helper()
	config, err := NewTLS(func() (TLSFiles, error) { return files, nil }, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g = &fakeGate{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- NewHTTP(g, info, HTTPOptions{TLS: config}, quietLog()).Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return g, ln.Addr().String()
}

// clientOf trusts a certificate, and shows another if there is one.
func clientOf(t *testing.T, server TLSFiles, own *TLSFiles) *http.Client {
	t.Helper()
	c := &tls.Config{RootCAs: x509.NewCertPool()}
	c.RootCAs.AppendCertsFromPEM(server.Cert)
	if own != nil {
		pair, err := tls.X509KeyPair(own.Cert, own.Key)
		if err != nil {
			t.Fatal(err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	transport := &http.Transport{TLSClientConfig: c, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func pingOver(t *testing.T, c *http.Client, address string) (*http.Response, error) {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+address+"/mcp", strings.NewReader(ping))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+helpdeskToken)
	reply, err := c.Do(r)
	if err == nil {
		_, _ = io.Copy(io.Discard, reply.Body)
		reply.Body.Close()
	}
	return reply, err
}

func TestOverTLSManyRequestsShareAConnection(t *testing.T) {
	files := issue(t, "gate")
	_, address := serveTLS(t, files)
	c := clientOf(t, files, nil)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if reply, err := pingOver(t, c, address); err != nil || reply.StatusCode != http.StatusOK || reply.ProtoMajor != 2 {
				t.Errorf("%+v %v", reply, err)
			}
		})
	}
	all.Wait()
	if _, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 was spoken")
	}
}

func TestWhereClientsNeedACertificateOthersDoNotReachTheEndpoint(t *testing.T) {
	files, client, stranger := issue(t, "gate"), issue(t, "client"), issue(t, "stranger")
	files.ClientCA = client.Cert
	g, address := serveTLS(t, files)
	if reply, err := pingOver(t, clientOf(t, files, &client), address); err != nil || reply.StatusCode != http.StatusOK {
		t.Errorf("with its certificate: %v %v", reply, err)
	}
	g.all()
	for name, own := range map[string]*TLSFiles{"none": nil, "a stranger's": &stranger} {
		if _, err := pingOver(t, clientOf(t, files, own), address); err == nil {
			t.Errorf("with %s it was answered", name)
		}
	}
	if notes := g.all(); len(notes) != 0 {
		t.Errorf("the gate was asked: %v", notes)
	}
}

func TestARenewedCertificateIsTakenAndABrokenOneIsNot(t *testing.T) {
	first, second := issue(t, "first"), issue(t, "second")
	files, failed := first, error(nil)
	c := &certificate{read: func() (TLSFiles, error) { return files, failed }, log: quietLog()}
	var err error
	if c.config, err = first.config(); err != nil {
		t.Fatal(err)
	}
	c.sum = first.sum()
	at := time.Unix(1700000000, 0)
	shows := func(want, when string) {
		t.Helper()
		at = at.Add(lookAgain)
		if got := c.now(at).Certificates[0].Leaf.Subject.CommonName; got != want {
			t.Errorf("%s it shows %s", when, got)
		}
	}
	shows("first", "at first")
	files = TLSFiles{Cert: second.Cert, Key: first.Key} // half of it is written
	shows("first", "with half a renewal")
	files, failed = second, errors.New("no such file")
	shows("first", "with a file that is gone")
	failed = nil
	if got := c.now(at).Certificates[0].Leaf.Subject.CommonName; got != "first" {
		t.Errorf("it read the files again at once, and shows %s", got)
	}
	shows("second", "renewed")
	files.ClientCA = []byte("nonsense")
	shows("second", "with nonsense for client_ca")
}

func TestTLSDoesNotStartWithFilesThatDoNotFit(t *testing.T) {
	a, b := issue(t, "a"), issue(t, "b")
	for name, files := range map[string]TLSFiles{"no certificate": {Key: a.Key}, "another's key": {Cert: a.Cert, Key: b.Key}, "an empty client_ca": {Cert: a.Cert, Key: a.Key, ClientCA: []byte{}}} {
		if _, err := NewTLS(func() (TLSFiles, error) { return files, nil }, quietLog()); err == nil {
			t.Errorf("%s: it starts", name)
		}
	}
}
