package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
)

// A server speaks TLS, and believes the proxies that it is told of for whom they
// ask.
func TestAServerIsReachedOverTLSThroughAProxyThatItTrusts(t *testing.T) {
	borrowed := httptest.NewUnstartedServer(nil) // has a certificate
	borrowed.StartTLS()
	defer borrowed.Close()
	pair := borrowed.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, "server: {tls: {cert: gate.pem, key: gate.key}, behind_proxy: \"127.0.0.1, 10.0.0.0/8\"}\n")
	for name, block := range map[string]*pem.Block{"gate.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, "gate.key": {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(filepath.Join(p.dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := p.serveHTTP(t, "--sandbox")
	if !strings.HasPrefix(server.url, "https://") {
		t.Fatalf("it serves at %s", server.url)
	}
	trust := x509.NewCertPool()
	trust.AddCert(borrowed.Certificate())
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trust, ServerName: "example.com"}, ForceAttemptHTTP2: true}}
	at := server.url[strings.LastIndex(server.url, ":"):]
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://127.0.0.1"+at, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"users_list","arguments":{}}}`))
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + p.reader, "X-Forwarded-For": "1.2.3.4, 203.0.113.9, 10.0.0.7"} {
		r.Header.Set(name, value)
	}
	reply, err := c.Do(r)
	if err != nil || reply.StatusCode != http.StatusOK || reply.ProtoMajor != 2 {
		t.Fatalf("%+v %v", reply, err)
	}
	reply.Body.Close()
	c.CloseIdleConnections()
	server.stop(t)
	for _, record := range p.records(t) {
		if record.Kind == audit.CallIntent && record.Who.Peer != "203.0.113.9" {
			t.Errorf("the record says that it came from %s", record.Who.Peer)
		}
	}
}

func TestOnlyLoopbackIsServedInTheClear(t *testing.T) {
	proxies := transport.HTTPOptions{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32")}}
	for address, loopback := range map[string]bool{"127.0.0.1": true, "127.8.9.10": true, "::1": true, "0.0.0.0": false, "::": false, "192.0.2.1": false, "2001:db8::1": false} {
		at := &net.TCPAddr{IP: net.ParseIP(address), Port: 8080}
		if err := private(at, transport.HTTPOptions{}); (err == nil) != loopback {
			t.Errorf("%s in the clear: %v", address, err)
		}
		if err := private(at, transport.HTTPOptions{TLS: &tls.Config{}}); err != nil {
			t.Errorf("%s over TLS: %v", address, err)
		}
		if err := private(at, proxies); err != nil {
			t.Errorf("%s behind a proxy: %v", address, err)
		}
	}
}
