package main

import (
	"errors"
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
	if path, ok := strings.CutPrefix(from, "file:"); ok && path != "" {
		key, err := os.ReadFile(c.beside(path))
		if err != nil {
			return none, fmt.Errorf("the JumpCloud API key: %w: jumpcloud.api_key names that file", err)
		}
		if len(strings.TrimSpace(string(key))) == 0 {
			return none, fmt.Errorf("the JumpCloud API key: %s is empty", path)
		}
		return jcclient.NewSecret(strings.TrimSpace(string(key))), nil
	}
	if from != "" && from == os.Getenv(envName("jumpcloud.api_key")) && !strings.HasPrefix(from, "keyring:") {
		return jcclient.NewSecret(from), nil
	}
	return none, fmt.Errorf("%s: jumpcloud.api_key: %w", c.name(), checkKeySource(from))
}

// checkKeySource says why a text does not say where the key is. It never
// repeats the text, which may be the key.
func checkKeySource(from string) error {
	switch path, isFile := strings.CutPrefix(from, "file:"); {
	case fromEnv.MatchString(from), isFile && path != "":
		return nil
	case strings.HasPrefix(from, "keyring:"):
		return errors.New("keyring: is not supported yet: use ${ENV} or file:/path")
	}
	return errors.New("it must say where the key is, ${ENV} or file:/path, and never be the key itself")
}
