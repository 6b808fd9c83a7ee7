package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/jumpgate-mcp/jumpgate/"

// mayImport is the picture of the house: which of our packages each room may
// know. A room that is not here may know none.
var mayImport = map[string][]string{
	"cmd/jumpgate":                     {"tools", "jcclient", "jcclient/sandbox", "policy", "policy/strict", "audit", "audit/index", "audit/push", "audit/siem", "tools/approval", "cmd/jumpgate/transport", "cmd/jumpgate/issuer", "cmd/jumpgate/ops", "cmd/jumpgate/spans", "cmd/jumpgate/connect", "cmd/jumpgate/room", "docs/grants"},
	"cmd/jumpgate/issuer":              {"policy"},
	"cmd/jumpgate/ops":                 {"tools", "jcclient", "audit", "cmd/jumpgate/transport"},
	"cmd/jumpgate/spans":               {"tools", "jcclient", "audit"},
	"cmd/jumpgate/transport":           {"tools", "policy", "audit"},
	"cmd/jumpgate/conformance/fixture": {"tools", "policy", "cmd/jumpgate/transport"}, // beside the house: for the suite alone

	"tools":          {"jcclient", "policy", "audit", "tools/approval"},
	"tools/approval": {"audit"},
	"policy":         {"policy/strict"},
	"audit/index":    {"audit"},
	"audit/siem":     {"audit"},
}

// onlyHere are the libraries that one room alone may import.
var onlyHere = map[string]string{
	"github.com/spf13/viper":                         "cmd/jumpgate",
	"github.com/lmittmann/tint":                      "cmd/jumpgate",
	"github.com/prometheus/client_golang/prometheus": "cmd/jumpgate/ops",
	"go.opentelemetry.io/otel/trace":                 "cmd/jumpgate/spans",
	"go.opentelemetry.io/otel/sdk/trace":             "cmd/jumpgate/spans",
	"github.com/zalando/go-keyring":                  "cmd/jumpgate",
	"github.com/coreos/go-oidc/v3/oidc":              "cmd/jumpgate/issuer",
	"github.com/go-jose/go-jose/v4":                  "cmd/jumpgate/issuer",
	"github.com/tailscale/hujson":                    "cmd/jumpgate/connect",
	"github.com/pelletier/go-toml/v2":                "cmd/jumpgate/connect",
}

func TestEachRoomKnowsOnlyWhatThePictureShows(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		room, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if owner, ok := onlyHere[imported]; ok && owner != filepath.ToSlash(room) {
				t.Errorf("%s imports %s, which only %s may", path, imported, owner)
			}
			if ours, ok := strings.CutPrefix(imported, module); ok && !allowed(filepath.ToSlash(room), ours) {
				t.Errorf("%s imports %s, which %s may not know", path, ours, room)
			}
		}
		seen++
		return nil
	})
	if err != nil || seen < 30 {
		t.Fatalf("looked at %d files: %v", seen, err)
	}
}

func allowed(room, imported string) bool {
	for _, may := range mayImport[room] {
		if may == imported {
			return true
		}
	}
	return false
}
