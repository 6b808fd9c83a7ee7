package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringService is the name under which the system's keyring keeps our secrets.
const keyringService = "jumpgate"

// longestUnlock is how long somebody may take to unlock the keyring.
const longestUnlock = time.Minute

// askKeyring reads a secret from the system's keyring.
func askKeyring(ctx context.Context, name string) (string, error) {
	if name == "" {
		return "", errors.New("keyring: needs a name after the colon")
	}
	ctx, cancel := context.WithTimeout(ctx, longestUnlock)
	defer cancel()
	text, err := waitFor(ctx, func() (string, error) { return keyring.Get(keyringService, name) })
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("the keyring did not answer (%w): unlock it, or use file:/path or ${ENV}", err)
	case errors.Is(err, keyring.ErrNotFound):
		return "", fmt.Errorf("the keyring has no %q of service %q: store it with %s", name, keyringService, howToStore(runtime.GOOS, name))
	case err != nil:
		return "", fmt.Errorf("there is no keyring to ask (%w); servers and containers have none: use file:/path or ${ENV}", err)
	}
	return narrow(text), nil
}

// waitFor waits for an answer no longer than the context lasts. A keyring may
// ask its user to unlock it, who may want to stop instead.
func waitFor(ctx context.Context, ask func() (string, error)) (text string, err error) {
	answered := make(chan struct{})
	var late struct {
		text string
		err  error
	}
	go func() {
		late.text, late.err = ask()
		close(answered)
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-answered:
		return late.text, late.err
	}
}

// howToStore is the system's own command, which asks for the secret itself, so
// that it is in no shell's history.
func howToStore(system, name string) string {
	switch system {
	case "darwin":
		return fmt.Sprintf("security add-generic-password -U -s %s -a %q -w", keyringService, name)
	case "windows":
		return fmt.Sprintf("cmdkey /generic:%s:%s /user:%s /pass", keyringService, name, name)
	}
	return fmt.Sprintf("secret-tool store --label=%s service %s username %q", keyringService, keyringService, name)
}

// narrow reads the two bytes a letter in which Windows' own tools store text.
func narrow(text string) string {
	if len(text)%2 != 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i += 2 {
		if text[i] == 0 || text[i+1] != 0 {
			return text
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
