//go:build unix

package main

import (
	"context"
	"os"

	"golang.org/x/sys/unix"
)

// whileRead ends ctx when standard output is a pipe that nobody reads any more,
// which is not told to who has nothing to write.
func whileRead(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		for ctx.Err() == nil {
			out := []unix.PollFd{{Fd: int32(os.Stdout.Fd())}} // errors and hang-ups are told unasked
			n, err := unix.Poll(out, 500)
			if n > 0 && out[0].Revents != 0 {
				cancel()
			}
			if err != nil && err != unix.EINTR {
				return
			}
		}
	}()
	return ctx, cancel
}
