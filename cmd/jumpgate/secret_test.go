package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// proven is what a jumpcloud section comes to.
func proven(t *testing.T, section string) (o jcclient.Options, err error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "jumpgate.yaml")
	if err := os.WriteFile(file, []byte("jumpcloud: "+section+"\nversion: 1\nagents: {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig(&flags{config: file})
	if err != nil {
		return o, err
	}
	return o, c.credentials(t.Context(), &o)
}

// kept is a file that holds a secret.
func kept(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestASecretIsFetchedFromWhereTheConfigurationSays(t *testing.T) {
	keyring.MockInit()
	for name, text := range map[string]string{"key": "jca_canary\n", "wide": "j\x00c\x00a\x00_\x00c\x00a\x00n\x00a\x00r\x00y\x00"} {
		if err := keyring.Set("jumpgate", name, text); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("A_KEY", " jca_canary\r\n")
	t.Setenv("JUMPCLOUD_API_KEY", "jca_canary")
	for _, from := range []string{"{}", "{api_key: '${A_KEY}'}", "{api_key: 'file:" + kept(t, "jca_canary\n", 0o600) + "'}", "{api_key: 'keyring:key'}", "{api_key: 'keyring:wide'}"} {
		o, err := proven(t, from)
		if err != nil || o.APIKey.Reveal() != "jca_canary" {
			t.Errorf("%s: %q, %v", from, o.APIKey.Reveal(), err)
		}
	}
}

func TestAServiceAccountComesFromTheConfiguration(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set("jumpgate", "account", "canary"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AN_ID", "the-id")
	for section, url := range map[string]string{
		"{client_id: the-id, client_secret: 'keyring:account'}":                                              "https://admin-oauth.id.jumpcloud.com/oauth2/token",
		"{client_id: the-id, client_secret: 'file:" + kept(t, "canary", 0o400) + "', region: eu}":            "https://admin-oauth.id.eu.jumpcloud.com/oauth2/token",
		"{client_id: '${AN_ID}', client_secret: 'keyring:account', token_url: 'http://127.0.0.1:1/o/token'}": "http://127.0.0.1:1/o/token",
	} {
		o, err := proven(t, section)
		if err != nil || o.ClientID != "the-id" || o.ClientSecret.Reveal() != "canary" || o.TokenURL != url || o.APIKey.Reveal() != "" {
			t.Errorf("%s: %+v, %v", section, o, err)
		}
		if _, err := jcclient.New(o); err != nil {
			t.Error(err)
		}
	}
}

func TestTheEnvironmentMayHoldTheSecretItself(t *testing.T) {
	t.Setenv("JUMPGATE_JUMPCLOUD_CLIENT_ID", "the-id")
	t.Setenv("JUMPGATE_JUMPCLOUD_CLIENT_SECRET", "canary")
	if o, err := proven(t, "{}"); err != nil || o.ClientSecret.Reveal() != "canary" {
		t.Errorf("%+v, %v", o, err)
	}
	t.Setenv("JUMPGATE_JUMPCLOUD_API_KEY", "jca_canary")
	t.Setenv("JUMPGATE_JUMPCLOUD_CLIENT_SECRET", "canary")
	if _, err := proven(t, "{}"); err == nil || !strings.Contains(err.Error(), "leave one out") {
		t.Errorf("two ways at once: %v", err)
	}
}

// What was read is not left for child processes to inherit.
func TestASecretIsTakenOutOfTheEnvironment(t *testing.T) {
	for _, name := range []string{"JUMPCLOUD_API_KEY", "A_SECRET", "JUMPGATE_JUMPCLOUD_API_KEY"} {
		t.Setenv(name, "")
	}
	for name, section := range map[string]string{"JUMPCLOUD_API_KEY": "{}", "A_SECRET": "{client_id: x, client_secret: '${A_SECRET}'}", "JUMPGATE_JUMPCLOUD_API_KEY": "{}"} {
		t.Setenv(name, "canary")
		if _, err := proven(t, section); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text, there := os.LookupEnv(name); there {
			t.Errorf("%s is still %q", name, text)
		}
	}
}

func TestAnUnusableSecretSaysWhatToDo(t *testing.T) {
	keyring.MockInit()
	t.Setenv("NOTHING", "")
	t.Setenv("JUMPCLOUD_API_KEY", "")
	for section, want := range map[string]string{
		"{api_key: '${NOTHING}'}":               "set the environment variable NOTHING",
		"{api_key: canary}":                     ":1:22: jumpcloud.api_key: it must say where the key is",
		"{api_key: '$canary'}":                  "never be the key itself",
		"{api_key: 'File:/canary'}":             "never be the key itself",
		"{client_id: x, client_secret: canary}": ":1:42: jumpcloud.client_secret: it must say where the key is",
		"{api_key: [canary]}":                   "jumpcloud.api_key takes one value",
		"{api_key: 'file:nowhere'}":             "nowhere: no such file",
		"{api_key: 'file:'}":                    "needs a path",
		"{api_key: ''}":                         "it must say where the key is",
		"{client_id: x, client_secret: 'file:x', console_url: 'http://127.0.0.1:1'}": "token_url is missing",
		"{api_key: 'file:.'}":                                                      "is not a regular file",
		"{api_key: 'file:" + kept(t, "\n", 0o600) + "'}":                           "there is nothing in it",
		"{api_key: 'file:" + kept(t, strings.Repeat("canary", 9999), 0o600) + "'}": "so it is no key",
		"{api_key: 'file:" + kept(t, "canary\nX: y\n", 0o600) + "'}":               "holds a line break",
		"{api_key: 'file:" + kept(t, "\"canary\"\n", 0o600) + "'}":                 "it stands in quotes",
		"{api_key: 'file:" + kept(t, "\ufeffcanary\n", 0o600) + "'}":               "another character that no key has",
		"{client_id: x, client_secret: 'file:" + kept(t, "can ary", 0o600) + "'}":  "jumpcloud.client_secret: it holds a line break",
		"{api_key: 'keyring:'}":                                                    "needs a name",
		"{api_key: 'keyring:other'}":                                               `no "other" of service "jumpgate": store it with`,
		"{client_id: x}":                                                           "client_secret is missing",
		"{client_secret: '${NOTHING}'}":                                            "client_id is missing",
		"{client_id: x, client_secret: '${NOTHING}'}":                              "jumpcloud.client_secret: set the environment variable NOTHING",
		"{client_id: x, client_secret: '${X}', api_key: '${X}'}":                   "leave one out",
		"{token_url: 'https://admin-oauth.id.jumpcloud.com/'}":                     "token_url is for service accounts",
	} {
		_, err := proven(t, section)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", section, err)
		}
	}
}

func TestWithoutAKeyringThereIsAdvice(t *testing.T) {
	keyring.MockInitWithError(errors.New("no session bus"))
	_, err := proven(t, "{api_key: 'keyring:key'}")
	if err == nil || !strings.Contains(err.Error(), "there is no keyring to ask (no session bus)") || !strings.Contains(err.Error(), "use file:/path or ${ENV}") {
		t.Errorf("got %v", err)
	}
	for system, want := range map[string]string{"linux": "secret-tool store", "darwin": "security add-generic-password", "windows": "cmdkey /generic:jumpgate:key"} {
		if got := howToStore(system, "key"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", system, got)
		}
	}
}

// A keyring may ask its user for a password, who may want to stop instead.
func TestAKeyringThatDoesNotAnswerCanBeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Hour, cancel)
		_, err := waitFor(ctx, func() (string, error) { <-release; return "", nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		close(release)
	})
}
