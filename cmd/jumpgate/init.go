package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// firstSetup is what the first configuration is to say.
type firstSetup struct {
	out, region, key, template, agent, owner string
	approvers                                []string
	sandbox, unchecked, keyFromStdin         bool
}

func newInit() *cobra.Command {
	s := &firstSetup{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a first configuration: where the key is, and one agent with a ready grant",
		Long: "Write a first configuration. What no flag says is asked for on a terminal; without one, flags are all there is.\n" +
			"The key itself never stands in the file: it stays in the system's keyring, an environment variable or a file.\nIt is tried before the file is kept, and nothing that is there is overwritten.\n\n" + templatesHelp(),
		Example: "  jumpgate init\n  jumpgate init --template help-desk --owner it@example.com --key keyring\n  jumpgate init --sandbox --template auditor --owner me@example.com",
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			return s.run(cmd.Context(), cmd.Flags().Changed)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&s.out, "out", "jumpgate.yaml", "the `file` to write")
	flags.StringVar(&s.region, "region", "us", "where your JumpCloud organization lives: us, eu or in")
	flags.StringVar(&s.key, "key", "${JUMPCLOUD_API_KEY}", "`where` JumpCloud's key is: keyring, keyring:NAME, file:/path or ${ENV}")
	flags.BoolVar(&s.keyFromStdin, "key-stdin", false, "read the key from standard input and put it into the keyring")
	flags.StringVar(&s.template, "template", "auditor", "what the agent is for: "+strings.Join(templateNames(), ", "))
	flags.StringVar(&s.agent, "agent", "", "what the agent is called (default: the template's)")
	flags.StringVar(&s.owner, "owner", "", "the `person` who answers for the agent, such as an e-mail address")
	flags.StringSliceVar(&s.approvers, "approver", nil, "a `person` who may say yes where the template asks; also several")
	flags.BoolVar(&s.sandbox, "sandbox", false, "for an invented directory: no key is needed or tried")
	flags.BoolVar(&s.unchecked, "no-check", false, "do not ask JumpCloud whether it takes the key")
	return cmd
}

func (s *firstSetup) run(ctx context.Context, said func(flag string) bool) error {
	if _, err := os.Lstat(s.out); err == nil {
		return fmt.Errorf("%s is there, and was left as it is: jumpgate policy check judges it; --out writes another", s.out)
	}
	if stdinIsTerminal() {
		if err := s.ask(said); err != nil {
			return err
		}
	}
	t, err := findTemplate(s.template)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if err := s.complete(t); err != nil {
		return &exitError{exitUsage, err}
	}
	forget, err := s.storeKey(ctx)
	if err != nil {
		return err
	}
	told, err := s.write(ctx, t)
	if err != nil {
		forget()
		return err
	}
	_, err = fmt.Print(told)
	return err
}

// complete says what is missing or wrong before anything is written.
func (s *firstSetup) complete(t readyGrant) error {
	if s.owner == "" {
		return errors.New("a person answers for the agent: say who with --owner")
	}
	if t.asks && len(s.approvers) == 0 {
		return fmt.Errorf("the template %s has calls that people approve: name them with --approver, such as another user of this machine", t.name)
	}
	if _, _, err := jcclient.Regions(s.region); err != nil {
		return fmt.Errorf("--region: %w", err)
	}
	if s.key == "keyring" {
		s.key = "keyring:jumpcloud"
	}
	if !s.sandbox {
		if err := checkPlace(s.key); err != nil || s.key == "" {
			return errors.New("--key says where the key is, keyring, keyring:NAME, file:/path or ${ENV}, and is never the key itself")
		}
	}
	if s.keyFromStdin && s.sandbox {
		return errors.New("the invented directory takes no key: leave out --key-stdin, or --sandbox")
	}
	if s.keyFromStdin && !strings.HasPrefix(s.key, "keyring:") {
		return errors.New("--key-stdin puts the key into the keyring: it takes --key keyring")
	}
	return nil
}

// write keeps the file if it is right and JumpCloud takes the key, and returns what to tell.
func (s *firstSetup) write(ctx context.Context, t readyGrant) (told string, err error) {
	src, err := s.text(t, time.Now())
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(s.out), "untried-*-"+filepath.Base(s.out)) // for its owner alone
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(src)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		told, err = s.tell(ctx, f.Name())
	}
	if err != nil {
		return "", err
	}
	if err := os.Link(f.Name(), s.out); errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s is there by now, and was left as it is", s.out)
	} else if err != nil { // a file system without links
		return told, os.Rename(f.Name(), s.out)
	}
	return told, nil
}

// tell judges the file as every command would, tries the key, and says how to go on.
func (s *firstSetup) tell(ctx context.Context, untried string) (string, error) {
	path, err := filepath.Abs(s.out)
	if err != nil {
		return "", err
	}
	c, err := readConfig(&flags{config: untried})
	if err != nil {
		return "", err
	}
	p, _, err := c.policy(time.Now())
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, a := range p.Agents() {
		fmt.Fprintf(&b, "%s was written. %s (%s), for which %s answers, sees %s.\n", path, a.Name, a.ID, a.Owner, counted(len(p.Tools(a.ID, time.Now())), "tool"))
	}
	sandbox := ""
	switch {
	case s.sandbox:
		sandbox = " --sandbox"
		b.WriteString("It is for the invented directory: give every command --sandbox.\n")
	case s.unchecked:
		b.WriteString("Nobody tried the key.\n")
	default:
		organization, err := tryKey(ctx, untried)
		if err != nil {
			return "", fmt.Errorf("nothing was written: %w\nmend that and run it again, or write it untried with --no-check", err)
		}
		fmt.Fprintf(&b, "JumpCloud answers and takes the key. Its organization is %s.\n", organization)
		b.WriteString("JumpCloud does not say which role a key has, nor when it ends: 'jumpgate policy scopes' tells the least that it needs; keys made since July 2024 last 90 days unless set otherwise.\n")
	}
	configured := ""
	if s.out != "jumpgate.yaml" {
		configured = " --config " + shellWord(s.out)
	}
	fmt.Fprintf(&b, "\nNext: jumpgate connect claude-desktop --write%s%s\n", sandbox, configured)
	return b.String(), nil
}

// plainWord is what every shell takes as it stands.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:\\-]+$`)

// shellWord is a text as it can be pasted into a shell.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
