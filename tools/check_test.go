package tools

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

func TestACheckIsOnRecordBeforeItIsSent(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		var last audit.Record
		for record, err := range audit.Read(trail) {
			if err != nil {
				t.Error(err)
			}
			last = record
		}
		if last.Kind != audit.CallLookup || last.Message != checkSentence || last.What.Path != "/api/organizations" {
			t.Errorf("when it was sent, the trail ended in %+v", last)
		}
		w.Write([]byte(`{"results":[],"totalCount":0}`))
	}))
	defer server.Close()
	client, err := jcclient.New(jcclient.Options{ConsoleURL: server.URL, APIKey: jcclient.NewSecret("a-key"), Authorize: Authorize})
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	gate, err := NewGate(Options{Client: client, Policy: load(t, fullAccess), Audit: log})
	if err != nil {
		t.Fatal(err)
	}
	if err := gate.Check(t.Context()); err != nil || asked != 1 {
		t.Errorf("asked %d times: %v", asked, err)
	}
	log.Close()
	if err := gate.Check(t.Context()); !errors.Is(err, audit.ErrUnavailable) || asked != 1 {
		t.Errorf("without a record it asked %d times: %v", asked, err)
	}
}

// Each of its requests is on record before it is sent.
func TestTheServerNamesItsOrganization(t *testing.T) {
	r := newRig(t, fullAccess)
	name, err := r.gate.Organization(t.Context())
	if err != nil || name != `"Example Inc" (60259a2a0000000000000001)` {
		t.Errorf("it is called %s: %v", name, err)
	}
	var paths []string
	for _, rec := range r.trail() {
		if rec.Kind == audit.CallLookup {
			paths = append(paths, rec.What.Path)
		}
	}
	if want := []string{"/api/organizations", "/api/organizations/{id}"}; !slices.Equal(paths, want) {
		t.Errorf("on record is %q", paths)
	}
}
