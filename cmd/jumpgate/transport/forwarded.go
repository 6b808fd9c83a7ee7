package transport

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// peerOf is where a request comes from: the socket's address, unless that is a
// proxy that is trusted to say for whom it asks. Then it is the first address that
// no trusted proxy has, counted from the right: what stands to the left of it,
// anybody may have written.
func peerOf(r *http.Request, trusted []netip.Prefix) string {
	last, ok := addressOf(r.RemoteAddr)
	if !ok || !within(trusted, last) {
		return r.RemoteAddr
	}
	listed, said := forwardedFor(r.Header)
	element, also := forwarded(r.Header)
	if !said {
		listed = element
	}
	from := furthest(last, listed, trusted)
	if said && also && furthest(last, element, trusted) != from {
		return r.RemoteAddr // the proxy wrote one of the two, and nobody knows which
	}
	if from == last {
		return r.RemoteAddr
	}
	return from.String()
}

// furthest follows the hops from the right, as long as each is trusted to name
// the one before.
func furthest(last netip.Addr, hops []string, trusted []netip.Prefix) netip.Addr {
	for i := len(hops) - 1; i >= 0 && within(trusted, last); i-- {
		before, ok := addressOf(hops[i])
		if !ok {
			break // "unknown", or a name of the proxy's own
		}
		last = before
	}
	return last
}

func within(trusted []netip.Prefix, a netip.Addr) bool {
	for _, p := range trusted {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// forwardedFor are the hops of X-Forwarded-For, the nearest last.
func forwardedFor(h http.Header) (hops []string, said bool) {
	values := h.Values("X-Forwarded-For")
	return strings.Split(strings.Join(values, ","), ","), len(values) > 0
}

// forwarded are the hops of Forwarded (RFC 7239), the nearest last. A quoted comma
// or semicolon stands in no address, and what it tears apart is none.
func forwarded(h http.Header) (hops []string, said bool) {
	values := h.Values("Forwarded")
	for element := range strings.SplitSeq(strings.Join(values, ","), ",") {
		hop := ""
		for pair := range strings.SplitSeq(element, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops, len(values) > 0
}

// addressOf reads an address with or without a port.
func addressOf(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return a.Unmap().WithZone(""), err == nil
}
