package audit

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// specimen is a log with the checkpoints of it that others have, without the time that a disk takes.
type specimen struct {
	lines  []string // each with its newline
	begins []int    // lines with which a file begins, after the first file
	notes  [][]byte // the last one covers all lines
	first  signingKey
	key    signingKey

	vouched []vouched // of the notes, once that is known
}

func newSpecimen(t testing.TB, random *rand.Rand, n, files int) *specimen {
	t.Helper()
	key, err := newSigningKey(newOrigin())
	if err != nil {
		t.Fatal(err)
	}
	s := &specimen{first: key, key: key}
	for len(s.begins) < files-1 {
		if at := 1 + random.IntN(n-1); !slices.Contains(s.begins, at) {
			s.begins = append(s.begins, at)
		}
	}
	slices.Sort(s.begins)
	var tree Tree
	prev, clock := genesis, time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for i := range n {
		clock = clock.Add(time.Duration(random.IntN(5e9)) - time.Second)
		r := intent()
		r.Call, r.Message = fmt.Sprint("call ", i/2), fmt.Sprintf("Help Desk asked for thing %d.", random.Uint64())
		if i%2 == 1 {
			r.Kind, r.What, r.Outcome = CallOutcome, nil, &Outcome{Result: "ok", Bytes: random.Int64()}
		}
		if slices.Contains(s.begins, i) {
			r = Record{Kind: LogRotated, Tree: new(tree.clone())}
		}
		r.V, r.Seq, r.Time, r.Prev = 1, uint64(i+1), clock, prev
		line, err := encode(new(bytes.Buffer), &r)
		if err != nil {
			t.Fatal(err)
		}
		prev = hash(line)
		tree.add(line)
		s.lines = append(s.lines, string(line)+"\n")
		if random.IntN(8) == 0 || i == n-1 {
			s.sign(t, tree)
		}
		if random.IntN(40) == 0 {
			s.changeKey(t, tree)
		}
	}
	return s
}

func (s *specimen) clone() *specimen {
	c := *s
	c.lines, c.notes, c.vouched = slices.Clone(s.lines), slices.Clone(s.notes), nil
	return &c
}

// trusted are the checkpoints whose signatures are good.
func (s *specimen) trusted(t testing.TB) []vouched {
	if s.vouched == nil {
		var err error
		if s.vouched, err = vouchedFor(s.first.verifier, []noted{{name: "elsewhere", text: bytes.Join(s.notes, nil), given: true}}); err != nil {
			t.Fatal(err)
		}
	}
	return s.vouched
}

func (s *specimen) sign(t testing.TB, tree Tree) {
	msg, err := s.key.sign(Checkpoint{s.key.Name(), tree.Size, tree.root()}.text())
	if err != nil {
		t.Fatal(err)
	}
	s.notes = append(s.notes, msg)
}

func (s *specimen) changeKey(t testing.TB, tree Tree) {
	next, err := newSigningKey(s.key.Name())
	if err != nil {
		t.Fatal(err)
	}
	msg, err := next.sign(keyChange{origin: s.key.Name(), size: tree.Size, old: s.key.verifier, new: next.verifier}.text(), s.key)
	if err != nil {
		t.Fatal(err)
	}
	s.notes, s.key = append(s.notes, msg), next
}

// inMemory verifies the specimen without files.
func (s *specimen) inMemory() (Report, error) {
	checkpoints := s.vouched
	if checkpoints == nil {
		var err error
		if checkpoints, err = vouchedFor(s.first.verifier, []noted{{name: "elsewhere", text: bytes.Join(s.notes, nil), given: true}}); err != nil {
			return Report{}, err
		}
	}
	return verifyAgainst(strings.NewReader(strings.Join(s.lines, "")), checkpoints)
}

