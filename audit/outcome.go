package audit

import (
	"fmt"
	"strings"
)

// outcome says what JumpCloud did, what that means, and whether anything changed. Of a write whose end nobody saw it claims neither.
func outcome(r Record) string {
	if r.Outcome == nil {
		return "The call ended; what came of it was not recorded."
	}
	o := *r.Outcome
	if exports(r) {
		return exported(o, r.What.Export.Format)
	}
	class := ""
	if r.What != nil {
		class = r.What.Class
	}
	said := answered(o, "attempts")
	if o.Result == "error" {
		said += meaning(o)
	}
	return said + consequence(o, class) + "."
}

// answered counts the requests as what they were: attempts at one, or the pages of many.
func answered(o Outcome, counted string) string {
	after := " after " + duration(o.MS)
	if o.Calls > 0 {
		after += " by " + calls(o.Calls)
	}
	if o.Attempts > 1 {
		after += fmt.Sprintf(" and %d %s", o.Attempts, counted)
	}
	switch {
	case o.Result == "timeout":
		return "No answer came from JumpCloud; the call was given up" + after
	case o.Result == "cancelled":
		return "The call was cut off" + after
	case o.Result == "unknown":
		return "What came of the call is not known" + after
	case o.HTTPStatus > 0:
		return fmt.Sprintf("JumpCloud answered %d%s", o.HTTPStatus, after)
	case o.Result == "ok":
		return "The call was answered" + after
	default:
		return "The call failed" + after
	}
}

func calls(n int) string {
	if n == 1 {
		return "1 call of its own"
	}
	return fmt.Sprintf("%d calls of its own", n)
}

func meaning(o Outcome) string {
	if len(o.Missing) > 0 && o.Code != "not_found" {
		return ": none of its parts could be had (" + clip(o.Code, 80) + ")"
	}
	switch o.Code {
	case "":
		return ""
	case "not_found":
		return ": there is no such object"
	case "conflict":
		if o.HTTPStatus == 0 {
			return ": somebody else changed the object at the same time"
		}
		return ": the request conflicts with what is already there"
	case "unauthorized":
		return ": the API key was not accepted"
	case "forbidden":
		return ": the administrator whose API key it is lacks the role for this"
	case "rate_limited":
		return ": there were too many requests"
	case "invalid_arguments":
		return ": the request was not accepted"
	case "upstream_error":
		return ": the fault lies with JumpCloud or the way to it"
	case "internal":
		return ": the fault lies with jumpgate"
	case "denied":
		return ": the agent was disabled before its turn came"
	default:
		return " (" + clip(o.Code, 80) + ")"
	}
}

func consequence(o Outcome, class string) string {
	reads := class == "read" || class == "reveal"
	switch {
	case o.Result == "ok":
		return gain(o, reads, class)
	case reads:
		return "; nothing was returned"
	case o.Result == "error" && settled(o):
		return "; nothing was changed"
	default:
		return "; the change may or may not have been made: look before it is tried again"
	}
}

func gain(o Outcome, reads bool, class string) string {
	switch {
	case o.Already:
		return ": it was so already, which a look confirmed; nothing was changed"
	case !reads && class != "" && len(o.Differs) > 0:
		return "; the change was made, but a read right afterwards showed " + clip(strings.Join(o.Differs, ", "), 300) + " otherwise than written"
	case !reads && class != "":
		return "; the change was made"
	case o.Items != nil && *o.Items == 1:
		return "; 1 item was returned"
	case o.Items != nil:
		return fmt.Sprintf("; %d items were returned", *o.Items)
	case len(o.Missing) > 0:
		return "; the answer was returned without " + clip(strings.Join(o.Missing, ", "), 300)
	case reads:
		return "; the answer was returned"
	default:
		return ""
	}
}

// settled holds where it is certain that nothing changed: the request was refused as it stood, or sent elsewhere, where nobody follows. A 408 and every 5xx leave that open.
func settled(o Outcome) bool {
	if o.HTTPStatus == 0 {
		return o.Code == "denied" || o.Code == "rate_limited" || o.Code == "unauthorized" || o.Code == "invalid_arguments" || o.Code == "not_found" || o.Code == "conflict"
	}
	return o.HTTPStatus >= 300 && o.HTTPStatus < 500 && o.HTTPStatus != 408
}

func duration(ms float64) string {
	switch {
	case ms < 1:
		return "less than 1 ms"
	case ms < 10_000:
		return fmt.Sprintf("%.0f ms", ms)
	default:
		return fmt.Sprintf("%.0f s", ms/1000)
	}
}
