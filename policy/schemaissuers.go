package policy

import "github.com/google/jsonschema-go/jsonschema"

func issuersSchema() *jsonschema.Schema {
	one := keysSchema(
		schemaKey{"issuer", textSchema("^https?://[^ ?#]+$", "Equal to the iss of its tokens, byte for byte; https, or this machine.")},
		schemaKey{"audience", textSchema("^[^ ]+$", "What tokens for this server have as their aud: its URL, mostly.")},
		schemaKey{"algorithms", &jsonschema.Schema{Type: "array", MinItems: new(1), Items: wordSchema(algorithms...), Description: "With which its tokens may be signed."}},
		schemaKey{"max_token_age", textSchema(spanForm.String(), "How long ago a token may have been issued; 24h unless it is said.")},
		schemaKey{"scopes", &jsonschema.Schema{Type: "array", Items: textSchema("^[^ \"\\\\]+$", "A scope."), Description: "What every token must be for."}},
	)
	one.Required = []string{"issuer", "audience", "algorithms"}
	return namesSchema(one, "Identity providers that may vouch for agents over HTTP.")
}

func jwtSchema() *jsonschema.Schema {
	claims := &jsonschema.Schema{Type: "object", MinProperties: new(1), AdditionalProperties: &jsonschema.Schema{Type: "string", MinLength: new(1), MaxLength: new(256)},
		Description: "Texts that the token must have, all of them."}
	jwt := keysSchema(schemaKey{"issuer", saysSchema("name", "Who vouches: one of the issuers.")}, schemaKey{"claims", claims})
	jwt.Required = []string{"issuer", "claims"}
	return credentialSchema("jwt", jwt)
}

func mtlsSchema() *jsonschema.Schema {
	san := keysSchema(schemaKey{"san", textSchema("^[^ ]+$", "A URI, DNS name or e-mail address that the client's certificate has.")})
	san.Required = []string{"san"}
	subject := keysSchema(schemaKey{"subject", textSchema("=", "The whole distinguished name of the client's certificate, such as CN=onboarding,O=Example.")})
	subject.Required = []string{"subject"}
	return credentialSchema("mtls", &jsonschema.Schema{OneOf: []*jsonschema.Schema{san, subject}})
}

func credentialSchema(way string, s *jsonschema.Schema) *jsonschema.Schema {
	one := keysSchema(schemaKey{way, s}, schemaKey{"until", saysSchema("time", "From this instant on it is void.")})
	one.Required = []string{way}
	return one
}
