package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"regexp"
	"runtime"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

var (
	anyHash   = regexp.MustCompile(`[0-9a-fA-F]{40,}`)
	anyPlace  = regexp.MustCompile(`(?m)^(\s*[a-z_]*(?:api_key|secret)\s*:\s*)[^\s#].*$`)
	anyPerson = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`)
)

// bundle writes what support needs, into a file that was not there.
func (d *doctor) bundle(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("--bundle: %w", err)
	}
	z := zip.NewWriter(f)
	err = errors.Join(d.fill(z), z.Close(), f.Close())
	if err != nil {
		os.Remove(path)
	}
	return err
}

func (d *doctor) fill(z *zip.Writer) error {
	findings, err := d.json()
	if err != nil {
		return err
	}
	if d.config != nil {
		findings = d.config.withoutPlaces(findings)
	}
	files := []struct{ name, text string }{
		{"doctor.json", veiled(findings)},
		{"version.txt", fmt.Sprintf("jumpgate %s\n%s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)},
	}
	if d.config != nil {
		files = append(files, struct{ name, text string }{"jumpgate.yaml", veiledConfig(d.config.src)})
	}
	for _, file := range files {
		w, err := z.Create(file.name)
		if err == nil {
			_, err = w.Write([]byte(file.text))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// veiled is a text without what looks like a secret, hashes of tokens, places of secrets, and addresses of people.
func veiled(text string) string {
	text = anyPlace.ReplaceAllString(audit.Blot(text), "${1}[place]")
	text = anyHash.ReplaceAllString(text, "[hash]")
	return anyPerson.ReplaceAllString(text, "[person]")
}
