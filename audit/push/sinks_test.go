package push

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAFileGetsEachText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "second")
	for _, text := range []string{"one\n", "two\n"} {
		if err := (File{path}).Send(t.Context(), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "one\ntwo\n" {
		t.Errorf("it holds %q, %v", text, err)
	}
	for _, bad := range []string{filepath.Dir(path), filepath.Join(path, "below"), "/dev/null"} {
		if (File{bad}).Send(t.Context(), []byte("x")) == nil {
			t.Errorf("%s is written to", bad)
		}
	}
}

func TestAWebhookGetsWhatItCanKnowUsBy(t *testing.T) {
	status, redirected := http.StatusNoContent, false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			redirected = true
			return
		}
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || string(body) != `{"a":1}` || NewSigner("the secret").Check(r.Header, body, time.Now()) != nil || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("it got %s %s %v", r.Method, body, r.Header)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer s.Close()
	w, err := NewWebhook(s.URL+"/hook?token=C4nary", "the secret")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Send(t.Context(), []byte(`{"a":1}`)); err != nil {
		t.Error(err)
	}
	for _, status = range []int{302, 307, 400, 500} {
		if err := w.Send(t.Context(), []byte(`{"a":1}`)); err == nil || redirected {
			t.Errorf("%d: redirected %v, %v", status, redirected, err)
		}
	}
	status = http.StatusNoContent
	w.Judge = func([]byte) error { return io.ErrNoProgress }
	if err := w.Send(t.Context(), []byte(`{"a":1}`)); err != io.ErrNoProgress {
		t.Errorf("it was judged %v", err)
	}
	s.Close()
	if err := w.Send(t.Context(), []byte(`{"a":1}`)); err == nil || strings.Contains(err.Error(), "C4nary") {
		t.Errorf("it is gone: %v", err)
	}
}

func TestAWebhookIsSafeOrOnThisHost(t *testing.T) {
	for to, ok := range map[string]bool{
		"https://hooks.example.com/x": true, "http://127.0.0.1:8080/x": true, "http://[::1]/": true, "http://localhost": true,
		"http://hooks.example.com/x": false, "http://127.0.0.1.example.com/": false, "https://me:pass@example.com/": false, "ftp://example.com": false, "": false, "https://": false,
	} {
		if _, err := NewWebhook(to, "s"); (err == nil) != ok {
			t.Errorf("%q: %v", to, err)
		}
	}
	if _, err := NewWebhook("https://example.com", ""); err == nil {
		t.Error("it needs no secret")
	}
}

var message = regexp.MustCompile(`^<109>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ jumpgate \d+ checkpoint - \{"a":1\}$`)

func TestSyslogGetsAMessageOfRFC5424(t *testing.T) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close()
	send(t, "udp://"+udp.LocalAddr().String())
	if got := packet(t, udp); !message.MatchString(got) {
		t.Errorf("over udp: %s", got)
	}

	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close()
	got := read(tcp)
	send(t, "tcp://"+tcp.Addr().String())
	framed(t, "tcp", <-got)

	path := filepath.Join(t.TempDir(), "log")
	unix, err := net.ListenPacket("unixgram", path)
	if err != nil {
		t.Skip("no datagrams here:", err)
	}
	defer unix.Close()
	send(t, "unix://"+path)
	if got := packet(t, unix); !message.MatchString(got) {
		t.Errorf("over a socket: %s", got)
	}
}

// read is all that comes over the next connection.
func read(l net.Listener) <-chan string {
	got := make(chan string, 1)
	go func() {
		defer close(got)
		if conn, err := l.Accept(); err == nil {
			text, _ := io.ReadAll(conn)
			conn.Close()
			got <- string(text)
		}
	}()
	return got
}

// framed checks a message that says how long it is.
func framed(t *testing.T, over, got string) {
	t.Helper()
	size, rest, _ := strings.Cut(got, " ")
	if !message.MatchString(rest) || size != strconv.Itoa(len(rest)) {
		t.Errorf("over %s: %s", over, got)
	}
}

func send(t *testing.T, to string) {
	t.Helper()
	s, err := NewSyslog(to, nil, "checkpoint")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), []byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
}

func packet(t *testing.T, from net.PacketConn) string {
	t.Helper()
	b := make([]byte, 4096)
	n, _, err := from.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(b[:n])
}

func TestTheAddressOfACollectorIsOneOfFour(t *testing.T) {
	for to, ok := range map[string]bool{
		"udp://logs.example.com": true, "tcp://logs.example.com:1514": true, "tls://logs.example.com": true, "unix:///dev/log": true, "udp://[::1]:514": true,
		"logs.example.com:514": false, "http://logs.example.com": false, "udp://": false, "unix://dev/log": false, "tcp://a/b": false, "tls://": false, "tls://me@a": false, "": false,
	} {
		if err := CheckSyslog(to); (err == nil) != ok {
			t.Errorf("%q: %v", to, err)
		}
	}
}
