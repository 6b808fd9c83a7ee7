package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func newAuditKeygen() *cobra.Command {
	return &cobra.Command{
		Use:     "keygen FILE",
		Example: "  jumpgate audit keygen /etc/jumpgate/signing-key",
		Short:   "Make a key that signs the checkpoints of an audit trail; print the verifier key",
		Long: "Write a new signing key to FILE, for its owner alone, and print the verifier key that belongs to it.\n" +
			"audit.signing_key names the file; each trail has a key of its own. Without one, a key is made beside\n" +
			"the trail when a server first starts.\n\n" +
			"Keep the verifier key where the host's administrators cannot change it: it is what `audit verify\n" +
			"--key` takes. It is no secret.",
		Args: cobra.ExactArgs(1),
		RunE: does(func(_ *cobra.Command, args []string) error {
			verifier, err := audit.MakeSigningKey(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Println(verifier)
			return err
		}),
	}
}

func newAuditKey(f *flags) *cobra.Command {
	cmd := &cobra.Command{Use: "key", Short: "Look after the key that signs checkpoints: rotate", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use:     "rotate",
		Example: "  jumpgate audit key rotate --config jumpgate.yaml",
		Short:   "Put a new key in the place of the one that signs checkpoints, which signs the new one",
		Long: "Put a new key in the place of the one that signs checkpoints, and print the new verifier key. The old\n" +
			"key signs all records so far and then the new key, so that who trusts the old one can go on; then it is\n" +
			"gone. Stop the server first: it holds the trail.",
		Args: cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			c, err := readConfig(f)
			if err != nil {
				return err
			}
			log, err := newLogger(os.Stderr, c.Log.Level, c.Log.Format)
			if err != nil {
				return err
			}
			p, err := c.pushCheckpoints(cmd.Context(), log)
			if err != nil {
				return err
			}
			defer p.close()
			return c.changeKey(p.checkpoint)
		}),
	})
	return cmd
}

// changeKey changes the key, and tells those who get the checkpoints.
func (c *config) changeKey(tell func(note []byte)) error {
	trail := c.beside(c.Audit.Path)
	if _, err := os.Stat(trail); err != nil {
		return fmt.Errorf("there is no audit trail whose key could be changed: %w", err)
	}
	log, err := audit.Open(trail, audit.Options{SigningKey: c.signingKey(), Checkpoint: tell, Where: audit.Where{Host: hostname(), Server: version(), Instance: audit.NewCallID()}})
	if err != nil {
		return err
	}
	verifier, err := log.ChangeKey()
	if err == nil {
		_, err = log.Append(keyChanged())
	}
	if err := errors.Join(err, log.Close()); err != nil {
		return err
	}
	_, err = fmt.Println(verifier)
	return err
}

// keyChanged is the record of who changed the key.
func keyChanged() audit.Record {
	name, id := operator()
	return audit.Record{Kind: audit.KeyChanged, Who: &audit.Who{Name: name, Authn: "uid " + id, Transport: "cli"}}
}

// signingKey is the file of the key that signs checkpoints, "" for the one
// beside the trail.
func (c *config) signingKey() string {
	if c.Audit.SigningKey == "" {
		return ""
	}
	return c.beside(c.Audit.SigningKey)
}
