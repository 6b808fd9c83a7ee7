package packaging

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// made is what packaging/check.sh made for these tests; they are its own.
func made(t *testing.T, name string) string {
	dir := os.Getenv("JUMPGATE_PACKAGES")
	if dir == "" {
		t.Skip("make packages runs this")
	}
	return filepath.Join(dir, name)
}

// The last stage of the Dockerfile, laid out by its own words, with what compose.yaml says to put beside it.
func TestTheImageOfTheDockerfileServes(t *testing.T) {
	p := newPlace(t)
	for _, line := range lastStage(t) {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "COPY":
			p.copy(t, rest)
		case "ENV":
			p.env = append(p.env, strings.Fields(rest)...)
		case "WORKDIR":
			p.dir = rest
		case "ENTRYPOINT":
			p.serve = words(t, rest)
		case "CMD":
			p.serve = append(p.serve, words(t, rest)...)
		case "HEALTHCHECK":
			_, command, _ := strings.Cut(rest, " CMD ")
			p.probe = words(t, command)
		}
	}
	p.config(t, comment(t, "compose.yaml"))
	p.file(t, "/run/secrets/jumpcloud_api_key", "jca_aKeyThatNobodyHas0123", 0o400)
	p.serves(t)
}

// What ko made of .goreleaser.yaml, on a stand-in for its base, run as the chart says.
func TestTheReleasedImageServesInThePodOfTheChart(t *testing.T) {
	p := newPlace(t)
	if err := os.CopyFS(p.root, os.DirFS(made(t, "image"))); err != nil {
		t.Fatal(err)
	}
	var image struct {
		Config struct {
			Env, Entrypoint, Cmd []string
			User, WorkingDir     string
			Labels               map[string]string
		}
	}
	if err := json.Unmarshal([]byte(read(t, made(t, "image.json"))), &image); err != nil {
		t.Fatal(err)
	}
	c := image.Config
	if c.User != "65532" || len(c.Cmd) != 0 || c.Labels["org.opencontainers.image.source"] == "" || c.Labels["org.opencontainers.image.version"] == "" {
		t.Errorf("%+v", c)
	}
	pod := podOf(t, made(t, "chart.yaml"))
	p.env, p.dir = append(c.Env, pod.env...), c.WorkingDir
	p.pre, p.serve = slices.Concat(c.Entrypoint, pod.before), slices.Concat(c.Entrypoint, pod.args)
	p.config(t, pod.config)
	p.file(t, "/run/jumpcloud/api_key", "jca_aKeyThatNobodyHas0123", 0o400)
	p.folder(t, "/var/lib/jumpgate", 0o700)
	p.serves(t)
}

// The lines of the unit, with the folders and the credential that systemd makes for them.
func TestTheUnitServes(t *testing.T) {
	p := newPlace(t)
	p.program(t, "/usr/local/bin/jumpgate")
	unit := read(t, "jumpgate.service")
	line := func(key string) []string {
		m := regexp.MustCompile(`(?m)^` + key + `=(.*)$`).FindStringSubmatch(unit)
		if m == nil {
			t.Fatalf("the unit has no %s", key)
		}
		return strings.Fields(m[1])
	}
	p.pre, p.serve = line("ExecStartPre"), line("ExecStart")
	p.config(t, strings.ReplaceAll(comment(t, "jumpgate.service"), ", audit:", "\naudit:")+"\nserver: {http: \"127.0.0.1:8080\", ops: \"127.0.0.1:9464\"}\n")
	p.folder(t, "/var/lib/"+line("StateDirectory")[0], 0o700)
	name, _, _ := strings.Cut(line("LoadCredential")[0], ":")
	p.file(t, "/run/credentials/jumpgate.service/"+name, "jca_aKeyThatNobodyHas0123", 0o400)
	p.serves(t)
}

func words(t *testing.T, list string) (all []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(list), &all); err != nil {
		t.Fatalf("%s: %v", list, err)
	}
	return all
}

// comment are the settings that a file's own head says to write.
func comment(t *testing.T, file string) string {
	t.Helper()
	var settings []string
	for line := range strings.Lines(read(t, file)) {
		said := strings.TrimLeft(strings.TrimPrefix(strings.TrimSpace(line), "#"), " ")
		said = strings.TrimPrefix(said, "In jumpgate.yaml: ")
		if strings.HasPrefix(line, "#") && regexp.MustCompile(`^(server|jumpcloud): \{`).MatchString(said) {
			settings = append(settings, said)
		}
	}
	if len(settings) == 0 {
		t.Fatalf("%s says nothing of the configuration", file)
	}
	return strings.Join(settings, "\n")
}

type pod struct {
	env, args, before []string
	config            string
}

// podOf reads what the chart makes.
func podOf(t *testing.T, path string) (found pod) {
	t.Helper()
	type container struct {
		Args []string
		Env  []struct{ Name, Value string }
	}
	decoder := yaml.NewDecoder(strings.NewReader(read(t, path)))
	for {
		var document struct {
			Kind string
			Data map[string]string
			Spec struct {
				Template struct {
					Spec struct {
						Containers     []container
						InitContainers []container `yaml:"initContainers"`
					}
				}
			}
		}
		if decoder.Decode(&document) != nil {
			break
		}
		if text, ok := document.Data["jumpgate.yaml"]; ok {
			found.config, _, _ = strings.Cut(text, "version:")
		}
		if spec := document.Spec.Template.Spec; document.Kind == "StatefulSet" {
			found.args, found.before = spec.Containers[0].Args, spec.InitContainers[0].Args
			for _, one := range spec.Containers[0].Env {
				found.env = append(found.env, fmt.Sprintf("%s=%s", one.Name, one.Value))
			}
		}
	}
	if found.config == "" || found.args == nil {
		t.Fatalf("%s: %+v", path, found)
	}
	return found
}
