package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// credentials puts into the options how JumpCloud will know jumpgate: an
// administrator's key, or a service account.
func (c *config) credentials(ctx context.Context, log *slog.Logger, o *jcclient.Options) (err error) {
	j := c.JumpCloud
	if j.ClientID == "" && j.ClientSecret == "" {
		if j.TokenURL != "" {
			return fmt.Errorf("%s: jumpcloud.token_url is for service accounts: it needs client_id and client_secret", c.name())
		}
		o.APIKey, err = c.secret(ctx, log, "jumpcloud.api_key", j.APIKey)
		return err
	}
	switch {
	case c.keyGiven:
		return fmt.Errorf("%s: jumpcloud has both an api_key and a service account (client_id, client_secret): leave one out", c.name())
	case j.ClientID == "":
		return fmt.Errorf("%s: jumpcloud.client_id is missing: a service account has one beside its client_secret", c.name())
	case j.ClientSecret == "":
		return fmt.Errorf("%s: jumpcloud.client_secret is missing: say where it is, ${ENV}, file:/path or keyring:name", c.name())
	}
	if o.ClientID = j.ClientID; isPlace(j.ClientID) {
		id, err := c.secret(ctx, log, "jumpcloud.client_id", j.ClientID)
		if err != nil {
			return err
		}
		o.ClientID = id.Reveal()
	}
	if o.ClientSecret, err = c.secret(ctx, log, "jumpcloud.client_secret", j.ClientSecret); err != nil {
		return err
	}
	region, err := jcclient.RegionTokenURL(j.Region)
	o.TokenURL = cmp.Or(j.TokenURL, region)
	return err
}
