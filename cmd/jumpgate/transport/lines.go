package transport

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
)

// A line is one message as it came, or why there is none.
type line struct {
	text []byte
	bad  *refusal
	err  error
}

// longestLine is a message and the end of its line.
const longestLine = mostBytes + len("\r\n")

// readLines reads until the end. What is longer than a message may be is
// passed over up to its end, without being kept.
func readLines(ctx context.Context, in io.Reader, lines chan<- line) {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		l, end := readLine(r)
		if l.bad != nil || len(bytes.TrimSpace(l.text)) > 0 {
			if !send(ctx, lines, l) {
				return
			}
		}
		if end != nil {
			send(ctx, lines, line{err: end})
			return
		}
	}
}

func readLine(r *bufio.Reader) (l line, end error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(l.text) <= longestLine {
			l.text = append(l.text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			end = err
			break
		}
	}
	if len(l.text) > longestLine {
		return line{bad: tooLarge()}, end // and some of it was passed over
	}
	l.text = bytes.TrimRight(l.text, "\r\n")
	return l, end
}

func send(ctx context.Context, lines chan<- line, l line) bool {
	select {
	case lines <- l:
		return true
	case <-ctx.Done():
		return false
	}
}