// inFiles writes the specimen to files, some of them compressed, and returns the path and what was kept elsewhere.
func (s *specimen) inFiles(t testing.TB, random *rand.Rand) (path string, e Evidence) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "audit.jsonl")
	from := 0
	for _, to := range s.begins {
		text := []byte(strings.Join(s.lines[from:to], ""))
		name := segmentPath(path, uint64(from+1))
		if random.IntN(2) == 0 {
			name += ".gz"
			half := bytes.IndexByte(text, '\n') + 1
			a, _ := zip(text[:half])
			b, _ := zip(text[half:])
			text = append(a, b...)
		}
		write(t, name, string(text))
		from = to
	}
	write(t, path, strings.Join(s.lines[from:], ""))
	return path, Evidence{Key: s.first.verifier, Given: []Given{{"elsewhere", bytes.Join(s.notes, nil)}}}
}

// rechained changes lines and chains them anew, as somebody would who can write the log.
func rechained(t testing.TB, all []string, change func(i int, line string) string) []string {
	t.Helper()
	var out []string
	prev := genesis
	for i, line := range all {
		line = strings.TrimSuffix(change(i, line), "\n")
		at := strings.LastIndex(line, `"prev":"`) + len(`"prev":"`)
		line = line[:at] + prev + line[at+64:]
		prev = hash([]byte(line))
		out = append(out, line+"\n")
	}
	return out
}

// ofLines is how many of the edits are of lines; the others are of checkpoints.
const ofLines = 8

// edits are what somebody could do to a log that has checkpoints elsewhere. Each does one thing, and returns what it did.
var edits = []struct {
	name string
	edit func(t testing.TB, random *rand.Rand, s *specimen)
}{
	{"a bit flipped", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.lines))
		s.lines[i] = flipped(random, s.lines[i])
	}},
	{"a byte changed", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.lines))
		line := []byte(s.lines[i])
		line[random.IntN(len(line))] += byte(1 + random.IntN(255))
		s.lines[i] = string(line)
	}},
	{"a line dropped", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.lines))
		s.lines = slices.Delete(s.lines, i, i+1)
	}},
	{"two lines swapped", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i, j := random.IntN(len(s.lines)), random.IntN(len(s.lines)-1)
		if j >= i {
			j++
		}
		s.lines[i], s.lines[j] = s.lines[j], s.lines[i]
	}},
	{"a line doubled", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i, j := random.IntN(len(s.lines)), random.IntN(len(s.lines)+1)
		s.lines = slices.Insert(s.lines, j, s.lines[i])
	}},
	{"the tail cut", func(_ testing.TB, random *rand.Rand, s *specimen) {
		s.lines = s.lines[:random.IntN(len(s.lines))]
	}},
	{"the tail torn", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.lines))
		s.lines = append(s.lines[:i], s.lines[i][:random.IntN(len(s.lines[i]))])
	}},
	{"rewritten and chained anew", func(t testing.TB, random *rand.Rand, s *specimen) {
		at := random.IntN(len(s.lines))
		s.lines = rechained(t, s.lines, func(i int, line string) string {
			if i == at {
				return strings.Replace(line, `"message":"`, `"message":"Nothing. `, 1) // each record has one
			}
			return line
		})
	}},
	{"a checkpoint changed", func(_ testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.notes))
		s.notes[i] = []byte(flipped(random, string(s.notes[i])))
	}},
	{"a checkpoint of another log", func(t testing.TB, random *rand.Rand, s *specimen) {
		i := random.IntN(len(s.notes))
		s.notes[i] = newSpecimen(t, random, 3, 1).notes[0]
	}},
	{"a checkpoint signed with a key that is nobody's", func(t testing.TB, _ *rand.Rand, s *specimen) {
		stranger, _ := newSigningKey(s.key.Name())
		body, _, _ := strings.Cut(string(s.notes[len(s.notes)-1]), "\n\n")
		msg, err := stranger.sign(body + "\n")
		if err != nil {
			t.Fatal(err)
		}
		s.notes = append(s.notes, msg)
	}},
	{"a checkpoint of what never was", func(t testing.TB, random *rand.Rand, s *specimen) {
		var tree Tree
		for range 1 + random.IntN(len(s.lines)+5) {
			tree.add(fmt.Append(nil, random.Uint64()))
		}
		s.sign(t, tree)
	}},
}

