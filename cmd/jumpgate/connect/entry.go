package connect

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/pelletier/go-toml/v2"
)

// Server is a jumpgate, as a client is to reach it: a command to start, or else a URL.
type Server struct {
	Name string // of the entry

	Command string
	Args    []string
	Env     []string // the variables that the command needs

	URL   string
	Token string // the variable that holds the agent's token
}

// form is how a client's file is written.
type form int

const (
	inJSON form = iota // with comments and trailing commas where its user has them
	inTOML
)

// entry is all that some client wants to know of a server.
type entry struct {
	Type      string            `json:"type,omitzero" toml:"-"`
	Command   string            `json:"command,omitzero" toml:"command,omitempty"`
	Args      []string          `json:"args,omitempty" toml:"args,omitempty"`
	Env       map[string]string `json:"env,omitempty" toml:"-"`
	EnvVars   []string          `json:"-" toml:"env_vars,omitempty"`
	URL       string            `json:"url,omitzero" toml:"url,omitempty"`
	ServerURL string            `json:"serverUrl,omitzero" toml:"-"`
	HTTPURL   string            `json:"httpUrl,omitzero" toml:"-"`
	Headers   map[string]string `json:"headers,omitempty" toml:"-"`
	TokenVar  string            `json:"-" toml:"bearer_token_env_var,omitempty"`
}

func (e *entry) plainURL() *string  { return &e.URL }
func (e *entry) serverURL() *string { return &e.ServerURL }
func (e *entry) httpURL() *string   { return &e.HTTPURL }

// ErrByHand is returned where an entry cannot be complete without a secret in it.
var ErrByHand = errors.New("its file takes no reference to an environment variable, so that the token itself would have to stand in it")

// entry is what the client is told of s. A secret never stands in it: where the client can take it from its environment it says so, and missing names what it cannot get that way.
func (c Client) entry(s Server) (e entry, missing []string) {
	if s.URL == "" {
		e.Command, e.Args = s.Command, s.Args
		if c.typed {
			e.Type = "stdio"
		}
		switch {
		case c.form == inTOML:
			e.EnvVars = s.Env
		case c.refers == "":
			return e, s.Env
		case len(s.Env) > 0:
			e.Env = map[string]string{}
			for _, name := range s.Env {
				e.Env[name] = fmt.Sprintf(c.refers, name)
			}
		}
		return e, nil
	}
	*c.url(&e) = s.URL
	if c.typed {
		e.Type = c.http
	}
	switch {
	case c.form == inTOML:
		e.TokenVar = s.Token
	case c.refers == "":
		e.Headers = map[string]string{"Authorization": "Bearer <the token>"}
		missing = []string{s.Token}
	default:
		e.Headers = map[string]string{"Authorization": "Bearer " + fmt.Sprintf(c.refers, s.Token)}
	}
	return e, missing
}

// Entry is the client's configuration with s in it and nothing else, and the variables that the client has no way to take from its environment: its user must see to them.
func (c Client) Entry(s Server) (text []byte, missing []string, err error) {
	if s.URL != "" && !c.Remote() {
		return nil, nil, fmt.Errorf("%s starts servers of its own machine only: leave out --http", c.Title)
	}
	e, missing := c.entry(s)
	text, err = c.insert(nil, s.Name, e)
	return text, missing, err
}

// Merge returns the client's configuration src with s in it. All else stays as it is, comments too. What cannot be read, or is another server's of that name, is an error.
func (c Client) Merge(src []byte, s Server) ([]byte, error) {
	if s.URL != "" && !c.Remote() {
		return nil, fmt.Errorf("%s starts servers of its own machine only: leave out --http", c.Title)
	}
	e, missing := c.entry(s)
	if s.URL != "" && len(missing) > 0 {
		return nil, ErrByHand
	}
	return c.insert(src, s.Name, e)
}

func (c Client) insert(src []byte, name string, e entry) ([]byte, error) {
	if c.form == inTOML {
		return insertTOML(src, c.table, name, e)
	}
	return insertJSON(src, c.table, name, e)
}

// json is the entry on lines of its own, the first without its indent.
func (e entry) json(prefix, indent string) ([]byte, error) {
	return json.Marshal(e, jsontext.WithIndentPrefix(prefix), jsontext.WithIndent(indent), json.Deterministic(true), jsontext.EscapeForHTML(false))
}

func (e entry) toml(table, name string) ([]byte, error) {
	var b bytes.Buffer
	enc := toml.NewEncoder(&b)
	err := enc.Encode(map[string]map[string]entry{table: {name: e}})
	return b.Bytes(), err
}
