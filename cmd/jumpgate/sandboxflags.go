package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// mostPeople is how many people, or devices, a sandbox may have.
const mostPeople = 10_000_000

// sandboxFlags are what is said of a sandbox at the command line.
type sandboxFlags struct {
	address                string
	users, devices         int
	apiKey                 string
	keys                   []string
	clientID, clientSecret string
	clientRole             string
	tokenLife, latency     time.Duration
	rate                   float64
	faults                 string
}

func (f *sandboxFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.address, "listen", "127.0.0.1:8081", "the `address` to serve at")
	flags.IntVar(&f.users, "users", 150, "people in the directory")
	flags.IntVar(&f.devices, "devices", 90, "devices in the directory")
	flags.StringVar(&f.apiKey, "api-key", sandbox.DefaultAPIKey, "the `key` of an administrator, that clients send")
	flags.StringArrayVar(&f.keys, "key", nil, "another key and its owner's role, as `KEY=ROLE`; may be repeated")
	flags.StringVar(&f.clientID, "client-id", sandbox.DefaultClientID, "the `id` of the service account")
	flags.StringVar(&f.clientSecret, "client-secret", sandbox.DefaultClientSecret, "the `secret` of the service account")
	flags.StringVar(&f.clientRole, "client-role", "administrator", "the `role` of the service account")
	flags.DurationVar(&f.tokenLife, "token-life", time.Hour, "how long a token of the service account counts")
	flags.DurationVar(&f.latency, "latency", 0, "wait before each answer, as the fault of that name")
	flags.Float64Var(&f.rate, "rate", 0, "requests a second before 429, as the fault of that name (0: no limit)")
	flags.StringVar(&f.faults, "faults", "", "`faults and quirks`, with commas between; see above")
}

// options are a sandbox's, or what is wrong with a flag and what to write instead.
func (f *sandboxFlags) options() (o sandbox.Options, err error) {
	if err := f.check(); err != nil {
		return o, err
	}
	o = sandbox.Options{
		Users: f.users, Devices: f.devices, APIKey: f.apiKey, Keys: map[string]sandbox.Role{},
		ClientID: f.clientID, ClientSecret: f.clientSecret, TokenLife: f.tokenLife,
	}
	for _, text := range f.keys {
		key, role := keyAndRole(text)
		if _, twice := o.Keys[key]; key == "" || role == "" || twice || key == f.apiKey {
			return o, fmt.Errorf("--key: it takes a key of its own and a role, such as KEY=read-only, not %q", text)
		}
		if o.Keys[key], err = sandbox.ParseRole(role); err != nil {
			return o, fmt.Errorf("--key %s: %w", text, err)
		}
	}
	if o.ClientRole, err = sandbox.ParseRole(f.clientRole); err != nil {
		return o, fmt.Errorf("--client-role: %w", err)
	}
	if o.Faults, err = sandbox.ParseFaults(f.allFaults()); err != nil {
		return o, fmt.Errorf("--faults: %w", err)
	}
	return o, nil
}

// keyAndRole are the sides of the last =, which a key can have too.
func keyAndRole(text string) (key, role string) {
	i := strings.LastIndex(text, "=")
	if i < 0 {
		return text, ""
	}
	return text[:i], text[i+1:]
}

func (f *sandboxFlags) check() error {
	switch {
	case checkAddress(f.address) != nil:
		return fmt.Errorf("--listen: %w", checkAddress(f.address))
	case f.users < 1 || f.users > mostPeople:
		return fmt.Errorf("--users: it takes a number from 1 to %d, not %d", mostPeople, f.users)
	case f.devices < 1 || f.devices > mostPeople:
		return fmt.Errorf("--devices: it takes a number from 1 to %d, not %d", mostPeople, f.devices)
	case f.apiKey == "":
		return errors.New("--api-key: it takes a key; leave it out for the usual one")
	case f.clientID == "" || f.clientSecret == "":
		return errors.New("--client-id and --client-secret: they take a word each; leave them out for the usual ones")
	case f.tokenLife < time.Second:
		return fmt.Errorf("--token-life: it takes a time from a second on, such as 5m, not %v", f.tokenLife)
	case f.latency < 0:
		return fmt.Errorf("--latency: it takes a time from 0 on, such as 50ms, not %v", f.latency)
	case !(f.rate >= 0 && f.rate <= 1e6):
		return fmt.Errorf("--rate: it takes a number from 0 to a million, not %v", f.rate)
	}
	return nil
}

// allFaults are the faults with the two that have flags of their own.
func (f *sandboxFlags) allFaults() string {
	all := f.faults
	if f.latency > 0 {
		all += fmt.Sprintf(",latency=%v", f.latency)
	}
	if f.rate > 0 {
		all += fmt.Sprintf(",rate=%v", f.rate)
	}
	return all
}

// print says what a client needs.
func (f *sandboxFlags) print(origin string) {
	say := func(name, value string) { fmt.Printf("%-14s %s\n", name+":", value) }
	say("console_url", origin)
	say("insights_url", origin+"/insights/directory/v1")
	say("x-api-key", f.apiKey)
	for _, text := range f.keys {
		key, role := keyAndRole(text)
		say("x-api-key", key+"  "+role)
	}
	say("token_url", origin+"/oauth2/token")
	say("client_id", f.clientID)
	say("client_secret", f.clientSecret)
	say("faults", origin+"/_sandbox/faults")
}
