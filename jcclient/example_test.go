package jcclient_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// inSandbox is a client of an invented JumpCloud. For the real one, leave the
// URLs out, or take them from [jcclient.Regions], and give your key.
func inSandbox() (client *jcclient.Client, stop func()) {
	server := httptest.NewServer(sandbox.New(sandbox.Options{}))
	client, err := jcclient.New(jcclient.Options{
		ConsoleURL:  server.URL,
		InsightsURL: server.URL + "/insights/directory/v1",
		APIKey:      jcclient.NewSecret(sandbox.DefaultAPIKey),
	})
	if err != nil {
		panic(err)
	}
	return client, server.Close
}

func Example() {
	client, stop := inSandbox()
	defer stop()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()

	users := 0
	for user, err := range jcclient.ListUsers.All(ctx, client, jcclient.UserQuery{}) {
		switch {
		case errors.Is(err, jcclient.ErrChanged):
			fmt.Println("users came or went meanwhile")
		case err != nil:
			fmt.Println(err)
		case user.State == "ACTIVATED":
			users++
		}
	}
	fmt.Println(users > 100)
	// Output: true
}

// An error says what was asked, what JumpCloud answered, whether a change may
// have happened all the same, and when to ask again.
func ExampleError() {
	client, stop := inSandbox()
	defer stop()

	_, err := jcclient.GetUser.Call(context.Background(), client, jcclient.UserID{ID: "000000000000000000000001"})
	if failed, ok := errors.AsType[*jcclient.Error](err); ok {
		fmt.Println(failed.Status, failed.Attempts, failed.MayHaveHappened)
	}
	// Output: 404 1 false
}

// Before each request leaves, a client asks whether it may.
func ExampleOptions_authorize() {
	client, err := jcclient.New(jcclient.Options{
		APIKey: jcclient.NewSecret("your-key"),
		Authorize: func(_ context.Context, route jcclient.Route) error {
			if !route.Read {
				return errors.New("only reads today")
			}
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = jcclient.DeleteUser.Call(context.Background(), client, jcclient.DeleteUserInput{ID: "66c0a1b2c3d4e5f601234567"})
	fmt.Println(errors.Is(err, jcclient.ErrRefused))
	// Output: true
}

// Several callers share one budget, and take turns.
func ExampleClient_As() {
	client, stop := inSandbox()
	defer stop()

	auditor := client.As("auditor")
	rows, reply, err := jcclient.ListDevices.Rows(context.Background(), auditor, jcclient.DeviceQuery{}, jcclient.Page{Limit: 5})
	fmt.Println(len(rows), reply.Total, reply.More, err)
	// Output: 5 90 true <nil>
}
