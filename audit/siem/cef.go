package siem

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

var (
	inHeader    = strings.NewReplacer(`\`, `\\`, `|`, `\|`)
	inExtension = strings.NewReplacer(`\`, `\\`, `=`, `\=`)
)

// CEF is the record in ArcSight's Common Event Format, version 0.
func CEF(entry audit.Entry) ([]byte, error) {
	e := eventOf(entry)
	var b strings.Builder
	fmt.Fprintf(&b, "CEF:0|jumpgate|jumpgate|%s|%s|%s|%d|", header(e.where.Server), header(string(e.Kind)), header(e.operation()), map[int]int{1: 2, 2: 5, 3: 8}[e.weight()])
	first := true
	put := func(key, value string) {
		if value == "" || value == "0" {
			return
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		b.WriteString(key + "=" + inExtension.Replace(audit.Legible(value)))
	}
	ip, port := e.peer()
	var targets []string
	for _, t := range e.what.Targets {
		targets = append(targets, strings.TrimSpace(t.ID+" "+t.Name))
	}
	put("rt", strconv.FormatInt(e.Time.UnixMilli(), 10))
	put("externalId", strconv.FormatUint(e.Seq, 10))
	put("msg", e.Message)
	put("suid", e.who.Agent)
	put("suser", e.who.Name)
	put("src", ip)
	put("spt", strconv.Itoa(port))
	put("dvchost", e.where.Host)
	put("act", e.decision.Effect)
	put("outcome", e.ended())
	put("reason", e.decision.Reason)
	put("requestMethod", e.what.Method)
	put("request", e.what.Path)
	put("app", "JumpCloud")
	for i, c := range []struct{ label, value string }{
		{"call", e.Call}, {"rule", e.decision.Rule}, {"class", e.what.Class}, {"targets", strings.Join(targets, ", ")}, {"prev", e.Prev}, {"lineSHA256", e.line},
	} {
		if c.value != "" {
			put(fmt.Sprintf("cs%dLabel", i+1), c.label)
			put(fmt.Sprintf("cs%d", i+1), c.value)
		}
	}
	if e.outcome.HTTPStatus > 0 {
		put("cn1Label", "httpStatus")
		put("cn1", strconv.Itoa(e.outcome.HTTPStatus))
	}
	return []byte(b.String()), nil
}

func header(s string) string { return inHeader.Replace(audit.Legible(s)) }
