package transport

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// clientCertificate is that of a request's connection; nil where there is none.
// The connection may be older than the authorities that are trusted now, or the
// certificate's end, so it is verified for each request.
func (h *HTTP) clientCertificate(r *http.Request, now time.Time) (c *policy.Certificate, problem string) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 || h.tls == nil {
		return nil, ""
	}
	roots := authorities(h.tls)
	if roots == nil || len(r.TLS.VerifiedChains) == 0 {
		return nil, "the client's certificate was not asked for"
	}
	leaf, between := r.TLS.PeerCertificates[0], x509.NewCertPool()
	if !slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageClientAuth) { // Verify takes one that says nothing of its use
		return nil, "the client's certificate is not one for clients"
	}
	for _, one := range r.TLS.PeerCertificates[1:] {
		between.AddCert(one)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return nil, "the client's certificate is no longer valid"
	}
	return certificateOf(leaf), ""
}

// authorities are those that sign clients' certificates, now.
func authorities(c *tls.Config) *x509.CertPool {
	if c.GetConfigForClient != nil {
		if now, err := c.GetConfigForClient(nil); err == nil && now != nil {
			return now.ClientCAs
		}
	}
	return c.ClientCAs
}

// certificateOf is what a certificate says of whom it is.
func certificateOf(leaf *x509.Certificate) *policy.Certificate {
	c := &policy.Certificate{}
	var subject pkix.RDNSequence
	if rest, err := asn1.Unmarshal(leaf.RawSubject, &subject); err == nil && len(rest) == 0 {
		c.Subject = subject.String()
	}
	for _, name := range urisOf(leaf) {
		if u, err := url.Parse(name); err == nil && u.Host != "" {
			c.Names = append(c.Names, name)
		}
	}
	// Each kind has names that none of the others can have.
	for _, name := range leaf.DNSNames {
		if !strings.ContainsAny(name, ":@*") {
			c.Names = append(c.Names, strings.ToLower(name))
		}
	}
	for _, name := range leaf.EmailAddresses {
		if strings.Contains(name, "@") && !strings.Contains(name, "://") {
			c.Names = append(c.Names, name)
		}
	}
	return c
}

var (
	alternativeNames = asn1.ObjectIdentifier{2, 5, 29, 17}
	tagURI           = 6 // among them (RFC 5280, 4.2.1.6)
)

// urisOf are a certificate's URIs as they stand there. In leaf.URIs they are taken
// apart already, and two that differ can be put together again alike.
func urisOf(leaf *x509.Certificate) (uris []string) {
	for _, e := range leaf.Extensions {
		var names []asn1.RawValue
		if !e.Id.Equal(alternativeNames) {
			continue
		}
		if rest, err := asn1.Unmarshal(e.Value, &names); err != nil || len(rest) > 0 {
			return nil
		}
		for _, name := range names {
			if name.Class == asn1.ClassContextSpecific && name.Tag == tagURI {
				uris = append(uris, string(name.Bytes))
			}
		}
	}
	return uris
}
