package tools

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"
)

// An Ask is what a client is to find out before it makes its request again; as an
// error, it is why there is no answer yet. A gate asks for nothing by itself: that
// a user confirms a call, a transport asks, since it knows how.
type Ask struct {
	Requests jsontext.Value // an object: requests of the protocol, by names of the asker's
	State    string         // what the client is to bring back with their results; it is sealed on its way
}

func (*Ask) Error() string { return "the client is asked first" }

// Brought is what a client brings with a request that it makes again.
type Brought struct {
	State     string                    // of the Ask; "" where it was none for this very request
	Responses map[string]jsontext.Value // by the same names; they are the client's word alone
}

type broughtKey struct{}

// WithBrought returns a context for a request that is made again.
func WithBrought(ctx context.Context, b Brought) context.Context {
	return context.WithValue(ctx, broughtKey{}, b)
}

// BroughtBy is what came with a request; nothing where it is made for the first time.
func BroughtBy(ctx context.Context) Brought {
	b, _ := ctx.Value(broughtKey{}).(Brought)
	return b
}
