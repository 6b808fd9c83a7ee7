// Package packaging holds what runs jumpgate elsewhere: an image, a compose file, a unit of systemd, a chart of Helm, releases.
package packaging

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What hadolint and its like ask of an image, and what this one promises.
func TestTheImageIsStaticAndNobodys(t *testing.T) {
	lines := dockerfile(t)
	for _, line := range lines {
		if image, ok := strings.CutPrefix(line, "FROM "); ok && image != "scratch" && !strings.Contains(image, ":") {
			t.Errorf("%s has no version", line)
		}
		if strings.HasPrefix(line, "ADD ") {
			t.Errorf("%s: COPY does less", line)
		}
	}
	last := strings.Join(lastStage(t), "\n")
	for _, want := range []string{"FROM scratch", "\nUSER 65532:65532", "\nHEALTHCHECK ", `ENTRYPOINT ["/usr/local/bin/jumpgate"]`, "ca-certificates.crt", "\nLABEL org.opencontainers.image.source="} {
		if !strings.Contains(last, want) {
			t.Errorf("%q is not in the last stage", want)
		}
	}
	if strings.Contains(last, "\nRUN ") {
		t.Error("the last stage runs something, and there is no shell")
	}
	if build := strings.Join(lines, "\n"); !strings.Contains(build, "CGO_ENABLED=0") || !strings.Contains(build, "-trimpath") {
		t.Error("the program is not built static and reproducible")
	}
}

// dockerfile are the instructions of the Dockerfile, each in one line.
func dockerfile(t *testing.T) []string {
	t.Helper()
	return strings.Split(strings.ReplaceAll(read(t, "Dockerfile"), "\\\n", " "), "\n")
}

// lastStage are those that the image is made by.
func lastStage(t *testing.T) []string {
	t.Helper()
	lines := dockerfile(t)
	for i, line := range slices.Backward(lines) {
		if strings.HasPrefix(line, "FROM ") {
			return lines[i:]
		}
	}
	t.Fatal("the Dockerfile has no stage")
	return nil
}

func TestTheComposeFileLetsNothingBeWrittenButTheTrail(t *testing.T) {
	var file struct {
		Services map[string]struct {
			ReadOnly bool     `yaml:"read_only"`
			User     string   `yaml:"user"`
			CapDrop  []string `yaml:"cap_drop"`
			Security []string `yaml:"security_opt"`
			Ports    []string `yaml:"ports"`
			Volumes  []any    `yaml:"volumes"`
			Secrets  []string `yaml:"secrets"`
		} `yaml:"services"`
	}
	if err := yaml.Unmarshal([]byte(read(t, "compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	s := file.Services["jumpgate"]
	if !s.ReadOnly || s.User != "65532:65532" || len(s.CapDrop) != 1 || s.CapDrop[0] != "ALL" || len(s.Security) != 1 || len(s.Secrets) != 1 {
		t.Errorf("%+v", s)
	}
	for _, port := range s.Ports {
		if !strings.HasPrefix(port, "127.0.0.1:") {
			t.Errorf("port %s is open to the network, without TLS", port)
		}
	}
	for _, volume := range s.Volumes {
		if file, ok := volume.(map[string]any); volume != any("trail:/var/lib/jumpgate") && (!ok || file["read_only"] != true) {
			t.Errorf("%v can be written", volume)
		}
	}
}

// systemd-analyze rates the unit 1.5 (version 252), and make packages holds it below 2; what it rates by stands there.
func TestTheUnitIsHardened(t *testing.T) {
	unit := read(t, "jumpgate.service")
	for _, want := range []string{
		"User=jumpgate", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "PrivateDevices=yes", "CapabilityBoundingSet=\n", "MemoryDenyWriteExecute=yes",
		"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX\n", "SystemCallFilter=@system-service\n", "StateDirectory=jumpgate", "LoadCredential=", "TimeoutStopSec=15s", "ExecReload=/bin/kill -HUP", "LimitCORE=0",
	} {
		if !strings.Contains(unit, want) {
			t.Errorf("%q is not in the unit", want)
		}
	}
	if strings.Contains(unit, "Environment=") {
		t.Error("a variable is shown to all by systemctl show")
	}
}

// The dashboard asks for metrics that there are: those of docs/operations.md.
func TestTheDashboardAsksForMetricsThatThereAre(t *testing.T) {
	page := read(t, "../docs/operations.md")
	asked := regexp.MustCompile(`jumpgate_[a-z_]+`).FindAllString(read(t, "grafana/jumpgate.json"), -1)
	if len(asked) < 15 {
		t.Fatalf("%q", asked)
	}
	for _, metric := range asked {
		name := strings.TrimSuffix(strings.TrimPrefix(metric, "jumpgate_"), "_bucket")
		if !regexp.MustCompile("`(jumpgate_)?"+name+"`").MatchString(page) && !strings.Contains(page, "`_"+name[strings.LastIndex(name, "_")+1:]+"`") {
			t.Errorf("docs/operations.md has no metric %s", name)
		}
	}
}

// The key lies beside the compose file, inside what a build is given: it stays out of the image's layers, and of the builder.
func TestAKeyDoesNotTravelToTheImagesBuilder(t *testing.T) {
	lines := strings.Split(read(t, "../.dockerignore"), "\n")
	if !slices.Contains(lines, "*") {
		t.Error("whatever lies about is given to a build")
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "!packaging") || line == "!*" {
			t.Errorf("%s lets the key in", line)
		}
	}
}
