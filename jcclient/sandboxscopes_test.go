package jcclient_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// The sandbox has a table of its own, since it must be able to disagree: here
// they are held against each other, route by route and scope by scope.
func TestTheSandboxLetsThroughTheSameScopes(t *testing.T) {
	routes := map[string]jcclient.Route{}
	var all []string
	for _, op := range jcclient.Named {
		for _, r := range append(op.Reads(), op.Route()) {
			routes[r.String()] = r
			all = append(all, r.Scopes()...)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	keys := map[string]sandbox.Role{}
	for _, scope := range all {
		keys[scope] = sandbox.Role{scope}
	}
	for name, r := range routes {
		keys[name] = slices.DeleteFunc(slices.Clone(all), func(scope string) bool { return slices.Contains(r.Scopes(), scope) })
	}
	directory := sandbox.New(sandbox.Options{Keys: keys})
	refused := func(r jcclient.Route, key string) bool {
		path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(r.Template, "none")
		request := httptest.NewRequest(r.Method, path, strings.NewReader("{}"))
		request.Header.Set("x-api-key", key)
		answer := httptest.NewRecorder()
		directory.ServeHTTP(answer, request)
		if answer.Code == http.StatusUnauthorized {
			t.Fatalf("%s: the sandbox does not know the key %s", r, key)
		}
		return answer.Code == http.StatusForbidden
	}
	for name, r := range routes {
		for _, scope := range r.Scopes() {
			if refused(r, scope) {
				t.Errorf("%s: the sandbox refuses who has %s", r, scope)
			}
		}
		if !refused(r, name) {
			t.Errorf("%s: the sandbox lets through who has none of %v", r, r.Scopes())
		}
	}
}
