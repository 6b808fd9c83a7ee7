package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const (
	maxLine   = 16 << 10 // a record with its newline
	maxString = 1 << 10  // one string in it
)

// genesis is what the first record of a log names as the hash of the line before it.
var genesis = strings.Repeat("0", sha256.Size*2)

func hash(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// timesInMicroseconds writes every time at the same width, so that lines also sort as text.
var timesInMicroseconds = json.WithMarshalers(json.MarshalToFunc(func(enc *jsontext.Encoder, t time.Time) error {
	return enc.WriteToken(jsontext.String(t.UTC().Format("2006-01-02T15:04:05.000000Z")))
}))

// encode writes r as one line without its newline behind what is in b, and returns that line. A record too large for a line gives up its arguments first, and then all but the beginnings of what is left.
func encode(b *bytes.Buffer, r *Record) (line []byte, err error) {
	if r.Kind == "" {
		return nil, errors.New("a record must say what kind of event it is: set Kind")
	}
	begin := b.Len()
	for _, shrink := range []func(*Record){func(*Record) {}, dropArgs, keepBeginnings} {
		shrink(r)
		b.Truncate(begin)
		if err := json.MarshalWrite(b, r, timesInMicroseconds); err != nil {
			b.Truncate(begin)
			return nil, err
		}
		if b.Len()-begin < maxLine {
			return b.Bytes()[begin:], nil
		}
	}
	b.Truncate(begin)
	return nil, fmt.Errorf("a record is still larger than %d bytes without its arguments: send less", maxLine)
}

func dropArgs(r *Record) {
	if r.What != nil && len(r.What.Args) > 0 {
		r.What.Args = cutArgs(r.What.Args)
	}
}

func keepBeginnings(r *Record) {
	const entries, short = 4, markRoom + 40
	if r.What != nil && len(r.What.Targets) > entries {
		more := fmt.Sprintf("… [cut: %d more]", len(r.What.Targets)-entries)
		r.What.Targets = append(r.What.Targets[:entries], Target{Name: more})
	}
	for _, list := range r.lists() {
		if len(*list) > entries {
			more := fmt.Sprintf("… [cut: %d more]", len(*list)-entries)
			*list = append((*list)[:entries], more)
		}
	}
	message := r.Message
	r.eachString(func(s string) string { return legible(s, short) })
	r.Message = message
}

// makeLegible rewrites every string of r, its arguments included.
func makeLegible(r *Record) {
	r.eachString(func(s string) string { return legible(s, maxString) })
	if r.What == nil {
		return
	}
	if len(r.What.Args) == 0 {
		r.What.Args = nil
		return
	}
	if isPlain(r.What.Args) {
		r.What.Args = r.What.Args.Clone()
		_ = r.What.Args.Compact() // it is valid
		return
	}
	args, hid, err := blotJSON(r.What.Args, func(s string) string { return legible(s, maxString) })
	if err != nil {
		args = cutArgs(jsontext.Value(Blot(string(r.What.Args)))) // not the error: it may quote the arguments
	}
	for _, pointer := range hid {
		if !slices.Contains(r.Erased, pointer) {
			r.Erased = append(r.Erased, legible(pointer, maxString))
		}
	}
	r.What.Args = args
}

// isPlain holds for JSON of which no string needs to be written anew. A string behind an escape may.
func isPlain(v jsontext.Value) bool {
	text := string(v)
	return len(text) <= maxString && isLegible(text) && !strings.Contains(text, `\`) && Blot(text) == text && v.IsValid()
}

// cutArgs is what is recorded of arguments that are too large, or no JSON. The value stays an object, as arguments are.
func cutArgs(args jsontext.Value) jsontext.Value {
	cut, _ := json.Marshal(map[string]string{"[cut]": fmt.Sprintf("%d bytes, sha256 %s", len(args), hash(args))})
	return cut
}

// BlotJSON is [Blot] of every string in a JSON value, with the pointers of those that lost something. What is no JSON is blotted as a text.
func BlotJSON(v jsontext.Value) (blotted jsontext.Value, erased []string) {
	if Blot(string(v)) == string(v) && !bytes.ContainsRune(v, '\\') {
		return v, nil
	}
	out, erased, err := blotJSON(v, func(s string) string { return s })
	if err != nil {
		return jsontext.Value(Blot(string(v))), nil
	}
	return out, erased
}

// blotJSON writes every string anew, after what looks like a secret was taken out of it, and returns the pointers of where that was.
func blotJSON(v jsontext.Value, write func(string) string) (out jsontext.Value, hid []string, err error) {
	if !v.IsValid() {
		return nil, nil, errors.New("no JSON value")
	}
	var b bytes.Buffer
	dec, enc := jsontext.NewDecoder(bytes.NewReader(v)), jsontext.NewEncoder(&b)
	for {
		token, err := dec.ReadToken()
		blotted := false
		if err == io.EOF {
			return bytes.TrimSuffix(b.Bytes(), []byte("\n")), hid, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if token.Kind() == '"' {
			text := token.String()
			safe := Blot(text)
			token, blotted = jsontext.String(write(safe)), safe != text
		}
		if err := enc.WriteToken(token); err != nil { // two names that read the same once they are spelled out
			return nil, nil, err
		}
		if blotted {
			hid = append(hid, string(enc.StackPointer())) // by the names that are written
		}
	}
}

func (r *Record) lists() []*[]string {
	lists := []*[]string{&r.Erased}
	if r.Decision != nil {
		lists = append(lists, &r.Decision.Matched)
	}
	if r.Outcome != nil {
		lists = append(lists, &r.Outcome.Differs, &r.Outcome.Missing)
	}
	if r.Approval != nil {
		lists = append(lists, &r.Approval.Wants, &r.Approval.By)
	}
	return lists
}

// eachString replaces every string that strangers or the directory may have had a hand in. Prev is this package's own, and a decision's limits are never cut: they are read back.
func (r *Record) eachString(change func(string) string) {
	each := func(strings ...*string) {
		for _, s := range strings {
			*s = change(*s)
		}
	}
	each((*string)(&r.Kind), &r.Call, &r.Parent, &r.Message)
	if w := r.Who; w != nil {
		each(&w.Agent, &w.Name, &w.Owner, &w.Authn, &w.Client, &w.Transport, &w.Peer, &w.Session)
	}
	if w := r.What; w != nil {
		each(&w.Tool, &w.Resource, &w.Class, &w.ArgsHMAC, &w.Method, &w.Path, &w.Served)
		for i := range w.Targets {
			t := &w.Targets[i]
			each(&t.Kind, &t.ID, &t.Name, &t.Arg)
		}
	}
	if w := r.Where; w != nil {
		each(&w.Host, &w.OrgID, &w.Server, &w.Instance)
	}
	if d := r.Decision; d != nil {
		each(&d.Effect, &d.Rule, &d.Reason, &d.Policy, &d.Replaces)
	}
	if o := r.Outcome; o != nil {
		each(&o.Result, &o.Code, &o.SHA256)
	}
	if a := r.Approval; a != nil {
		each(&a.ID, &a.Authn)
	}
	for _, list := range r.lists() {
		for i := range *list {
			each(&(*list)[i])
		}
	}
}
