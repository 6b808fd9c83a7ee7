package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

var fromEnv = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$`)

// apiKey finds the key that the configuration points to. It is never written
// there itself, since a configuration is read by many and kept in git.
func (c *config) apiKey() (jcclient.Secret, error) {
	var none jcclient.Secret
	if c.JumpCloud.ClientID != "" || c.JumpCloud.ClientSecret != "" || c.JumpCloud.TokenURL != "" {
		return none, fmt.Errorf("%s: jumpcloud.client_id, client_secret and token_url (service accounts) are not supported yet: use jumpcloud.api_key", c.name())
	}
	from := c.JumpCloud.APIKey
	if env := fromEnv.FindStringSubmatch(from); env != nil {
		key := strings.TrimSpace(os.Getenv(env[1]))
		if key == "" {
			return none, fmt.Errorf("no JumpCloud API key: set the environment variable %s, or point jumpcloud.api_key to a file (file:/path); --sandbox needs no key", env[1])
		}
		return jcclient.NewSecret(key), nil
	}
	if path, ok := strings.CutPrefix(from, "file:"); ok {
		key, err := os.ReadFile(c.beside(path))
		if err != nil {
			return none, fmt.Errorf("the JumpCloud API key: %w", err)
		}
		if len(strings.TrimSpace(string(key))) == 0 {
			return none, fmt.Errorf("the JumpCloud API key: %s is empty", path)
		}
		return jcclient.NewSecret(strings.TrimSpace(string(key))), nil
	}
	if strings.HasPrefix(from, "keyring:") {
		return none, fmt.Errorf("%s: jumpcloud.api_key: keyring: is not supported yet: use ${ENV} or file:/path", c.name())
	}
	if from != "" && from == os.Getenv("JUMPGATE_JUMPCLOUD_API_KEY") {
		return jcclient.NewSecret(from), nil
	}
	return none, fmt.Errorf("%s: jumpcloud.api_key must say where the key is, ${ENV} or file:/path, and never be the key itself", c.name())
}