func flipped(random *rand.Rand, s string) string {
	b := []byte(s)
	b[random.IntN(len(b))] ^= 1 << random.IntN(8)
	return string(b)
}

// alarm fails unless an error says that the log or a checkpoint was tampered with.
func alarm(t *testing.T, what string, err error) {
	t.Helper()
	var damage *Damage
	var untrusted *Untrusted
	if !errors.As(err, &untrusted) && (!errors.As(err, &damage) || damage.Fault == Torn) {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestEverySingleEditIsFound(t *testing.T) {
	random := rand.New(rand.NewPCG(20, 26))
	var good *specimen
	for n := range 10_000 {
		switch {
		case n%1000 == 0:
			good = newSpecimen(t, random, 100+random.IntN(100), 4)
		case n%40 == 0:
			good = newSpecimen(t, random, 2+random.IntN(12), 1+random.IntN(2))
		}
		s := good.clone()
		e := edits[n%ofLines]
		if n%10 == 0 { // fewer: signatures take most of the time
			e = edits[ofLines+n/10%(len(edits)-ofLines)]
		} else {
			s.vouched = good.trusted(t)
		}
		e.edit(t, random, s)
		report, err := s.inMemory()
		if err == nil && report.FirstSeq > 1 {
			continue // all of the first file is gone, which is told: people may have moved it away
		}
		alarm(t, fmt.Sprintf("edit %d, %s", n, e.name), err)
	}
}

func TestEverySingleEditIsFoundOverFilesAndCompressedOnes(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	for n := range 150 {
		s := newSpecimen(t, random, 6+random.IntN(30), 4)
		path, evidence := s.inFiles(t, random)
		files, err := Segments(path)
		if err != nil || len(files) != 3 {
			t.Fatal(files, err)
		}
		at := files[random.IntN(len(files))].Path
		text, _ := os.ReadFile(at)
		what := "one bit flipped"
		switch n % 3 {
		case 0:
			text = []byte(flipped(random, string(text)))
		case 1:
			text, what = text[:random.IntN(len(text))], "the end cut off"
		case 2:
			other := files[random.IntN(len(files))].Path
			for other == at {
				other = files[random.IntN(len(files))].Path
			}
			text, _ = os.ReadFile(other)
			what = "another file's content"
		}
		write(t, at, string(text))
		_, err = evidence.Verify(path)
		if err == nil && n%3 == 0 && sameLines(t, path, s.lines) {
			continue // the header of a compressed file, which holds no record
		}
		alarm(t, fmt.Sprintf("edit %d, %s of %s", n, what, at), err)
	}
}

func sameLines(t *testing.T, path string, want []string) bool {
	t.Helper()
	var got []string
	for line, err := range Lines(path) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line.Text)+"\n")
	}
	return slices.Equal(got, want)
}

func TestNoGoodLogIsCalledBad(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for n := range 1000 {
		s := newSpecimen(t, random, 4+random.IntN(12), 1+random.IntN(3))
		report, err := s.inMemory()
		if n%10 == 0 && err == nil {
			path, evidence := s.inFiles(t, random)
			if random.IntN(2) == 0 { // whoever trusts the newest key trusts those before it
				evidence.Key = s.key.verifier
			}
			moved, _ := Segments(path)
			for _, file := range moved[:random.IntN(len(moved)+1)] {
				os.Remove(file.Path)
			}
			report, err = evidence.Verify(path)
		}
		if err != nil || report.Checkpoints == 0 || report.Checkpointed != int64(len(s.lines)) {
			t.Fatalf("log %d: %+v, %v", n, report, err)
		}
	}
}
