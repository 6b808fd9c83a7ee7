package transport

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A local client is told when it sees other tools than before: once it is
// initialized, or, from revision 2026-07-28 on, while a subscriptions/listen of
// its own stands open. What it sees then, it asks for.

// initialized begins to tell a client of changes, once.
func (p *pipe) initialized(who tools.Caller) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.telling {
		p.telling = true
		p.calls.Go(func() { p.tellChanges(who, nil, p.base.Done(), func() {}) })
	}
}

// answer takes one request to its end.
func (p *pipe) answer(who tools.Caller, m *message, r *begun) {
	if m.method != string(mcp.MethodSubscriptionsListen) || !m.perRequest() {
		p.run(who, m, r)
		return
	}
	toTools, bad := m.listens()
	if bad == nil {
		p.listen(who, m, r, toTools)
		return
	}
	out := p.messages.refused(who, m, bad)
	if p.underway.end("", m, r) {
		p.write(out.body...)
	}
}

// listens reads what a subscriptions/listen wants to hear of: of all that there
// could be, a change of the tools alone can happen here.
func (m *message) listens() (toTools bool, bad *refusal) {
	if !mcp.IsValidProtocolVersion(m.version) {
		return false, unknownVersion(m)
	}
	var params struct {
		Meta   map[string]jsontext.Value `json:"_meta"`
		Wanted jsontext.Value            `json:"notifications"`
	}
	var wanted struct {
		Tools bool `json:"toolsListChanged"`
	}
	switch err := json.Unmarshal(m.params, &params); {
	case err != nil || params.Meta[mcp.MetaKeyClientCapabilities].Kind() != '{':
		return false, refuse(mcp.INVALID_PARAMS, "_meta %s is missing", mcp.MetaKeyClientCapabilities)
	case params.Wanted.Kind() != '{' || json.Unmarshal(params.Wanted, &wanted) != nil:
		return false, refuse(mcp.INVALID_PARAMS, "subscriptions/listen needs notifications, an object")
	}
	return wanted.Tools, nil
}

// listen keeps a subscriptions/listen open until it is cancelled, or no more
// messages come. All that is sent for it names it.
func (p *pipe) listen(who tools.Caller, m *message, r *begun, toTools bool) {
	begin := func() { p.write(acknowledged(m, toTools)) }
	if toTools {
		p.tellChanges(who, subscription(m), r.ctx.Done(), begin)
	} else {
		begin()
	}
	if p.underway.end("", m, r) {
		p.write(listened(m)...)
	}
}

// tellChanges tells the client of each change since begin, which promises that, until
// done, or until no more messages come.
func (p *pipe) tellChanges(who tools.Caller, params jsontext.Value, done <-chan struct{}, begin func()) {
	changed, stop := p.messages.changes(who)
	defer stop()
	begin()
	for {
		select {
		case <-changed:
			p.write(notification(mcp.MethodNotificationToolsListChanged, params))
		case <-done:
			return
		case <-p.noMore:
			return
		}
	}
}

// notification is a message that asks for no answer.
func notification(method string, params jsontext.Value) []byte {
	out, _ := jsontext.AppendQuote([]byte(`{"jsonrpc":"2.0","method":`), method)
	if params != nil {
		out = append(append(out, `,"params":`...), params...)
	}
	return append(out, '}')
}
