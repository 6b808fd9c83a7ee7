//go:build !unix

package main

import "context"

// whileRead cannot tell here that nobody reads any more: the next record does.
func whileRead(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithCancel(ctx)
}
