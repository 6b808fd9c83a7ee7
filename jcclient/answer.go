package jcclient

import (
	"mime"
	"net/http"
	"regexp"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// An answer is what came back for a request, whole.
type answer struct {
	request  request
	proof    proof // what the request carried
	status   int
	attempts int
	header   http.Header
	body     []byte
}

func (a answer) succeeded() bool { return a.status >= 200 && a.status <= 299 }

// isWord says whether a change was answered with words in plain text, as v1
// does. Broken JSON and pages are sent as plain text too, but are no words.
func (a answer) isWord() bool {
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	return a.request.route.API == V1 && !a.request.route.Read && kind == "text/plain" && len(a.body) <= longestReply && word.Match(a.body)
}

const longestReply = 200

var word = regexp.MustCompile(`^[A-Za-z][\w .,:;!'-]*$`)

func (a answer) reply() Reply {
	return Reply{Status: a.status, Attempts: a.attempts, Bytes: int64(len(a.body)), Total: -1}
}

// decode reads JSON strictly: duplicate names, bad UTF-8 and wrong types are
// errors; unknown names are kept where the model has a place for them.
func decode(b []byte, into any) error { return json.Unmarshal(b, into) }

// readPage reads a page's envelope: v1 wraps the rows and their total, v2
// sends the rows with the total in a header, Insights with the place where
// the next page starts.
func (c *Client) readPage(a answer, p Page, e envelope) (Reply, error) {
	reply := a.reply()
	if err := readRows(a, e, &reply); err != nil {
		return reply, c.unusable(a, "no list of rows", err)
	}
	if e.whole {
		return cut(reply, p), nil
	}
	seen := p.Skip + len(reply.Items)
	reply.Skip = seen
	switch a.request.route.API {
	case Insights:
		return c.readInsights(a, p, reply)
	case V2:
		// A v2 page may be short before the end: JumpCloud drops members that
		// were deleted after it has cut the page (seen by its PowerShell
		// module). Only the total tells the end, or an empty page without one.
		reply.Skip = max(seen, p.Skip+p.limit())
	case V1:
		if len(reply.Items) == 0 && p.Skip < reply.Total {
			return reply, c.unusable(a, "a page without rows, before the end that its total tells of,", nil)
		}
	}
	reply.More = reply.Skip < reply.Total
	if reply.Total < 0 || seen > reply.Total {
		reply.More = len(reply.Items) > 0
	}
	return reply, nil
}

// cut makes a page of a listing that came whole.
func cut(reply Reply, p Page) Reply {
	reply.Total = len(reply.Items)
	from := min(p.Skip, reply.Total)
	reply.Skip = min(from+p.limit(), reply.Total)
	reply.Items = reply.Items[from:reply.Skip]
	reply.More = reply.Skip < reply.Total
	return reply
}

// afterHeader is where Insights says where the next page starts.
const afterHeader = "X-Search_after"

// readInsights reads the paging headers. X-Search_after stands on the last
// page too; a page as long as its limit is the sign that more may follow.
func (c *Client) readInsights(a answer, p Page, reply Reply) (Reply, error) {
	limit := p.limit()
	if len(reply.Items) > limit { // where they continue it says of the last one alone
		return reply, c.unusable(a, "more events than were asked for", nil)
	}
	if n, err := strconv.Atoi(a.header.Get("X-Limit")); err == nil && n > 0 {
		limit = min(limit, n)
	}
	if n, err := strconv.Atoi(a.header.Get("X-Result-Count")); err == nil && n != len(reply.Items) {
		return reply, c.unusable(a, "another number of events than its X-Result-Count", nil)
	}
	if after := jsontext.Value(a.header.Get(afterHeader)); after.Kind() == '[' && after.IsValid() && len(after) <= longestAfter {
		reply.After = after
	}
	reply.More = len(reply.Items) >= limit
	return reply, nil
}
