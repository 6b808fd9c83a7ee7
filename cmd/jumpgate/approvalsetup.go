package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// openApprovals opens the book of what waits for people, and begins to tell the
// webhook of it. What was asked about another directory is void.
func (h *house) openApprovals(ctx context.Context, directory string) (err error) {
	store := approvalStore{h.trail}
	h.approvals, err = approval.Open(approval.Options{Store: store, Trail: h.audit, Policy: h.policy.Hash(), Directory: directory, Now: h.clock.now})
	if err != nil {
		return fmt.Errorf("%s: %w", store.path(), err)
	}
	a := h.config.Approvals
	switch hasSecret := a.WebhookSecret.Reveal() != ""; {
	case a.WebhookURL == "" && !hasSecret:
		return nil
	case a.WebhookURL == "":
		return errors.New("approvals.webhook_url is missing: without it, approvals.webhook_secret signs nothing")
	case !hasSecret:
		return errors.New("approvals.webhook_secret is missing: say where it is, ${ENV}, file:/path or keyring:name")
	}
	secret, err := h.config.secret(ctx, "approvals.webhook_secret", a.WebhookSecret)
	if err != nil {
		return err
	}
	if len(secret.Reveal()) < 24 {
		return errors.New("approvals.webhook_secret is shorter than 24 characters: make one that nobody guesses, with 'openssl rand -base64 32'")
	}
	if h.webhook, err = newWebhook(a.WebhookURL, secret, h.approvals, h.log); err != nil {
		return fmt.Errorf("approvals.webhook_url: %w", err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var telling sync.WaitGroup
	h.approvals.Tell(func(e approval.Entry) { telling.Go(func() { h.webhook.tell(ctx, e) }) })
	h.stop = append(h.stop, func() {
		// What waits is told again by the next program: a short one gets its chance.
		late := time.AfterFunc(webhookTimeout/5, cancel)
		defer late.Stop()
		defer cancel()
		telling.Wait()
	})
	return nil
}

// openDesk lets people of this machine answer, while a server runs.
func (h *house) openDesk(ctx context.Context) {
	stop, err := openDesk(ctx, h.trail, h.approvals, h.log)
	if err != nil {
		otherwise := "the webhook alone brings answers"
		if h.webhook == nil {
			h.approvals.NobodyAnswers()
			otherwise = "calls that other people must approve are denied; set approvals.webhook_url, or mend this (the name of a socket takes about 100 bytes, and begins with audit.path)"
		}
		h.log.Warn("nobody can approve calls with 'jumpgate approvals': the socket cannot be opened, so "+otherwise, "socket", deskPath(h.trail), "error", err)
		return
	}
	h.stop = append(h.stop, stop)
}
