package main

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// veiledConfig is a configuration as support may see it: by its keys, however they are spelled, and without comments. What is no YAML is left out.
func veiledConfig(src []byte) string {
	var doc yaml.Node
	if yaml.Unmarshal(src, &doc) != nil {
		return "# left out: it is no YAML, so that nobody can tell what in it is secret\n"
	}
	veilNode(&doc, "")
	text, err := yaml.Marshal(&doc)
	if err != nil {
		return "# left out: it cannot be written again\n"
	}
	return veiled(string(text))
}

// urlPath is what follows the host of a URL: some services take it for a password.
var urlPath = regexp.MustCompile(`^([a-z]+://)(?:[^/@]*@)?([^/?#]*)[/?#].+$`)

// veilNode takes out of n, the value under key, what is not for others.
func veilNode(n *yaml.Node, key string) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	word := ""
	switch key = strings.ToLower(key); {
	case key == "api_key" || key == "key" || key == "signing_key" || strings.HasSuffix(key, "secret"):
		word = "place"
	case key == "owner" || key == "approver" || key == "approvers of": // people
		word = "person"
	case key == "token_sha256":
		word = "hash"
	case n.Kind == yaml.ScalarNode && isPlace(n.Value):
		word = "place"
	case n.Kind == yaml.ScalarNode:
		n.Value = urlPath.ReplaceAllString(n.Value, "${1}${2}/[path]")
	}
	if word != "" {
		*n = yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: word}}} // [word]
		return
	}
	for i, inner := range n.Content {
		switch {
		case n.Kind == yaml.MappingNode && i%2 == 0:
			inner.HeadComment, inner.LineComment, inner.FootComment = "", "", ""
		case n.Kind == yaml.MappingNode && key == "approvers":
			veilNode(inner, "approvers of")
		case n.Kind == yaml.MappingNode:
			veilNode(inner, n.Content[i-1].Value)
		default:
			veilNode(inner, "")
		}
	}
}

// withoutPlaces is a text without the places of c's secrets, which errors name; in the environment the secrets may stand themselves.
func (c *config) withoutPlaces(text string) string {
	for _, s := range []jcclient.Secret{c.JumpCloud.APIKey, c.JumpCloud.ClientSecret, c.Approvals.WebhookSecret, c.Audit.Sinks.WebhookSecret, c.Audit.Checkpoints.WebhookSecret, c.Audit.Sinks.OTLPHeaders, c.Server.TracesHeaders} {
		place := strings.TrimPrefix(s.Reveal(), "file:")
		if env := fromEnv.FindStringSubmatch(place); env != nil {
			place = env[1]
		}
		if place != "" {
			text = strings.ReplaceAll(text, place, "[place]")
		}
	}
	return text
}
