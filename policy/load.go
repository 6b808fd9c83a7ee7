package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// mostBytes is how large a policy file may be.
const mostBytes = 1 << 20

// Load parses, checks and compiles a policy. src are the very bytes that are
// hashed; file is for messages; tools are all that are registered. Top-level
// keys named in beside are the program's, and passed over. The error is
// [strict.Problems]: everything that is wrong, each at its place.
func Load(file string, src []byte, tools []Tool, beside ...string) (*Policy, error) {
	if len(src) > mostBytes {
		return nil, strict.Problems{{File: file, Line: 1, Column: 1, Text: "the file is larger than 1 MiB"}}
	}
	root, problems := strict.Parse(file, src)
	if root == nil {
		return nil, problems
	}
	r := newReader(file, tools, beside, problems)
	parsed := r.file(root)
	if len(r.problems) > 0 {
		r.problems.Sort()
		return nil, r.problems
	}
	p := compile(parsed, tools)
	sum := sha256.Sum256(src)
	p.hash = hex.EncodeToString(sum[:])
	r.warnUseless(parsed, p)
	r.warnUnasked(parsed, p)
	p.warnings = r.warnings
	return p, nil
}

// LoadFile is Load of what ReadFile reads.
func LoadFile(path string, tools []Tool, beside ...string) (*Policy, error) {
	src, err := ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Load(path, src, tools, beside...)
}

// ReadFile reads a regular file that only its owner can write: who can write
// the policy can grant everything. It follows symbolic links, and judges the
// file at their end: Kubernetes swaps links. It reads no more than Load would
// refuse.
func ReadFile(path string) ([]byte, error) {
	f, err := openSafe(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, mostBytes+1))
}

func openSafe(path string) (*os.File, error) {
	info, err := os.Stat(path) // before opening, which would wait for the writer of a pipe
	if err != nil {
		return nil, err
	}
	if err := safe(path, info); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: let the user that jumpgate runs as read it", err)
	}
	if err != nil {
		return nil, err
	}
	info, err = f.Stat() // what will be read, whatever path has become meanwhile
	if err == nil {
		err = safe(path, info)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func safe(path string, info os.FileInfo) error {
	mode := info.Mode()
	switch {
	case !mode.IsRegular():
		return fmt.Errorf("%s: a configuration or a policy must be a regular file: name one that is", path)
	case runtime.GOOS != "windows" && mode.Perm()&0o022 != 0:
		return fmt.Errorf("%s may be written by its group or by everyone (mode %04o): chmod go-w %s", path, mode.Perm(), path)
	}
	return nil
}
