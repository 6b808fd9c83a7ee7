package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// The example names every key of the program's half, with its default.
func TestTheExampleNamesEveryKeyWithItsDefault(t *testing.T) {
	src, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for key, standard := range defaults {
		parts := strings.Split(key, ".")
		name := parts[len(parts)-1]
		if !strings.Contains(string(src), name+":") {
			t.Errorf("config.example.yaml does not name %s", key)
		}
		if value, ok := valueAt(t, src, parts); ok && value != fmt.Sprint(standard) && !sameDuration(value, standard) {
			t.Errorf("config.example.yaml gives %s as %q; its default is %v", key, value, standard)
		}
	}
}

func valueAt(t *testing.T, src []byte, path []string) (string, bool) {
	t.Helper()
	n, problems := strict.Parse("config.example.yaml", src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, name := range path {
		at := slices.IndexFunc(n.Content, func(k *yaml.Node) bool { return k.Value == name })
		if at < 0 || at+1 >= len(n.Content) {
			return "", false
		}
		n = n.Content[at+1]
	}
	return n.Value, true
}

func sameDuration(text string, standard any) bool {
	d, err := time.ParseDuration(text)
	return err == nil && d == standard
}

func TestTheExampleIsAPolicyWithoutAWarning(t *testing.T) {
	c, err := readConfig(&flags{config: copied(t, "../../config.example.yaml")})
	if err != nil {
		t.Fatal(err)
	}
	_, warnings, err := c.policy(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC))
	if err != nil || len(warnings) > 0 {
		t.Errorf("%v %v", err, warnings)
	}
}

// copied is a file of the repository with the mode that a user's own would have.
func copied(t *testing.T, path string) string {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir() + "/jumpgate.yaml"
	if err := os.WriteFile(to, src, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// What is no text has a form, and viper's words about it name no place.
func TestEveryKeyThatIsNoTextHasACheck(t *testing.T) {
	for key, standard := range defaults {
		if _, isText := standard.(string); !isText && checkValue(key, "soon") == nil {
			t.Errorf("%s takes %q", key, "soon")
		}
		if err := checkValue(key, fmt.Sprint(standard)); fmt.Sprint(standard) != "" && err != nil {
			t.Errorf("%s does not take its default: %v", key, err)
		}
	}
}
