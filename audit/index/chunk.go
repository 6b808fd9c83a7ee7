package index

import (
	"cmp"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"iter"
	"maps"
	"slices"
	"sort"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// most is how many lines a chunk has at most: their numbers fit two bytes.
var most = 1 << 16

// A chunk is the index of consecutive lines of one file of the log. On disk it is a magic word, a checksum of all that
// follows, a head in JSON, and then numbers: how long each line is, the second of its time, and the terms in their order,
// each with the lines that have it.
type chunk struct {
	head
	lengths []byte // uint16 of each line, without its newline
	seconds []byte // uint32 of each line
	ends    []byte // of each term, where its text and its lines end: uint32, uint32
	texts   []byte
	lines   []byte // uint16
}

// head says which lines they are.
type head struct {
	After  audit.Place `json:"after"` // where the chunk before it ends
	Begin  audit.Place `json:"begin"` // of the first line
	Last   audit.Place `json:"last"`  // of the last line
	Next   audit.Place `json:"next"`  // behind it
	Hash   string      `json:"hash"`  // SHA-256 of the last line: another log does not have it there
	Count  int         `json:"count"`
	Terms  int         `json:"terms"`
	Texts  int         `json:"texts"` // bytes
	Files  []uint64    `json:"files"` // the first records of all files that were indexed so far
	Oldest uint32      `json:"oldest"`
	Newest uint32      `json:"newest"`
}

var (
	magic = []byte("jumpgate index 3\n")

	errBroken = errors.New("this is no whole chunk of an index")
)

// term is a word to be found by: what it is of, and itself.
type term string

const (
	agent    = 'a'
	tool     = 't'
	class    = 'c'
	decision = 'd'
	target   = 'o'
	noRecord = '!' // the line is none
)

func termOf(kind byte, text string) term { return term(string(kind) + text) }

// A draft is a chunk that is being made.
type draft struct {
	head
	lengths, seconds []byte
	lines            map[term][]byte
	last             []byte // the last line that was added
}

// add notes a line with its terms.
func (d *draft) add(line audit.Line, second uint32, terms ...term) {
	if d.Count == 0 {
		d.Begin, d.lines, d.Oldest = line.Place(), map[term][]byte{}, second
		if n := len(d.Files); n == 0 || d.Files[n-1] != line.First {
			d.Files = append(d.Files, line.First)
		}
	}
	for _, t := range terms {
		d.lines[t] = binary.LittleEndian.AppendUint16(d.lines[t], uint16(d.Count))
	}
	d.lengths = binary.LittleEndian.AppendUint16(d.lengths, uint16(len(line.Text)))
	d.seconds = binary.LittleEndian.AppendUint32(d.seconds, second)
	d.Oldest, d.Newest = min(d.Oldest, second), max(d.Newest, second)
	d.Last, d.Next = line.Place(), line.Next()
	d.last = append(d.last[:0], line.Text...)
	d.Count++
}

// encode is the draft as a file.
func (d *draft) encode() ([]byte, error) {
	var ends, texts, lines []byte
	for _, t := range slices.Sorted(maps.Keys(d.lines)) {
		texts, lines = append(texts, t...), append(lines, d.lines[t]...)
		ends = binary.LittleEndian.AppendUint32(ends, uint32(len(texts)))
		ends = binary.LittleEndian.AppendUint32(ends, uint32(len(lines)))
	}
	d.Terms, d.Texts = len(d.lines), len(texts)
	if d.last != nil {
		d.Hash = hash(d.last)
	}
	about, err := json.Marshal(d.head)
	if err != nil {
		return nil, err
	}
	body := binary.LittleEndian.AppendUint32(nil, uint32(len(about)))
	body = slices.Concat(body, about, d.lengths, d.seconds, ends, texts, lines)
	file := binary.LittleEndian.AppendUint32(slices.Clone(magic), checksum(body))
	return append(file, body...), nil
}

// checksum is CRC-32C; its table is made when somebody asks for one.
func checksum(body []byte) uint32 {
	return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli))
}

// decode reads a file; the chunk shares its bytes.
func decode(file []byte) (*chunk, error) {
	sumAt := len(magic)
	if len(file) < sumAt+8 || string(file[:sumAt]) != string(magic) {
		return nil, errBroken
	}
	body := file[sumAt+4:]
	if checksum(body) != binary.LittleEndian.Uint32(file[sumAt:]) {
		return nil, errBroken
	}
	c := &chunk{}
	var about []byte
	size := int(binary.LittleEndian.Uint32(body))
	body = body[4:]
	if !take(&about, &body, size) || json.Unmarshal(about, &c.head) != nil ||
		c.Count < 1 || c.Count > 1<<16 || c.Terms < 0 || c.Texts < 0 ||
		!take(&c.lengths, &body, 2*c.Count) || !take(&c.seconds, &body, 4*c.Count) ||
		!take(&c.ends, &body, 8*c.Terms) || !take(&c.texts, &body, c.Texts) {
		return nil, errBroken
	}
	c.lines = body
	return c, nil
}

// take cuts the first n bytes off rest.
func take(part, rest *[]byte, n int) bool {
	if n < 0 || n > len(*rest) {
		return false
	}
	*part, *rest = (*rest)[:n], (*rest)[n:]
	return true
}

// term is the i-th in their order, and its lines.
func (c *chunk) term(i int) (term, []byte) {
	var text, lines uint32
	if i > 0 {
		text, lines = c.end(i - 1)
	}
	textEnd, linesEnd := c.end(i)
	return term(c.texts[text:textEnd]), c.lines[lines:linesEnd]
}

func (c *chunk) end(i int) (text, lines uint32) {
	return binary.LittleEndian.Uint32(c.ends[8*i:]), binary.LittleEndian.Uint32(c.ends[8*i+4:])
}

// having are the lines with a term, in order.
func (c *chunk) having(t term) []uint16 {
	i, found := sort.Find(c.Terms, func(i int) int {
		other, _ := c.term(i)
		return cmp.Compare(t, other)
	})
	if !found {
		return nil
	}
	_, raw := c.term(i)
	lines := make([]uint16, len(raw)/2)
	for i := range lines {
		lines[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return lines
}

// draft is the chunk as it was made, to go on with.
func (c *chunk) draft() *draft {
	d := &draft{head: c.head, lengths: slices.Clone(c.lengths), seconds: slices.Clone(c.seconds), lines: make(map[term][]byte, c.Terms)}
	for i := range c.Terms {
		t, lines := c.term(i)
		d.lines[t] = slices.Clone(lines)
	}
	return d
}

// places ranges over the given lines, which are in order: where each begins, and how long it is.
func (c *chunk) places(lines []uint16) iter.Seq2[audit.Place, int] {
	return func(yield func(audit.Place, int) bool) {
		at, n := c.Begin, 0
		for _, line := range lines {
			for ; n < int(line); n++ {
				at.Offset += int64(c.length(n)) + 1
			}
			if !yield(at, c.length(n)) {
				return
			}
		}
	}
}

func (c *chunk) length(line int) int { return int(binary.LittleEndian.Uint16(c.lengths[2*line:])) }

func (c *chunk) second(line uint16) uint32 {
	return binary.LittleEndian.Uint32(c.seconds[4*int(line):])
}

// follows says whether nothing is missing between two chunks; before is nil for the first.
func (c *chunk) follows(before *chunk) bool {
	if before == nil {
		return c.After == audit.Place{}
	}
	return c.After == before.Next
}
