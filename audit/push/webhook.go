package push

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
)

// Webhook posts each text, a JSON document, to a URL. The header X-Jumpgate-Signature holds "sha256=" and the hex HMAC-SHA256 of the body under a secret that both sides have.
type Webhook struct {
	url    string
	secret []byte
	client *http.Client
}

// NewWebhook takes an https URL, or one of http to this host itself. What it answers is not read; a redirect is not followed.
func NewWebhook(to string, secret []byte) (*Webhook, error) {
	if err := CheckWebhook(to); err != nil {
		return nil, err
	}
	if len(secret) == 0 {
		return nil, errors.New("it needs a secret, which the other side knows our texts by")
	}
	return &Webhook{to, secret, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
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

// Send posts the text. Only an answer of 2xx says that it is there.
func (w *Webhook) Send(ctx context.Context, text []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, w.secret)
	mac.Write(text)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "jumpgate")
	request.Header.Set("X-Jumpgate-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := w.client.Do(request)
	if err != nil {
		return withoutURL(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %d", answer.StatusCode)
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
