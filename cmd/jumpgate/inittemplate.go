package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	ready "github.com/jumpgate-mcp/jumpgate/docs/grants"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A readyGrant is one that a first configuration can have.
type readyGrant struct {
	name, file string
	is         string // in a list
	asks       bool   // it has calls that people approve
}

var templates = []readyGrant{
	{name: "auditor", file: "auditor", is: "reads everything but scripts, changes nothing"},
	{name: "help-desk", file: "helpdesk", is: "finds callers, says why they are locked out, unlocks those in its scope, or expires their password"},
	{name: "onboarding", file: "onboard", is: "sets up new people and adds them to their department's groups; a laptop once a person agreed", asks: true},
	{name: "offboarding", file: "offboard", is: "suspends leavers and locks their devices once a person agreed, takes them out of groups", asks: true},
	{name: "security-analyst", file: "takeover", is: "reads events, people and devices; suspends three an hour, resets a second factor once a person agreed", asks: true},
	{name: "device-manager", file: "devices", is: "reads and renames devices, moves them between groups once a person agreed", asks: true},
}

func templateNames() (names []string) {
	for _, t := range templates {
		names = append(names, t.name)
	}
	return names
}

func templatesHelp() string {
	var b strings.Builder
	b.WriteString("Templates:\n")
	for _, t := range templates {
		fmt.Fprintf(&b, "  %-17s %s\n", t.name, t.is)
	}
	return strings.TrimRight(b.String(), "\n")
}

// findTemplate takes a name, or its number in the list.
func findTemplate(name string) (readyGrant, error) {
	if n, err := strconv.Atoi(name); err == nil && 1 <= n && n <= len(templates) {
		return templates[n-1], nil
	}
	for _, t := range templates {
		if t.name == name {
			return t, nil
		}
	}
	return readyGrant{}, fmt.Errorf("there is no template %q: it takes one of %s", name, strings.Join(templateNames(), ", "))
}

var (
	grantAgent     = regexp.MustCompile(`(?m)^agents:\n  ([a-z0-9_-]+):$`)
	grantOwner     = regexp.MustCompile(`(?m)^    owner: .*$`)
	grantApprovers = regexp.MustCompile(`(?m)^(approvers:\n  [a-z0-9_-]+: ).*$`)
)

// text is the configuration: the program's half, and the template's grant as docs/policy.md has it, with the people who were named.
func (s *firstSetup) text(t readyGrant, now time.Time) ([]byte, error) {
	grant, err := ready.Files.ReadFile(t.file + ".yaml")
	if err != nil {
		return nil, err
	}
	src := string(grant)
	if s.agent != "" {
		if !policy.ValidName(s.agent) {
			return nil, &exitError{exitUsage, fmt.Errorf("--agent: %q is no agent's name: lower-case letters, digits, - and _", s.agent)}
		}
		src = replaceOnce(src, grantAgent, "agents:\n  "+s.agent+":")
	}
	src = replaceOnce(src, grantOwner, "    owner: "+strconv.Quote(s.owner))
	if t.asks {
		var quoted []string
		for _, name := range s.approvers {
			quoted = append(quoted, strconv.Quote(name))
		}
		begin := grantApprovers.FindStringSubmatch(src)
		if begin == nil {
			return nil, fmt.Errorf("the template %s names nobody who approves", t.name)
		}
		src = replaceOnce(src, grantApprovers, begin[1]+"["+strings.Join(quoted, ", ")+"]")
	}
	key := "  # api_key: ${JUMPCLOUD_API_KEY}   # where the key is, once it is for JumpCloud itself\n"
	if !s.sandbox {
		key = "  api_key: " + strconv.Quote(s.key) + "   # where the key is, and never the key itself\n"
	}
	return []byte("# jumpgate's configuration, begun by 'jumpgate init' on " + now.UTC().Format("2006-01-02") + " for an agent that " + t.is + ".\n" +
		"# config.example.yaml has every other key; 'jumpgate policy check' judges what you change.\n\n" +
		"jumpcloud:\n  region: " + s.region + "\n" + key + "\n" + src), nil
}

// replaceOnce puts text, taken as it is, where pattern is found first.
func replaceOnce(src string, pattern *regexp.Regexp, text string) string {
	at := pattern.FindStringIndex(src)
	if at == nil {
		return src
	}
	return src[:at[0]] + text + src[at[1]:]
}
