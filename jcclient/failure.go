package jcclient

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

func (c *Client) newError(a answer, message string) *Error {
	message = c.redact(strings.ToValidUTF8(message, ""), a.proof)
	if c.blot != nil { // before it is cut: a part of a secret looks like nothing
		message = c.blot(message)
	}
	return &Error{Route: a.request.route, Path: a.request.path, Status: a.status, Attempts: a.attempts,
		Message: short(c.redact(oneLine(message), a.proof)), account: c.account != nil}
}

// failure is what a status says. Only a read is asked again after a 5xx.
func (c *Client) failure(a answer) *Error {
	said := words(a.body)
	if a.status >= 300 && a.status < 400 {
		said = "redirects are never followed, since the key would travel with them; " +
			"JumpCloud redirects to its login page when it sees no API key: check the key and ConsoleURL"
	}
	e := c.newError(a, said)
	read := a.request.route.Read
	e.again = a.status == http.StatusTooManyRequests || a.status >= 500 && read
	e.MayHaveHappened = !read && leavesOpen(a.status)
	return e
}

// leavesOpen says whether nobody knows after a status if anything was done.
// 429 says that nothing was; 303 tells where to see what was.
func leavesOpen(status int) bool {
	return status < 200 || status >= 500 || status == http.StatusSeeOther || status == http.StatusRequestTimeout
}

// unusable is a success whose body is not what the operation answers with. A
// write that was answered so has most likely happened.
func (c *Client) unusable(a answer, what string, cause error) *Error {
	if strings.HasPrefix(string(a.body), "<") {
		what = "a page of HTML"
	}
	text := fmt.Sprintf("%s was sent where the answer of %s should be", what, a.request.route)
	if cause != nil {
		text += ": " + cause.Error()
	}
	e := c.newError(a, text)
	e.MayHaveHappened = !a.request.route.Read
	return e
}

// words finds what an error body says: message, else error, else the body
// itself. details follow as they are: they say which field is at fault.
func words(body []byte) string {
	var said struct {
		Message LooseString    `json:"message"`
		Error   LooseString    `json:"error"`
		Details jsontext.Value `json:"details"`
	}
	if jsontext.Value(body).Kind() != '{' || decode(body, &said) != nil {
		return string(body)
	}
	text := string(said.Message)
	if text == "" {
		text = string(said.Error)
	}
	if text == "" {
		return string(body)
	}
	if d := string(said.Details); d != "" && d != "null" && d != "[]" {
		text += " " + d
	}
	return text
}

// longestMessage is how many bytes of an answer go into an error.
const longestMessage = 400

// oneLine makes one printable line of a text.
func oneLine(text string) string {
	text = strings.ToValidUTF8(text, "")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}

// short cuts a text.
func short(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	return strings.ToValidUTF8(text[:longestMessage], "") + "…"
}
