package main

import (
	"cmp"
	"context"
	"errors"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// credentials puts into the options how JumpCloud will know jumpgate: an
// administrator's key, or a service account.
func (c *config) credentials(ctx context.Context, o *jcclient.Options) (err error) {
	if err := c.credentialsFit(); err != nil {
		return err
	}
	j := c.JumpCloud
	if j.ClientID == "" {
		o.APIKey, err = c.secret(ctx, "jumpcloud.api_key", j.APIKey)
		return err
	}
	if o.ClientID = j.ClientID; isPlace(j.ClientID) {
		id, err := c.secret(ctx, "jumpcloud.client_id", jcclient.NewSecret(j.ClientID))
		if err != nil {
			return err
		}
		o.ClientID = id.Reveal()
	}
	if o.ClientSecret, err = c.secret(ctx, "jumpcloud.client_secret", j.ClientSecret); err != nil {
		return err
	}
	region, err := jcclient.RegionTokenURL(j.Region)
	o.TokenURL = cmp.Or(j.TokenURL, region)
	return err
}

// credentialsFit says whether the keys that tell who jumpgate is go together.
func (c *config) credentialsFit() error {
	j := c.JumpCloud
	switch hasSecret := j.ClientSecret.Reveal() != ""; {
	case j.ClientID == "" && !hasSecret && j.TokenURL != "":
		return errors.New("jumpcloud.token_url is for service accounts: it needs client_id and client_secret")
	case j.ClientID == "" && !hasSecret:
		return nil
	case c.keyGiven:
		return errors.New("jumpcloud has both an api_key and a service account (client_id, client_secret): leave one out")
	case j.ClientID == "":
		return errors.New("jumpcloud.client_id is missing: a service account has one beside its client_secret")
	case !hasSecret:
		return errors.New("jumpcloud.client_secret is missing: say where it is, ${ENV}, file:/path or keyring:name")
	case j.ConsoleURL != "" && j.TokenURL == "":
		return errors.New("jumpcloud.token_url is missing: console_url stands in place of region, so nothing says where the secret may be sent")
	}
	return nil
}
