package transport

import (
	"io"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// verdictPath is where another program says what people have answered.
const verdictPath = "/approvals/verdict"

const (
	mostVerdictBytes = 16 << 10
	mostVerdicts     = 64 // under way
)

// takeVerdict hands a verdict on. What is not taken is turned away like a
// stranger.
func (h *HTTP) takeVerdict(w http.ResponseWriter, r *http.Request, who tools.Caller) reply {
	if bad := h.checkHead(r); bad != nil {
		return h.turnAway(w, who, bad)
	}
	if !h.verdicts.enter("") {
		w.Header().Set("Retry-After", "1")
		return plainReply(http.StatusTooManyRequests, "too many verdicts at once")
	}
	defer h.verdicts.leave("")
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostVerdictBytes))
	if err != nil {
		bad := refuse(mcp.INVALID_REQUEST, "a verdict is shorter, and arrives whole")
		bad.status = http.StatusBadRequest
		return h.turnAway(w, who, bad)
	}
	status, text := h.verdict(r.Header, body)
	if status != http.StatusOK {
		bad := refuse(mcp.INVALID_REQUEST, "a verdict about an approval: %s", text)
		bad.status = status
		return h.turnAway(w, who, bad)
	}
	return plainReply(status, text)
}
