package push

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// ParseHeaders reads what is sent along with each text, as OpenTelemetry's variables have it: name=value, with commas between, and in a value a space or comma as %20 or %2C.
// Its errors repeat nothing of that, which is often a secret.
func ParseHeaders(list string) (http.Header, error) {
	headers := http.Header{}
	for one := range strings.SplitSeq(list, ",") {
		name, value, ok := strings.Cut(one, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		name = http.CanonicalHeaderKey(strings.TrimSpace(name))
		switch {
		case !ok || err != nil || value == "" || !headerName.MatchString(name):
			return nil, errors.New("it takes headers as name=value with commas between, and in a value a space as %20, a comma as %2C")
		case slices.Contains(ownHeaders, name):
			return nil, errors.New("it takes none of the headers " + strings.Join(ownHeaders, ", ") + ": they are jumpgate's own")
		case headers.Get(name) != "":
			return nil, errors.New("a header stands there twice")
		case strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }):
			return nil, errors.New("the value of a header holds a line break or another control character")
		}
		headers.Set(name, value)
	}
	return headers, nil
}

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	ownHeaders = []string{"Connection", "Content-Encoding", "Content-Length", "Content-Type", "Host", "Transfer-Encoding", "User-Agent"}
)
