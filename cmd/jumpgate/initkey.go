package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/zalando/go-keyring"
	"golang.org/x/term"
)

func stdinIsTerminal() bool { return term.IsTerminal(int(os.Stdin.Fd())) }

// tryKey asks JumpCloud for its organization, on record as everything is.
func tryKey(ctx context.Context, config string) (organization string, err error) {
	h, err := open(ctx, &flags{config: config, logLevel: "error"}, false)
	if err != nil {
		return "", err
	}
	defer h.close()
	return h.gate.Organization(ctx)
}

// storeKey puts a key that was typed or piped into the keyring. Forget takes it out again.
func (s *firstSetup) storeKey(ctx context.Context) (forget func(), err error) {
	name, inKeyring := strings.CutPrefix(s.key, "keyring:")
	if s.sandbox || !inKeyring {
		return func() {}, nil
	}
	var key string
	switch {
	case s.keyFromStdin:
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 64<<10))
		if err != nil {
			return nil, err
		}
		key = string(text)
	case stdinIsTerminal():
		if _, err := askKeyring(ctx, name); err == nil {
			fmt.Fprintf(os.Stderr, "The keyring has %q already: that key is used.\n", name)
			return func() {}, nil
		}
		fmt.Fprintf(os.Stderr, "JumpCloud's API key, which is not shown and goes into the system's keyring: ")
		text, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(os.Stderr)
		if err != nil {
			return nil, err
		}
		key = string(text)
	default:
		return func() {}, nil // it is there already, or trying it says how to store it
	}
	key = strings.TrimSpace(key)
	if key == "" || strings.ContainsFunc(key, noKeyHas) {
		return nil, errors.New("that is no key: it is empty, or holds a line break, a space or another character that no key has")
	}
	before, hadOne := keyring.Get(keyringService, name)
	if err := keyring.Set(keyringService, name, key); err != nil {
		return nil, fmt.Errorf("the keyring did not take the key (%w): keep it elsewhere, with --key file:/path or '${ENV}'", err)
	}
	return func() {
		if hadOne == nil {
			keyring.Set(keyringService, name, before)
			return
		}
		keyring.Delete(keyringService, name)
	}, nil
}

// ask asks for what no flag said.
func (s *firstSetup) ask(said func(flag string) bool) error {
	in := bufio.NewReader(os.Stdin)
	if !said("template") {
		fmt.Fprintln(os.Stderr, "What is the first agent for?")
		for i, t := range templates {
			fmt.Fprintf(os.Stderr, "  %d  %-17s %s\n", i+1, t.name, t.is)
		}
		if err := askFor(in, "A number or a name", &s.template); err != nil {
			return err
		}
	}
	t, err := findTemplate(s.template)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if !said("owner") {
		if err := askFor(in, "Which person answers for it (an e-mail address)", &s.owner); err != nil {
			return err
		}
	}
	if t.asks && !said("approver") {
		var names string
		if err := askFor(in, "Who may say yes to it (other users of this machine or addresses, with commas between)", &names); err != nil {
			return err
		}
		s.approvers = strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if s.sandbox {
		return nil
	}
	if !said("region") {
		if err := askFor(in, "Where your JumpCloud organization lives (us, eu or in)", &s.region); err != nil {
			return err
		}
	}
	if !said("key") {
		s.key = "keyring"
		return askFor(in, "Where its API key is kept (keyring, file:/path or ${ENV})", &s.key)
	}
	return nil
}

// askFor reads one line; an empty one leaves what there is.
func askFor(in *bufio.Reader, question string, answer *string) error {
	if *answer != "" {
		question += " [" + *answer + "]"
	}
	fmt.Fprint(os.Stderr, question+": ")
	line, err := in.ReadString('\n')
	if line = strings.TrimSpace(line); line != "" {
		*answer = line
	}
	if errors.Is(err, io.EOF) {
		return errors.New("the input ended: nothing was written")
	}
	return err
}
