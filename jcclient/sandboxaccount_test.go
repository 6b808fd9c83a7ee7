package jcclient_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// The sandbox's clock runs ahead here, so that it refuses a token that the
// client still believes in.
func TestAServiceAccountWorksAgainstASandbox(t *testing.T) {
	at := time.Now()
	directory := sandbox.New(sandbox.Options{TokenLife: time.Hour, Now: func() time.Time { return at }})
	s := httptest.NewServer(directory)
	defer s.Close()
	c, err := jcclient.New(jcclient.Options{
		ConsoleURL: s.URL, InsightsURL: s.URL + "/insights/directory/v1", TokenURL: s.URL + "/oauth2/token",
		ClientID: sandbox.DefaultClientID, ClientSecret: jcclient.NewSecret(sandbox.DefaultClientSecret),
	})
	if err != nil {
		t.Fatal(err)
	}
	people := func() int {
		n := 0
		for _, err := range jcclient.ListUsers.All(t.Context(), c, jcclient.UserQuery{}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	before := people()
	at = at.Add(2 * time.Hour)
	made, err := jcclient.CreateUser.Call(t.Context(), c, jcclient.CreateUserInput{Username: "new.one", Email: "new.one@example.com"})
	if err != nil || made.Username != "new.one" {
		t.Fatalf("got %+v, %v", made, err)
	}
	if after := people(); after != before+1 {
		t.Errorf("there were %d people, and now %d", before, after)
	}
	var tokens, creates int
	for _, line := range directory.Log() {
		switch line {
		case "POST /oauth2/token":
			tokens++
		case "POST /api/systemusers":
			creates++
		}
	}
	if tokens != 2 || creates != 2 || !slices.Contains(directory.Log(), "GET /api/systemusers") {
		t.Errorf("%d tokens and %d tries to create: %v", tokens, creates, directory.Log())
	}
}
