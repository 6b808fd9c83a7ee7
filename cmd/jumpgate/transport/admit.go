package transport

import (
	"fmt"
	"sync"
)

// mostInAll bounds the requests of all agents under way, and with them the bodies
// in memory.
const mostInAll = 1024

// admit lets a request of an agent in, or says why not. It is left once, by the
// first call of leave.
func (h *HTTP) admit(agent string) (leave func(), why string) {
	if !h.share.enter(agent) {
		return nil, fmt.Sprintf("%d requests are in flight already", h.share.most)
	}
	if !h.all.enter("") {
		h.share.leave(agent)
		return nil, fmt.Sprintf("%d requests of all agents are in flight already", h.all.most)
	}
	return sync.OnceFunc(func() { h.all.leave(""); h.share.leave(agent) }), ""
}
