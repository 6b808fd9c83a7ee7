package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// How the endpoint is reached: by whom, under which names, and how nobody listens in.

func (h *house) httpOptions() (transport.HTTPOptions, error) {
	s := h.config.Server
	o := transport.HTTPOptions{Now: h.clock.now, Hosts: hostNames(s.Hosts), Origins: hostNames(s.Origins)}
	var err error
	if o.Proxies, err = proxies(s.BehindProxy); err != nil {
		return o, fmt.Errorf("server.behind_proxy: %w", err)
	}
	if s.TLS.Cert+s.TLS.Key+s.TLS.ClientCA != "" {
		if s.TLS.Cert == "" || s.TLS.Key == "" {
			return o, errors.New("server.tls takes both cert and key: name the files of the certificate and of its key")
		}
		if o.TLS, err = transport.NewTLS(h.config.tlsFiles, h.log); err != nil {
			return o, fmt.Errorf("server.tls: %w", err)
		}
	}
	if h.webhook != nil {
		o.Verdict = h.webhook.Verdict
	}
	return o, nil
}

// tlsFiles reads what server.tls names.
func (c *config) tlsFiles() (transport.TLSFiles, error) {
	var f transport.TLSFiles
	key, err := readSecretFile(c.beside(c.Server.TLS.Key))
	if err != nil {
		return f, err
	}
	f.Key = []byte(key)
	if f.Cert, err = policy.ReadFile(c.beside(c.Server.TLS.Cert)); err == nil && c.Server.TLS.ClientCA != "" {
		f.ClientCA, err = policy.ReadFile(c.beside(c.Server.TLS.ClientCA))
		f.Optional = c.Server.TLS.ClientCert == "optional"
	}
	return f, err
}

// private is an error where tokens would travel in the clear from other machines.
func private(at net.Addr, o transport.HTTPOptions) error {
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsLoopback() || o.TLS != nil || len(o.Proxies) > 0 {
		return nil
	}
	return fmt.Errorf("%s is reached from other machines, and tokens would travel in the clear: give it a certificate (server.tls), or listen on loopback; "+
		"or put a proxy with TLS in front of it, and say which addresses the proxy has with --behind-proxy or server.behind_proxy", at)
}

// proxies are the networks in a list with commas between; an address is a
// network of its own.
func proxies(list string) (all []netip.Prefix, err error) {
	for _, text := range hostNames(list) {
		network, err := netip.ParsePrefix(text)
		if address, bad := netip.ParseAddr(text); bad == nil {
			address = address.Unmap()
			network, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil || network != network.Masked() || network.Bits() == 0 {
			return nil, fmt.Errorf("it takes the proxies' addresses or networks, such as 10.1.2.3 or 10.1.2.0/24, not %q", text)
		}
		all = append(all, network)
	}
	return all, nil
}

func checkProxies(value string) error {
	_, err := proxies(value)
	return err
}

func checkOrigins(value string) error {
	for _, origin := range hostNames(value) {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != origin || strings.ContainsAny(origin, "*@") {
			return fmt.Errorf("it takes origins without a path, such as https://app.example.com, not %q", origin)
		}
	}
	return nil
}
