package jcclient

import (
	"strings"
	"testing"
)

func TestNewRefusesAServiceAccountThatCannotWork(t *testing.T) {
	key, secret := NewSecret(testKey), NewSecret(testSecret)
	for want, o := range map[string]Options{
		"leave one out":            {APIKey: key, ClientID: testClient, ClientSecret: secret},
		"two ways to prove":        {APIKey: key, TokenURL: usToken},
		"ClientID is empty":        {ClientSecret: secret},
		"ClientID is empty: a":     {TokenURL: usToken},
		"ClientSecret is empty":    {ClientID: testClient},
		"control character":        {ClientID: testClient, ClientSecret: NewSecret("CANARY\n")},
		"ClientSecret holds":       {ClientID: "CANARY id", ClientSecret: secret},
		"is longer":                {ClientID: testClient, ClientSecret: NewSecret(strings.Repeat("CANARY", 200))},
		"APIKey is empty":          {},
		"is not https: the secret": {ClientID: testClient, ClientSecret: secret, TokenURL: "http://admin-oauth.id.jumpcloud.com/oauth2/token"},
		"no host of JumpCloud's":   {ClientID: testClient, ClientSecret: secret, TokenURL: "https://evil.example/oauth2/token"},
		"secret is sent to admin":  {ClientID: testClient, ClientSecret: secret, TokenURL: usConsole},
		"the secret is an option":  {ClientID: testClient, ClientSecret: secret, TokenURL: "https://x:CANARY@admin-oauth.id.jumpcloud.com/"},
		"the key is sent to cons":  {APIKey: key, ConsoleURL: "https://admin-oauth.id.jumpcloud.com"},
	} {
		_, err := New(o)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

func TestEachRegionHasItsTokenURL(t *testing.T) {
	for region, want := range map[string]string{
		"us": "https://admin-oauth.id.jumpcloud.com/oauth2/token",
		"eu": "https://admin-oauth.id.eu.jumpcloud.com/oauth2/token",
		"in": "https://admin-oauth.id.in.jumpcloud.com/oauth2/token",
	} {
		got, err := RegionTokenURL(region)
		if err != nil || got != want {
			t.Errorf("%s: %s, %v", region, got, err)
		}
		if _, err := New(Options{ClientID: testClient, ClientSecret: NewSecret(testSecret), TokenURL: got}); err != nil {
			t.Error(err)
		}
	}
	if _, err := RegionTokenURL("mars"); err == nil {
		t.Error("mars has one")
	}
}
