package transport

import "sync"

// KeptFrames are the results that mcp-go has given, by all that it was shown for them:
// the same is answered with the same.
type keptFrames struct {
	mu    sync.RWMutex
	known map[string]framed
}

// How many are kept, and for how long a message. When there are more, all are
// forgotten: so many kinds of clients are not there at once.
const (
	mostFrames   = 256
	longestShown = 2 << 10
)

func (f *keptFrames) of(shown []byte) (result framed, ok bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	result, ok = f.known[string(shown)]
	return result, ok
}

func (f *keptFrames) keep(shown []byte, result framed) {
	if len(shown) > longestShown {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.known == nil || len(f.known) >= mostFrames {
		f.known = map[string]framed{}
	}
	f.known[string(shown)] = result
}
