package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A fullShelf keeps nothing once it is full.
type fullShelf struct{ full bool }

func (s *fullShelf) Load() ([]byte, error) { return nil, nil }
func (s *fullShelf) Save([]byte) error {
	if s.full {
		return errors.New("no space left on device")
	}
	return nil
}

// A verdict that cannot be kept is no fault of its sender, who is to send it again.
func TestAVerdictThatCannotBeKeptIsToBeSentAgain(t *testing.T) {
	log, err := audit.Open(filepath.Join(t.TempDir(), "audit.jsonl"), audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	shelf := &fullShelf{}
	book, err := approval.Open(approval.Options{Store: shelf, Trail: log, Policy: "p"})
	if err != nil {
		t.Fatal(err)
	}
	e := approval.Entry{Expires: time.Now().Add(time.Hour), Who: audit.Who{Agent: "one"}, Policy: "p",
		Needs: []approval.Need{{Rule: "require.eyes", Approvers: []string{"bob"}, People: 1}}}
	e.Bind([]byte("it"))
	if e, err = book.Ask(e, []byte("it")); err != nil {
		t.Fatal(err)
	}
	hook, err := newWebhook("http://127.0.0.1", jcclient.NewSecret(hookSecret), book, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	say := func() int {
		body, header := fmt.Appendf(nil, `{"approval":%q,"approve":true,"person":"bob"}`, e.ID), http.Header{}
		push.NewSigner(hookSecret).Sign(header, "m", time.Now(), body)
		status, _ := hook.Verdict(header, body)
		return status
	}
	shelf.full = true
	if got := say(); got != http.StatusServiceUnavailable {
		t.Errorf("%d", got)
	}
	shelf.full = false
	if got := say(); got != http.StatusOK {
		t.Errorf("%d", got)
	}
}
