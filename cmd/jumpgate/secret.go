package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// secretKeys are the keys that say where a secret is. The secret itself never
// stands there, since a configuration is read by many and kept in git.
var secretKeys = []string{"jumpcloud.api_key", "jumpcloud.client_secret", "audit.checkpoints.webhook_secret", "audit.sinks.webhook_secret", "audit.sinks.otlp_headers", "server.traces_headers", "approvals.webhook_secret"}

var fromEnv = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// isPlace says whether a text tells where a secret is.
func isPlace(text string) bool {
	return fromEnv.MatchString(text) || strings.HasPrefix(text, "file:") || strings.HasPrefix(text, "keyring:")
}

var errNoPlace = errors.New("it must say where the key is, ${ENV}, file:/path or keyring:name, and never be the key itself")

// checkPlace says why a text does not say where a secret is. It never repeats
// the text, which may be the secret.
func checkPlace(text string) error {
	if text == "" || isPlace(text) {
		return nil
	}
	return errNoPlace
}

// secret fetches the secret that a key of the configuration points to.
func (c *config) secret(ctx context.Context, key string, from jcclient.Secret) (jcclient.Secret, error) {
	text, err := c.fetch(ctx, key, from.Reveal())
	text = strings.TrimSpace(text)
	switch {
	case err != nil:
	case text == "":
		err = errors.New("there is nothing in it: put the key there, and nothing else")
	case len(text) > 1 && strings.ContainsAny(text[:1], `"'`) && text[0] == text[len(text)-1]:
		err = errors.New("it stands in quotes, which are no part of a key: put the key there, and nothing else")
	case strings.ContainsFunc(text, noKeyHas):
		err = errors.New("it holds a line break, a space or another character that no key has: put the key there, and nothing else")
	}
	if err != nil {
		return jcclient.Secret{}, fmt.Errorf("%s: %w", key, err)
	}
	return jcclient.NewSecret(text), nil
}

// noKeyHas says whether a character would break the header that a key travels
// in, or shows that something else was copied.
func noKeyHas(r rune) bool { return r <= ' ' || r >= 0x7f }

func (c *config) fetch(ctx context.Context, key, from string) (string, error) {
	if env := fromEnv.FindStringSubmatch(from); env != nil {
		text := c.takeEnv(env[1])
		if text == "" {
			return "", fmt.Errorf("set the environment variable %s, or say where else it is: file:/path or keyring:name%s", env[1], orSandbox(key))
		}
		return text, nil
	}
	if path, ok := strings.CutPrefix(from, "file:"); ok {
		if path == "" {
			return "", errors.New("file: needs a path after the colon")
		}
		return readSecretFile(c.beside(path))
	}
	if name, ok := strings.CutPrefix(from, "keyring:"); ok {
		return askKeyring(ctx, name)
	}
	// The environment may hold the secret itself, under the key's own name.
	if text := takeEnv(envName(key)); text != "" && text == from {
		return text, nil
	}
	return "", errNoPlace
}

// orSandbox is how to do without JumpCloud's key.
func orSandbox(key string) string {
	if strings.HasPrefix(key, "jumpcloud.") {
		return "; --sandbox needs no key"
	}
	return ""
}

// takeEnv is a variable's text, for every key that points to it.
func (c *config) takeEnv(name string) string {
	if text := takeEnv(name); text != "" {
		if c.taken == nil {
			c.taken = map[string]jcclient.Secret{}
		}
		c.taken[name] = jcclient.NewSecret(text)
	}
	return c.taken[name].Reveal()
}

// headers are those that a key points to; none where it points nowhere.
func (c *config) headers(ctx context.Context, key string, from jcclient.Secret) (http.Header, error) {
	if from.Reveal() == "" {
		return nil, nil
	}
	var headers http.Header
	list, err := c.fetch(ctx, key, from.Reveal())
	if err == nil {
		headers, err = push.ParseHeaders(strings.TrimSpace(list))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", c.name(), key, err)
	}
	return headers, nil
}

// takeEnv reads a variable and takes it away, so that no child process has it.
func takeEnv(name string) string {
	text := os.Getenv(name)
	_ = os.Unsetenv(name) // cannot fail for a name without = or NUL
	return text
}
