package push

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Webhook posts each text, a JSON document, to a URL, signed with a secret that both sides have; see [Signer].
type Webhook struct {
	url     string
	headers http.Header // of every request, beside its own
	signer  *Signer     // nil for what is not signed
	client  *http.Client

	Judge func(answer []byte) error // says what the beginning of an answer of 2xx means; its error is Send's. May be nil
}

// NewWebhook takes an https URL, or one of http to this host itself. What it answers is not read, but by Judge; a redirect is not followed.
func NewWebhook(to, secret string) (*Webhook, error) {
	if err := CheckWebhook(to); err != nil {
		return nil, err
	}
	if secret == "" {
		return nil, errors.New("it needs a secret, which the other side knows our texts by")
	}
	signer := NewSigner(secret)
	return &Webhook{url: to, signer: &signer, client: newClient()}, nil
}

// NewPost is a webhook that signs nothing, such as a collector of OpenTelemetry's, whose address is checked alike. It knows us by headers, if by anything.
func NewPost(to string, headers http.Header) (*Webhook, error) {
	return &Webhook{url: to, headers: headers, client: newClient()}, CheckWebhook(to)
}

func newClient() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// CheckWebhook says what is wrong with the URL of a webhook.
func CheckWebhook(to string) error {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return errors.New("it takes an https URL without a name or password in it, or one of http to 127.0.0.1")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send posts the text. Only an answer of 2xx says that it is there. A text that comes again has the same id.
func (w *Webhook) Send(ctx context.Context, text []byte) error {
	sum := sha256.Sum256(text)
	return w.SendAs(ctx, hex.EncodeToString(sum[:16]), text)
}

// SendAs is Send with an id.
func (w *Webhook) SendAs(ctx context.Context, id string, text []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	maps.Copy(request.Header, w.headers)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "jumpgate")
	if w.signer != nil {
		w.signer.Sign(request.Header, id, time.Now(), text)
	}
	answer, err := w.client.Do(request)
	if err != nil {
		return withoutURL(err)
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(answer.Body, 4<<10)) // also so that the connection can be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %d", answer.StatusCode)
	}
	if w.Judge != nil {
		return w.Judge(said)
	}
	return nil
}

// withoutURL keeps a URL out of an error: many hold a token.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
