package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A webhook tells another program of calls that wait for people, signed, and
// takes its word for what people have said, signed likewise.
type webhook struct {
	out    *push.Webhook
	signer push.Signer
	book   *approval.Book
	log    *slog.Logger
}

// webhookTimeout is how long one message waits for its receiver.
const webhookTimeout = 10 * time.Second

func newWebhook(address string, secret jcclient.Secret, book *approval.Book, log *slog.Logger) (*webhook, error) {
	out, err := push.NewWebhook(address, secret.Reveal())
	return &webhook{out, push.NewSigner(secret.Reveal()), book, log}, err
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
	ctx, cancel := context.WithTimeout(ctx, webhookTimeout)
	defer cancel()
	return h.out.SendAs(ctx, id, body)
}

// Verdict takes a signed verdict, and returns the HTTP status and what to say.
// Nothing that is not signed is looked at.
func (h *webhook) Verdict(header http.Header, body []byte) (status int, text string) {
	if err := h.signer.Check(header, body, time.Now()); err != nil {
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
	if status := statusOf(err); status == http.StatusBadRequest {
		h.log.Error("what somebody answered could not be recorded or kept", "approval", v.Approval, "error", err)
		return http.StatusServiceUnavailable, "it could not be recorded or kept, so it does not count: send it again"
	} else if err != nil {
		return status, err.Error()
	}
	h.log.Info("somebody has answered for an agent", "approval", e.ID, "agent", e.Who.Agent, "tool", e.What.Tool, "approve", *v.Approve, "by", audit.Legible(v.Person), "through", "webhook")
	return http.StatusOK, viewOf(e).State
}
