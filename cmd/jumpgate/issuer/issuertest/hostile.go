package issuertest

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
)

// Hostile are tokens that nobody may believe, each with a word of why it is refused.
func Hostile(p *Provider) map[string][2]string {
	b, _ := json.Marshal(p.Claims("a"))
	claims := string(b)
	der, _ := x509.MarshalPKIXPublicKey(p.PublicRSA())
	spki := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	good := p.Token("a", nil)
	parts := strings.Split(good, ".")
	stranger := `{"alg":"RS256","kid":"rsa"` // whose key is another's
	twice := func(more string) string { return claims[:len(claims)-1] + "," + more + "}" }
	rs := func(claims string) string { return p.Sign(`{"alg":"RS256","kid":"rsa"}`, claims) }
	all := map[string][2]string{
		"alg none":                         {p.Sign(`{"alg":"none"}`, claims), "algorithm"},
		"alg None":                         {p.Sign(`{"alg":"NonE","kid":"rsa"}`, claims), "algorithm"},
		"alg none with a signature":        {strings.Split(p.Sign(`{"alg":"none"}`, claims), ".")[0] + "." + parts[1] + "." + parts[2], "algorithm"},
		"no alg":                           {p.Sign(`{"kid":"rsa"}`, claims), "algorithm"},
		"HS256 with the public key":        {SignHS256(`{"alg":"HS256","kid":"rsa"}`, claims, spki), "algorithm"},
		"HS256 with the key's DER":         {SignHS256(`{"alg":"HS256","kid":"rsa"}`, claims, der), "algorithm"},
		"HS256 with a published secret":    {SignHS256(`{"alg":"HS256","kid":"oct"}`, claims, []byte("a secret that is published")), "algorithm"},
		"an algorithm not in the policy":   {p.Sign(`{"alg":"PS256","kid":"rsa"}`, claims), "algorithm"},
		"RS256 by the name of the EC key":  {p.Sign(`{"alg":"RS256","kid":"ec"}`, claims), "does not publish"},
		"ES256 by the name of the RSA key": {p.Sign(`{"alg":"ES256","kid":"rsa"}`, claims), "does not publish"},
		"alg as a list":                    {p.Sign(`{"alg":["RS256"],"kid":"rsa"}`, claims), "something else than a text"},
		"alg twice":                        {p.Sign(`{"alg":"RS256","alg":"none","kid":"rsa"}`, claims), "each name once"},
		"crit":                             {p.Sign(stranger+`,"crit":["exp"],"exp":1}`, claims), "crit"},
		"b64":                              {p.Sign(stranger+`,"b64":false}`, claims), "crit"},
		"jwk":                              {p.Sign(stranger+`,"jwk":{"kty":"oct","k":"AA"}}`, claims), "(jwk)"},
		"jku":                              {p.Sign(stranger+`,"jku":"https://evil.example/keys"}`, claims), "(jku)"},
		"x5u":                              {p.Sign(stranger+`,"x5u":"https://evil.example/cert"}`, claims), "(x5u)"},
		"x5c":                              {p.Sign(stranger+`,"x5c":["AA"]}`, claims), "(x5c)"},
		"kid of a path":                    {p.Sign(`{"alg":"RS256","kid":"../../dev/null"}`, claims), "does not publish"},
		"kid of SQL":                       {p.Sign(`{"alg":"RS256","kid":"' OR 1=1 --"}`, claims), "does not publish"},
		"kid as a number":                  {p.Sign(`{"alg":"RS256","kid":1}`, claims), "something else than a text"},
		"a long kid":                       {p.Sign(`{"alg":"RS256","kid":"`+strings.Repeat("a", 256)+`"}`, claims), "too long"},
		"typ of a logout token":            {p.Sign(stranger+`,"typ":"logout+jwt"}`, claims), "(typ)"},
		"typ of a DPoP proof":              {p.Sign(stranger+`,"typ":"dpop+jwt"}`, claims), "(typ)"},
		"claim typ ID":                     {rs(twice(`"typ":"ID"`)), "(typ)"},
		"claim typ Refresh":                {rs(twice(`"typ":"Refresh"`)), "(typ)"},
		"token_use id":                     {rs(twice(`"token_use":"id"`)), "(token_use)"},
		"at_hash":                          {rs(twice(`"at_hash":"x"`)), "ID token"},
		"c_hash":                           {rs(twice(`"c_hash":"x"`)), "ID token"},
		"nonce":                            {rs(twice(`"nonce":"x"`)), "ID token"},
		"cnf":                              {rs(twice(`"cnf":{"jkt":"x"}`)), "bound to a key"},
		"claim twice":                      {rs(twice(`"sub":"b"`)), "each name once"},
		"claim twice, escaped":             {rs(twice(`"s\u0075b":"b"`)), "each name once"},
		"a claim's twin in capitals":       {rs(twice(`"ISS":"https://evil.example"`)), "one way alone"},
		"another's iss":                    {p.Token("a", map[string]any{"iss": "https://evil.example"}), "none that the policy has"},
		"iss with a slash":                 {p.Token("a", map[string]any{"iss": p.URL + "/"}), "none that the policy has"},
		"no iss":                           {p.Token("a", map[string]any{"iss": nil}), "none that the policy has"},
		"iss as a list":                    {p.Token("a", map[string]any{"iss": []string{p.URL}}), "none that the policy has"},
		"aud as an object":                 {p.Token("a", map[string]any{"aud": map[string]any{}}), "aud"},
		"aud with a number":                {p.Token("a", map[string]any{"aud": []any{Audience, 1}}), "aud"},
		"exp as a text":                    {p.Token("a", map[string]any{"exp": "4102444800"}), "exp"},
		"exp beyond all time":              {p.Token("a", map[string]any{"exp": 1e300}), "exp"},
		"iat null":                         {rs(strings.Replace(claims, `"iat":`, `"iat":null,"x":`, 1)), "iat"},
		"a long sub":                       {p.Token(strings.Repeat("a", 256), nil), "too long"},
		"claims that are a list":           {p.Sign(`{"alg":"RS256","kid":"rsa"}`, `["a"]`), "no JSON object"},
		"claims null":                      {p.Sign(`{"alg":"RS256","kid":"rsa"}`, `null`), "no JSON object"},
		"more behind the claims":           {rs(claims + claims), "no JSON object"},
		"claims that are no UTF-8":         {rs(twice("\"x\":\"\xff\"")), "no JSON object"},
		"another's signature":              {parts[0] + "." + parts[1] + "." + strings.Split(p.Token("b", nil), ".")[2], "signature"},
		"no signature":                     {parts[0] + "." + parts[1] + ".", ""},
		"a signature cut short":            {good[:len(good)-20], ""},
		"other claims":                     {parts[0] + "." + encode([]byte(strings.Replace(claims, `"sub":"a"`, `"sub":"b"`, 1))) + "." + parts[2], "signature"},
		"padding":                          {parts[0] + "=." + parts[1] + "." + parts[2], "header"},
		"an empty header":                  {"." + parts[1] + "." + parts[2], "header"},
		"only dots":                        {"..", "header"},
	}
	return all
}
