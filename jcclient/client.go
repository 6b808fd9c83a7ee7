// Package jcclient is a typed client of JumpCloud's v1, v2 and Directory
// Insights APIs: models, endpoints, paging, retries, limits. Whether a call
// may be made at all it leaves to its caller, whom it asks before each request.
//
// What the package returns tells no key, token or secret. One thing is out of
// its hands: net/http quotes to Go's standard logger what a server sends
// unasked, which may be the key, echoed. A program whose log others read gives
// that logger another output with log.SetOutput.
package jcclient

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// A Client talks to one JumpCloud, as one administrator. It is safe for
// concurrent use, and knows the operations only through the package's
// variables: [GetUser], [ListDevices] and so on.
type Client struct {
	*shared
	orgID  string
	caller string
	sent   *atomic.Int64 // nil: nobody counts
}

// shared is what a client and all its siblings, made by [Client.ForOrg],
// [Client.As] and [Client.Counting], have in common.
type shared struct {
	console, insights  string
	key                Secret          // the zero Secret when account is there
	account            *serviceAccount // nil when key is there
	http               *http.Client
	lane               *lane
	firstWait, longest time.Duration
	maxTries           int
	userAgent          string
	authorize          func(context.Context, Route) error
	observe            func(context.Context, Exchange)
	blot               func(string) string
}

// Options say where JumpCloud is, who asks, and how patiently.
type Options struct {
	// The key is sent to JumpCloud's own hosts over https, and to loopback.
	ConsoleURL  string // default https://console.jumpcloud.com; v1 is under /api, v2 under /api/v2
	InsightsURL string // default https://api.jumpcloud.com/insights/directory/v1

	// Who asks: an administrator by a key, or else a service account, whose
	// short-lived tokens the client asks for by itself.
	APIKey       Secret
	ClientID     string
	ClientSecret Secret
	TokenURL     string // of a service account; default https://admin-oauth.id.jumpcloud.com/oauth2/token

	OrgID string // the organization, for an administrator of several

	// RequestsPerSecond paces all requests of the client and its siblings; 0 is
	// as fast as JumpCloud lets them. MaxInFlight is how many are under way at
	// once, at most: 8 when zero.
	RequestsPerSecond float64
	MaxInFlight       int

	// CoolDown is how long all requests stop after a 429 that does not say;
	// it doubles with each that follows, up to LongestCoolDown. 30s and 240s
	// when zero, as JumpCloud advises.
	CoolDown, LongestCoolDown time.Duration

	// FirstWait and LongestWait bound the doubling waits before a read that
	// failed is sent again, MaxTries how often any request is sent: 1s, 30s
	// and 5 when zero.
	FirstWait, LongestWait time.Duration
	MaxTries               int

	UserAgent string // default "jumpgate"

	// Authorize is asked before every request leaves, retries included. An
	// error stops the request before any byte is sent. Nil allows everything.
	// It is not asked about a service account's tokens.
	Authorize func(ctx context.Context, route Route) error

	// Observe is told of every request that was sent, retries included, in the
	// context of its call; it must not wait. Nil tells nobody.
	Observe func(context.Context, Exchange)

	// Blot takes out of what JumpCloud says in an error whatever else must not
	// be told, before it is cut. The key and tokens are always taken out. Nil
	// takes out nothing more.
	Blot func(text string) string
}

// longestKey is far above JumpCloud's keys, which have some forty characters.
const longestKey = 1024

// New returns a client. It sends nothing; an error names the option that
// cannot be used, and why.
func New(o Options) (*Client, error) {
	s := &shared{
		key:       o.APIKey,
		firstWait: cmp.Or(o.FirstWait, time.Second),
		longest:   cmp.Or(o.LongestWait, 30*time.Second),
		maxTries:  cmp.Or(o.MaxTries, 5),
		userAgent: cmp.Or(o.UserAgent, "jumpgate"),
		authorize: o.Authorize,
		blot:      o.Blot,
		observe:   o.Observe,
		http:      newHTTPClient(cmp.Or(o.MaxInFlight, 8)),
	}
	s.lane = newLane(cmp.Or(o.MaxInFlight, 8), o.RequestsPerSecond, cmp.Or(o.CoolDown, 30*time.Second), cmp.Or(o.LongestCoolDown, 240*time.Second))
	account, err := o.account()
	if err != nil {
		return nil, err
	}
	if account != nil {
		account.http, account.agent = s.http, s.userAgent
		account.wait = (&Client{shared: s}).nextWait
		s.account = account
	}
	var err2 error
	s.console, err = baseURL("ConsoleURL", cmp.Or(o.ConsoleURL, usConsole))
	s.insights, err2 = baseURL("InsightsURL", cmp.Or(o.InsightsURL, usInsights))
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	switch {
	case o.APIKey.Reveal() == "" && account == nil:
		return nil, errors.New("jcclient: APIKey is empty: make one in JumpCloud's admin console, under My API Key; or use a service account's ClientID and ClientSecret")
	case len(o.APIKey.Reveal()) > longestKey:
		return nil, fmt.Errorf("jcclient: APIKey is longer than %d bytes: check what was copied", longestKey)
	case !headerSafe(o.APIKey.Reveal()):
		return nil, errors.New("jcclient: APIKey holds a space or a control character: check how it was copied")
	case !headerSafe(o.OrgID) || o.OrgID != "" && !ID(o.OrgID).Valid():
		// It may be a key in the wrong place, and is not repeated.
		return nil, errors.New("jcclient: OrgID is no id: it takes 24 digits of 0-9 a-f")
	case o.RequestsPerSecond < 0 || o.MaxInFlight < 0 || s.maxTries < 0 || s.firstWait < 0 || s.longest < 0 || o.CoolDown < 0 || o.LongestCoolDown < 0:
		return nil, errors.New("jcclient: RequestsPerSecond, MaxInFlight, MaxTries and the waits cannot be negative")
	}
	return &Client{shared: s, orgID: o.OrgID}, nil
}

// ForOrg returns a client of the same budget and connections that asks for
// another organization; empty keeps the client's own. An id that is none is
// refused by every call, before anything is sent.
func (c *Client) ForOrg(orgID string) *Client {
	sibling := *c
	sibling.orgID = cmp.Or(orgID, c.orgID)
	return &sibling
}

// As returns a client of the same budget and connections for one of several
// callers: they take turns, and none has all of them under way, so that whoever
// asks for much, or for what takes long, keeps nobody waiting.
func (c *Client) As(caller string) *Client {
	sibling := *c
	sibling.caller = caller
	return &sibling
}

// Counting returns a client of the same budget and connections that adds every
// request it sends to sent, retries and what is read ahead included.
func (c *Client) Counting(sent *atomic.Int64) *Client {
	sibling := *c
	sibling.sent = sent
	return &sibling
}

// CoolDown is how long JumpCloud still wants to be left alone; 0 when it does not.
func (c *Client) CoolDown() time.Duration { return c.lane.rest() }

func headerSafe(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
