package jcclient

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

const (
	usConsole  = "https://console.jumpcloud.com"
	usInsights = "https://api.jumpcloud.com" + insightsRoot
)

// hosts are JumpCloud's, in all its regions. A key that is sent elsewhere is lost.
var hosts = []string{"console.jumpcloud.com", "api.jumpcloud.com", "console.eu.jumpcloud.com", "api.eu.jumpcloud.com",
	"console.in.jumpcloud.com", "api.in.jumpcloud.com"}

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

// baseURL checks an address that the key will be sent to.
func baseURL(option, text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return "", fmt.Errorf("jcclient: %s is no URL: write it like %s", option, usConsole)
	case u.User != nil:
		return "", fmt.Errorf("jcclient: %s holds a user name or password: leave it out, the key is an option of its own", option)
	case u.Hostname() == "" || u.Opaque != "":
		return "", fmt.Errorf("jcclient: %s %q has no host: write it like %s", option, text, usConsole)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(text, "#"):
		return "", fmt.Errorf("jcclient: %s %q has a query or a fragment: leave it out", option, text)
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return "", fmt.Errorf("jcclient: %s %q is not https: the key would travel in the clear (http is for loopback hosts only)", option, text)
	case !slices.Contains(hosts, u.Hostname()) && !loopback(u.Hostname()):
		return "", fmt.Errorf("jcclient: %s %q is no host of JumpCloud's: the key is sent to %s, and to loopback", option, text, strings.Join(hosts, ", "))
	}
	return strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"), nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
