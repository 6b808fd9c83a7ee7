package jcclient

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

const (
	usConsole  = "https://console.jumpcloud.com"
	usInsights = "https://api.jumpcloud.com" + insightsRoot
	usToken    = "https://admin-oauth.id.jumpcloud.com" + tokenPath
	tokenPath  = "/oauth2/token"
)

// hosts are JumpCloud's, in all its regions. A key that is sent elsewhere is lost.
var hosts = []string{"console.jumpcloud.com", "api.jumpcloud.com", "console.eu.jumpcloud.com", "api.eu.jumpcloud.com",
	"console.in.jumpcloud.com", "api.in.jumpcloud.com"}

// tokenHosts are where service accounts get their tokens. A secret goes there,
// and a key does not.
var tokenHosts = []string{"admin-oauth.id.jumpcloud.com", "admin-oauth.id.eu.jumpcloud.com", "admin-oauth.id.in.jumpcloud.com"}

// Regions returns the two addresses of a JumpCloud region: "us", "eu" or "in".
// A key of one region is refused by the others with 401.
func Regions(name string) (console, insights string, err error) {
	switch name {
	case "us":
		return usConsole, usInsights, nil
	case "eu", "in":
		return "https://console." + name + ".jumpcloud.com", "https://api." + name + ".jumpcloud.com" + insightsRoot, nil
	}
	return "", "", fmt.Errorf("jcclient: JumpCloud has no region %.40q: use us, eu or in", name)
}

// RegionTokenURL returns where the service accounts of a JumpCloud region get
// their tokens.
func RegionTokenURL(name string) (string, error) {
	switch name {
	case "us":
		return usToken, nil
	case "eu", "in":
		return "https://admin-oauth.id." + name + ".jumpcloud.com" + tokenPath, nil
	}
	return "", fmt.Errorf("jcclient: JumpCloud has no region %.40q: use us, eu or in", name)
}

// baseURL checks an address that the key will be sent to.
func baseURL(option, text string) (string, error) {
	return safeURL(option, text, "key", usConsole, hosts)
}

// tokenURL checks an address that the client secret will be sent to.
func tokenURL(text string) (string, error) {
	return safeURL("TokenURL", cmp.Or(text, usToken), "secret", usToken, tokenHosts)
}

// safeURL checks an address that a key or secret will be sent to.
func safeURL(option, text, what, like string, hosts []string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "", fmt.Errorf("jcclient: %s is no URL: write it like %s", option, like)
	case u.User != nil:
		return "", fmt.Errorf("jcclient: %s holds a user name or password: leave it out, the %s is an option of its own", option, what)
	case u.Hostname() == "" || u.Opaque != "":
		// It may be a key in the wrong place, and is not repeated.
		return "", fmt.Errorf("jcclient: %s has no host: write it like %s", option, like)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#"):
		return "", fmt.Errorf("jcclient: %s has a query or a fragment: leave it out", option)
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return "", fmt.Errorf("jcclient: %s %q is not https: the %s would travel in the clear (http is for loopback hosts only)", option, text, what)
	case !slices.Contains(hosts, u.Hostname()) && !loopback(u.Hostname()):
		return "", fmt.Errorf("jcclient: %s %q is no host of JumpCloud's: the %s is sent to %s, and to loopback", option, text, what, strings.Join(hosts, ", "))
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"), nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
