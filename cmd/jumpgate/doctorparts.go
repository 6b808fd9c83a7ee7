package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// readConfig looks at the file and its policy. False says that nothing else can be looked at.
func (d *doctor) readConfig(f *flags) bool {
	c, err := readConfig(f)
	switch {
	case errors.Is(err, errNoConfig):
		d.say("configuration", isBad, "there is none", "jumpgate init writes a first one; jumpgate demo shows the main job without any")
		return false
	case err != nil:
		d.say("configuration", isBad, err.Error(), "mend that; config.example.yaml has every key")
		return false
	}
	d.config = c
	path, err := filepath.Abs(c.file)
	if err != nil {
		path = c.file
	}
	d.say("configuration", isWell, path, "")
	now := time.Now()
	p, warnings, err := c.policy(now)
	if err != nil {
		d.say("policy", isBad, err.Error(), "jumpgate policy check tells every error with its line")
		return false
	}
	d.policy = p
	local := 0
	for _, a := range p.Agents() {
		if _, err := p.Local(a.ID, now); err == nil {
			local++
		}
	}
	switch {
	case len(warnings) > 0:
		d.say("policy", isOdd, fmt.Sprintf("%s, and %s, such as: %s", counted(len(p.Agents()), "agent"), counted(len(warnings), "warning"), warnings[0]), "jumpgate policy check tells them all")
	case local == 0 && !p.HasCredentials():
		d.say("policy", isOdd, fmt.Sprintf("%s, and no way for any to say who it is", counted(len(p.Agents()), "agent")), "give one {local: true} under identify, or a token: jumpgate token new AGENT")
	default:
		d.say("policy", isWell, fmt.Sprintf("%s, %d of them over stdio", counted(len(p.Agents()), "agent"), local), "")
	}
	return true
}

// mostSkew is how wrong a clock may be: tokens and records are told by it.
const mostSkew = 30 * time.Second

