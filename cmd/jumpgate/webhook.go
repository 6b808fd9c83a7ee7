package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A webhook tells another program of calls that wait for people, signed as
// https://www.standardwebhooks.com has it, and takes its word for what people
// have said, signed likewise.
type webhook struct {
	url    string
	secret jcclient.Secret
	client *http.Client
	book   *approval.Book
	log    *slog.Logger
	now    func() time.Time
}

// How long a message waits for its receiver, and how old a signature may be.
const (
	webhookTimeout = 10 * time.Second
	oldestSigned   = 5 * time.Minute
)

func newWebhook(address string, secret jcclient.Secret, book *approval.Book, log *slog.Logger) *webhook {
	return &webhook{url: address, secret: secret, book: book, log: log, now: time.Now, client: &http.Client{
		Timeout:       webhookTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// tell sends one entry for as long as it waits, until the receiver has it.
func (h *webhook) tell(ctx context.Context, e approval.Entry) {
	body, err := json.Marshal(struct {
		Type     string       `json:"type"`
		Approval approvalView `json:"approval"`
	}{"approval.asked", viewOf(e)}, json.Deterministic(true))
	if err != nil {
		h.log.Error("an approval could not be worded for the webhook", "approval", e.ID, "error", err)
		return
	}
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := h.send(ctx, e.ID, body)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			return
		}
		h.log.Warn("the webhook did not take what waits for people; it is tried again", "approval", e.ID, "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		if now, err := h.book.Entry(e.ID); err != nil || now.State != approval.Waiting {
			return
		}
	}
}

func (h *webhook) send(ctx context.Context, id string, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return errors.New("its address cannot be used")
	}
	at := strconv.FormatInt(h.now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "jumpgate/"+version())
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", at)
	r.Header.Set("webhook-signature", "v1,"+h.sign(id, at, body))
	reply, err := h.client.Do(r)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) { // which would repeat the address, and with it what may be a secret
			err = u.Err
		}
		return err
	}
	defer reply.Body.Close()
	_, _ = io.CopyN(io.Discard, reply.Body, 64<<10)
	if reply.StatusCode/100 != 2 {
		return fmt.Errorf("it answers %d", reply.StatusCode)
	}
	return nil
}

// sign is the signature of a message: of its id, its time and its body.
func (h *webhook) sign(id, at string, body []byte) string {
	mac := hmac.New(sha256.New, h.key())
	fmt.Fprintf(mac, "%s.%s.", id, at)
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// key is the secret as it signs: whsec_ and base64, as the standard writes it,
// or the very bytes of any other text.
func (h *webhook) key() []byte {
	text := h.secret.Reveal()
	if coded, ok := strings.CutPrefix(text, "whsec_"); ok {
		if key, err := base64.StdEncoding.DecodeString(coded); err == nil {
			return key
		}
	}
	return []byte(text)
}

// Verdict takes a signed verdict, and returns the HTTP status and what to say.
// Nothing that is not signed is looked at.
func (h *webhook) Verdict(header http.Header, body []byte) (status int, text string) {
	if err := h.signed(header, body); err != nil {
		return http.StatusUnauthorized, err.Error()
	}
	var v struct {
		Approval string `json:"approval"`
		Approve  *bool  `json:"approve"`
		Person   string `json:"person"`
		Reason   string `json:"reason"`
	}
	if err := json.Unmarshal(body, &v, json.RejectUnknownMembers(true)); err != nil || v.Approve == nil || v.Person == "" {
		return http.StatusBadRequest, `a verdict is {"approval": ID, "approve": true or false, "person": one of the policy's approvers, "reason": text}`
	}
	if err := checkReason(v.Reason); err != nil {
		return http.StatusBadRequest, err.Error()
	}
	e, err := h.book.Say(v.Approval, approval.Verdict{Person: v.Person, Authn: "webhook", Approve: *v.Approve, Reason: v.Reason})
	if err != nil {
		return statusOf(err), err.Error()
	}
	h.log.Info("somebody has answered for an agent", "approval", e.ID, "agent", e.Who.Agent, "tool", e.What.Tool, "approve", *v.Approve, "by", audit.Legible(v.Person), "through", "webhook")
	return http.StatusOK, viewOf(e).State
}

func (h *webhook) signed(header http.Header, body []byte) error {
	id, at := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || id == "" || len(id) > 256 {
		return errors.New("a verdict has the headers webhook-id, webhook-timestamp and webhook-signature")
	}
	if age := h.now().Sub(time.Unix(seconds, 0)); age > oldestSigned || age < -oldestSigned {
		return errors.New("the signature is too old, or the clocks differ")
	}
	want := h.sign(id, at, body)
	for _, signature := range strings.Fields(header.Get("webhook-signature")) {
		if given, ok := strings.CutPrefix(signature, "v1,"); ok && hmac.Equal([]byte(given), []byte(want)) {
			return nil
		}
	}
	return errors.New("the signature fits neither the message nor the secret")
}
