package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
)

// signedBy makes a certificate; by itself where there is nobody else.
func signedBy(t *testing.T, by *tls.Certificate, template *x509.Certificate) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber, template.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(time.Hour)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey.(*ecdsa.PrivateKey)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func writePEM(t *testing.T, path, kind string, der []byte) string {
	t.Helper()
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAnAgentIsKnownByItsCertificate(t *testing.T) {
	ca := signedBy(t, nil, &x509.Certificate{Subject: pkix.Name{CommonName: "an authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	gate := signedBy(t, ca, &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	client := func(uri string) *tls.Certificate {
		u, _ := url.Parse(uri)
		return signedBy(t, ca, &x509.Certificate{URIs: []*url.URL{u}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	}
	dir := t.TempDir()
	key, _ := x509.MarshalPKCS8PrivateKey(gate.PrivateKey)
	r := newRemoteHouse(t, "server: {tls: {cert: '"+writePEM(t, filepath.Join(dir, "gate.pem"), "CERTIFICATE", gate.Certificate[0])+"', key: '"+writePEM(t, filepath.Join(dir, "gate.key"), "PRIVATE KEY", key)+
		"', client_ca: '"+writePEM(t, filepath.Join(dir, "ca.pem"), "CERTIFICATE", ca.Certificate[0])+"', client_cert: optional}}\n")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	options, err := r.httpOptions()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- transport.NewHTTP(r.gate, serverInfo(), options, r.log).Serve(ctx, ln) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()

	roots := x509.NewCertPool()
	roots.AddCert(ca.Leaf)
	at := 0
	for name, c := range map[string]struct {
		shows  *tls.Certificate
		token  string
		status int
		authn  string // of the record
		reason string
	}{
		"its certificate":                        {client("spiffe://example.com/opaque"), "", 200, "mtls spiffe://example.com/opaque", ""},
		"its certificate and its token":          {client("spiffe://example.com/opaque"), r.token, 200, tokenHash(r.token)[:8], ""},
		"a token, and a certificate of no agent": {client("spiffe://example.com/nobody"), r.token, 200, tokenHash(r.token)[:8], ""},
		"a token alone":                          {nil, r.token, 200, tokenHash(r.token)[:8], ""},
		"nothing":                                {nil, "", 401, "", "no credential"},
		"a certificate of no agent":              {client("spiffe://example.com/nobody"), "", 401, "", "the certificate fits no agent"},
		"another's token":                        {client("spiffe://example.com/opaque"), r.issuer.Token("a", nil), 401, "jwt " + r.issuer.URL + " sub=a jti=id-of-a", "the token is that of agent signed, and the certificate that of agent opaque"},
		"a bad token, and its certificate":       {client("spiffe://example.com/opaque"), "bad", 401, tokenHash("bad")[:8], "belongs to no agent"},
	} {
		r.records(&at)
		config := &tls.Config{RootCAs: roots}
		if c.shows != nil {
			config.Certificates = []tls.Certificate{*c.shows}
		}
		wire := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
		q, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+ln.Addr().String()+"/mcp", strings.NewReader(callUsers))
		q.Header.Set("Content-Type", "application/json")
		if c.token != "" {
			bearing(c.token)(q)
		}
		reply, err := wire.RoundTrip(q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		reply.Body.Close()
		wire.CloseIdleConnections()
		records := r.records(&at)
		first := records[0]
		if reply.StatusCode != c.status || first.Who.Authn != c.authn || c.status == 200 && first.Who.Agent != "opaque" || c.status != 200 && (first.Kind != audit.AuthFailed || first.Decision.Reason != c.reason && !strings.Contains(first.Decision.Reason, c.reason)) {
			t.Errorf("%s: %d, recorded %s", name, reply.StatusCode, first.Message)
		}
	}
}