// network asks the console for nothing, without the key: whether its name is known, its certificate good, and what time it has.
func (d *doctor) network(ctx context.Context) (reached bool) {
	console, _, err := d.config.upstream()
	if err != nil {
		d.say("network", isBad, err.Error(), "say us, eu or in as jumpcloud.region")
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	asked, err := http.NewRequestWithContext(ctx, http.MethodHead, console, nil)
	if err != nil {
		d.say("network", isBad, err.Error(), "")
		return false
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	begun := time.Now()
	answer, err := client.Do(asked)
	if err != nil {
		var unknown *net.DNSError
		next := "let this machine reach it over HTTPS; a proxy is taken from HTTPS_PROXY"
		if errors.As(err, &unknown) {
			next = "mend this machine's name service, or jumpcloud.region"
		}
		says := err.Error()
		if proxy, _ := http.ProxyFromEnvironment(asked); proxy != nil {
			says += ", through the proxy " + proxy.Host // never who may use it
			next = "mend HTTPS_PROXY, or name JumpCloud's hosts in NO_PROXY"
		}
		var untimely x509.CertificateInvalidError
		if errors.As(err, &untimely) && untimely.Reason == x509.Expired {
			next = "look at this machine's clock first: it says " + begun.UTC().Format(time.RFC3339)
		}
		d.say("network", isBad, says, next)
		return false
	}
	answer.Body.Close()
	host := asked.URL.Host
	if answer.TLS != nil {
		host += ", whose certificate lasts until " + answer.TLS.PeerCertificates[0].NotAfter.UTC().Format("2006-01-02")
	}
	d.say("network", isWell, fmt.Sprintf("%s answers after %d ms", host, time.Since(begun).Milliseconds()), "")
	theirs, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return true
	}
	if skew := begun.Sub(theirs).Abs().Round(time.Second); skew > mostSkew {
		d.say("clock", isBad, fmt.Sprintf("it is %s off JumpCloud's", skew), "let this machine take its time from the network (NTP): grants end, and tokens hold, by its clock")
		return true
	}
	d.say("clock", isWell, "as JumpCloud's", "")
	return true
}

// key asks JumpCloud for its organization, or a server that is at work what it met.
func (d *doctor) key(ctx context.Context) {
	const refused = "make a new key in JumpCloud's console, and put it where jumpcloud.api_key says; each region refuses the others' keys"
	for range 20 { // it finds out when it is asked, and tells who asks after that
		if d.running == nil || d.running.JumpCloud.State != "unknown" {
			break
		}
		time.Sleep(250 * time.Millisecond)
		d.running = askServer(ctx, d.config.Server.Ops)
	}
	if s := d.running; s != nil {
		switch s.JumpCloud.State {
		case "ok":
			d.say("key", isWell, "the server that is at work says that JumpCloud takes it", "")
		case "key_refused":
			d.say("key", isBad, "the server that is at work says that JumpCloud refuses it", refused)
		default:
			d.say("key", isOdd, "the server that is at work cannot tell: JumpCloud is "+s.JumpCloud.State, "look at its log")
		}
		return
	}
	h, err := open(ctx, &flags{config: d.config.file, logLevel: "error"}, false)
	if errors.Is(err, audit.ErrTaken) {
		d.say("key", isOdd, "it was not tried: a server is at work with this trail, over stdio or without server.ops", "look at its log; or end it, and run this again")
		return
	}
	if err != nil {
		d.say("key", isBad, err.Error(), "jumpcloud.api_key says where the key is: keyring:NAME, file:/path or ${ENV}")
		return
	}
	defer h.close()
	organization, err := h.gate.Organization(ctx)
	var said *jcclient.Error
	switch {
	case err == nil:
		d.say("key", isWell, "JumpCloud takes it; its organization is "+organization, "")
	case errors.As(err, &said) && said.Status == http.StatusUnauthorized:
		d.say("key", isBad, err.Error(), refused)
	case errors.As(err, &said) && said.Status == http.StatusForbidden:
		d.say("key", isOdd, err.Error(), "give its administrator's role the scopes that jumpgate policy scopes names")
	default:
		d.say("key", isBad, err.Error(), "")
	}
}

// scopes tells what the key must be allowed. JumpCloud does not say what it is.
func (d *doctor) scopes() {
	least := jcclient.LeastScopes(routesOf(needs(d.policy, "", time.Now())))
	if len(least) == 0 {
		d.say("role", isOdd, "the policy grants nothing", "grant an agent something under access or allow")
		return
	}
	d.say("role", isWell, fmt.Sprintf("the key needs %s, which JumpCloud does not tell of a key", plural(len(least), "scope", "scopes")), "jumpgate policy scopes names them, for a custom role")
}

func (d *doctor) trail() {
	path := d.config.beside(d.config.Audit.Path)
	report, err := audit.Evidence{}.Verify(path)
	var damage *audit.Damage
	absent := errors.Is(err, fs.ErrNotExist)
	if d.running == nil && (absent || err == nil) {
		if says, next := d.cannotWrite(path, !absent); says != "" {
			d.say("audit trail", isBad, says, next)
			return
		}
	}
	switch {
	case absent:
		d.say("audit trail", isWell, path+" is not there yet", "")
	case errors.As(err, &damage) && damage.Fault == audit.Torn && d.running == nil:
		d.say("audit trail", isOdd, err.Error(), "the next start cuts the torn line off, and says so")
	case err != nil:
		d.say("audit trail", isBad, path+": "+err.Error(), "jumpgate audit verify tells more; keep the file as it is")
	case d.running != nil && d.running.Audit.State != "ok":
		d.say("audit trail", isBad, "the server that is at work does nothing, since its trail is "+d.running.Audit.State, "look at its log")
	default:
		d.say("audit trail", isWell, fmt.Sprintf("%s: %s, in one unbroken chain", path, counted(report.Records, "record")), "")
	}
}

// addresses are of use only to those who serve over HTTP.
func (d *doctor) addresses(ctx context.Context) {
	if !d.policy.HasCredentials() {
		return
	}
	for _, at := range []struct{ key, address string }{{"server.http", d.config.Server.HTTP}, {"server.ops", d.config.Server.Ops}} {
		if at.address == "" {
			continue
		}
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.address)
		switch {
		case err == nil:
			ln.Close()
			d.say("address", isWell, at.key+" "+at.address+" is free", "")
		case d.running != nil:
			d.say("address", isWell, at.key+" "+at.address+": a server is at work", "")
		default:
			d.say("address", isBad, at.key+": "+err.Error(), "name another address, or end what listens there")
		}
	}
}

// urlOf is where a server's probes are.
func urlOf(address, path string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port), Path: path}).String()
}

func isThere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

func argument(args []string, flag string) string {
	for i, arg := range args {
		if arg == flag && i+1 < len(args) {
			return args[i+1]
		}
		if text, ok := strings.CutPrefix(arg, flag+"="); ok {
			return text
		}
	}
	return ""
}
