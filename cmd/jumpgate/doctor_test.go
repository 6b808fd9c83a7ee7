package main

import (
	"archive/zip"
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// What goes to support holds no key, no place of one, no hash of a token and nobody's address.
func TestABundleForSupportHoldsNoSecret(t *testing.T) {
	p := newPlace(t, "server: {http: \"127.0.0.1:0\", ops: \"127.0.0.1:0\"}\njumpcloud:\n  api_key: file:/very/private/place\napprovals:\n  webhook_secret: ${HIDDEN_PLACE} # jca_aCommentWithAKeyInIt\n")
	path := filepath.Join(t.TempDir(), "support.zip")
	out, err := exec.Command("jumpgate", "doctor", "--offline", "--bundle", path, "--config", p.config).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(&all, r)
	}
	for _, want := range []string{"Read-only Agent", `"check": "audit trail"`, "jumpgate ", "token_sha256: [hash]"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not in %s", want, all.String())
		}
	}
	for _, hidden := range []string{"private/place", "HIDDEN_PLACE", "jca_a", "it@example.com", hashOf(p.full)} {
		if strings.Contains(all.String(), hidden) {
			t.Errorf("%q is in %s", hidden, all.String())
		}
	}
}

// A clock that is years off makes every certificate look expired, or not begun.
func TestADoctorThinksOfTheClock(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	begins := time.Now().Add(time.Hour)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: begins, NotAfter: begins.Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	jumpcloud := httptest.NewUnstartedServer(sandbox.New(sandbox.Options{}))
	jumpcloud.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	jumpcloud.Config.ErrorLog = log.New(io.Discard, "", 0)
	jumpcloud.StartTLS()
	defer jumpcloud.Close()
	p := newPlace(t, "jumpcloud: {console_url: '"+jumpcloud.URL+"'}\n")
	out, err := exec.Command("jumpgate", "doctor", "--config", p.config).Output()
	if err == nil || !strings.Contains(string(out), "look at this machine's clock first: it says 20") {
		t.Errorf("%v: %s", err, out)
	}
}

// A server that is at work is asked, since its trail and its key are its own.
func TestADoctorAsksTheServerThatIsAtWork(t *testing.T) {
	jumpcloud := httptest.NewServer(sandbox.New(sandbox.Options{}))
	defer jumpcloud.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	p := newPlace(t, fmt.Sprintf("jumpcloud: {console_url: %s, insights_url: %s/insights/directory/v1}\nserver: {http: \"127.0.0.1:0\", ops: %s}\n", jumpcloud.URL, jumpcloud.URL, free.Addr()))
	server := p.serveHTTP(t)
	out, err := exec.Command("jumpgate", "doctor", "--config", p.config).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the server that is at work says that JumpCloud takes it") || !strings.Contains(string(out), free.Addr().String()+": a server is at work") {
		t.Errorf("%v: %s", err, out)
	}
	for _, flags := range [][]string{nil, {"--ready"}} {
		if out, err := exec.Command("jumpgate", append([]string{"probe", "--config", p.config}, flags...)...).CombinedOutput(); err != nil {
			t.Errorf("probe %v: %v: %s", flags, err, out)
		}
	}
	server.stop(t)
	if out, err := exec.Command("jumpgate", "probe", "--config", p.config).CombinedOutput(); err == nil {
		t.Errorf("probe of a server that is gone: %s", out)
	}
	stdio := exec.Command("jumpgate", "serve", "--agent", "full", "--config", p.config, "--sandbox")
	in, err := stdio.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := stdio.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := stdio.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n")
	bufio.NewReader(said).ReadString('\n') // it is at work
	doctor := exec.Command("jumpgate", "doctor", "--config", p.config)
	doctor.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+p.upstreamAPIKey)
	if out, err := doctor.CombinedOutput(); err != nil || !strings.Contains(string(out), "it was not tried: a server is at work with this trail") {
		t.Errorf("%v: %s", err, out)
	}
	in.Close()
	stdio.Wait()
}

// Whoever listens where probes are answered may say anything: without a server that has the trail, the key is tried.
func TestADoctorBelievesNoStranger(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"status":"ready","policy":{"state":"ok","hash":"00"},"audit":{"state":"ok"},"jumpcloud":{"state":"ok"}}`)
	}))
	defer stranger.Close()
	jumpcloud := httptest.NewServer(sandbox.New(sandbox.Options{}))
	defer jumpcloud.Close()
	p := newPlace(t, fmt.Sprintf("jumpcloud: {console_url: %s, insights_url: %s/insights/directory/v1}\nserver: {ops: %s}\n", jumpcloud.URL, jumpcloud.URL, strings.TrimPrefix(stranger.URL, "http://")))
	doctor := exec.Command("jumpgate", "doctor", "--config", p.config)
	doctor.Env = append(os.Environ(), "JUMPCLOUD_API_KEY=jca_not_a_key_of_theirs")
	if out, err := doctor.CombinedOutput(); err == nil || !strings.Contains(string(out), "fail  key") || strings.Contains(string(out), "a server is at work") {
		t.Errorf("%v: %s", err, out)
	}
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
