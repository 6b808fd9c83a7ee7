package transport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// An authority signs clients' certificates.
type authority struct {
	pem  []byte
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB) authority {
	t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := x509.ParseCertificate(der)
	return authority{pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), cert, key}
}

func (a authority) sign(t testing.TB, template *x509.Certificate) TLSFiles {
	t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template.SerialNumber = big.NewInt(2)
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(time.Hour)
	}
	if template.ExtKeyUsage == nil {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	private, _ := x509.MarshalPKCS8PrivateKey(key)
	return TLSFiles{Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), Key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})}
}

var agentURI = &url.URL{Scheme: "spiffe", Host: "example.com", Path: "/agent"}

// asked is what a request got, with a token or without.
func asked(t *testing.T, c *http.Client, address, token string) (status int, err error) {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+address+"/mcp", strings.NewReader(ping))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	reply, err := c.Do(r)
	if err != nil {
		return 0, err
	}
	reply.Body.Close()
	return reply.StatusCode, nil
}

func TestOnlyWhereItIsMeantAClientNeedsNoCertificate(t *testing.T) {
	ca := newAuthority(t)
	for _, optional := range []bool{false, true} {
		server := issue(t, "gate")
		server.ClientCA, server.Optional = ca.pem, optional
		_, address := serveTLS(t, server)
		if status, err := asked(t, clientOf(t, server, nil), address, helpdeskToken); (status == http.StatusOK) != optional {
			t.Errorf("optional %v, without a certificate: %d %v", optional, status, err)
		}
		good := ca.sign(t, &x509.Certificate{URIs: []*url.URL{agentURI}})
		if status, err := asked(t, clientOf(t, server, &good), address, helpdeskToken); status != http.StatusOK {
			t.Errorf("optional %v, with a certificate: %d %v", optional, status, err)
		}
		for name, own := range map[string]TLSFiles{
			"of another authority": newAuthority(t).sign(t, &x509.Certificate{URIs: []*url.URL{agentURI}}),
			"signed by itself":     issue(t, "client"),
			"for servers":          ca.sign(t, &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}),
			"expired":              ca.sign(t, &x509.Certificate{NotAfter: time.Now().Add(-time.Minute)}),
		} {
			if status, err := asked(t, clientThatShows(t, server, own), address, helpdeskToken); err == nil {
				t.Errorf("optional %v, a certificate %s: %d", optional, name, status)
			}
		}
	}
}

// clientThatShows shows a certificate whether or not the server asks for such a one.
func clientThatShows(t *testing.T, server, own TLSFiles) *http.Client {
	c := clientOf(t, server, nil)
	pair, err := tls.X509KeyPair(own.Cert, own.Key)
	if err != nil {
		t.Fatal(err)
	}
	c.Transport.(*http.Transport).TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	return c
}

// A connection does not outlive what made its certificate good.
func TestACertificateIsJudgedWithEachRequest(t *testing.T) {
	ca := newAuthority(t)
	files := ca.sign(t, &x509.Certificate{URIs: []*url.URL{agentURI}, DNSNames: []string{"Agent.example.com"}, EmailAddresses: []string{"a@example.com"}, Subject: pkix.Name{CommonName: "a, b", Organization: []string{"Example"}}})
	pair, _ := tls.X509KeyPair(files.Cert, files.Key)
	leaf, _ := x509.ParseCertificate(pair.Certificate[0])
	roots := func(a authority) *tls.Config {
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(a.pem)
		return &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return &tls.Config{ClientCAs: pool}, nil }}
	}
	r := request(ping)
	r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{leaf}, VerifiedChains: [][]*x509.Certificate{{leaf, ca.cert}}}
	h := newRig(t).http
	h.tls = roots(ca)
	c, problem := h.clientCertificate(r, time.Now())
	if problem != "" || c.Subject != `CN=a\, b,O=Example` || strings.Join(c.Names, " ") != "spiffe://example.com/agent agent.example.com a@example.com" {
		t.Errorf("%+v %s", c, problem)
	}
	for name, change := range map[string]func() time.Time{
		"after its end":          func() time.Time { return leaf.NotAfter.Add(time.Second) },
		"another authority":      func() time.Time { h.tls = roots(newAuthority(t)); return time.Now() },
		"no authority":           func() time.Time { h.tls = &tls.Config{}; return time.Now() },
		"a chain never verified": func() time.Time { h.tls, r.TLS.VerifiedChains = roots(ca), nil; return time.Now() },
	} {
		h.tls, r.TLS.VerifiedChains = roots(ca), [][]*x509.Certificate{{leaf, ca.cert}}
		if c, problem := h.clientCertificate(r, change()); problem == "" || c != nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// It counts with a token too, and is no way around a bad one.
	rig := newRig(t)
	rig.http.tls = &tls.Config{}
	if w := rig.do(r); w.Code != http.StatusUnauthorized {
		t.Errorf("a good token, and a certificate that is not good: %d", w.Code)
	}
}

// Names are compared byte for byte, so they are told byte for byte.
func TestAnAlternativeNameIsWhatStandsInTheCertificate(t *testing.T) {
	for _, name := range []string{"spiffe://example.com/agent#", "SPIFFE://example.com/agent", "spiffe://example.com/a%67ent"} {
		value, err := asn1.Marshal([]asn1.RawValue{{Class: asn1.ClassContextSpecific, Tag: 6, Bytes: []byte(name)}})
		if err != nil {
			t.Fatal(err)
		}
		files := newAuthority(t).sign(t, &x509.Certificate{ExtraExtensions: []pkix.Extension{{Id: alternativeNames, Value: value}}})
		pair, _ := tls.X509KeyPair(files.Cert, files.Key)
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := certificateOf(leaf).Names; len(got) != 1 || got[0] != name {
			t.Errorf("%s is told as %q", name, got)
		}
	}
}

// A certificate that does not say what it is for is not one for clients.
func TestACertificateSaysThatItIsForClients(t *testing.T) {
	ca := newAuthority(t)
	server := issue(t, "gate")
	server.ClientCA = ca.pem
	_, address := serveTLS(t, server)
	for _, uses := range [][]x509.ExtKeyUsage{{}, {x509.ExtKeyUsageAny}} {
		own := ca.sign(t, &x509.Certificate{URIs: []*url.URL{agentURI}, ExtKeyUsage: uses})
		if status, _ := asked(t, clientThatShows(t, server, own), address, helpdeskToken); status == http.StatusOK {
			t.Errorf("with the uses %v it is taken", uses)
		}
	}
}
