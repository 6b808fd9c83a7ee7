package audit

import (
	"bufio"
	"errors"
	"fmt"
	"os"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows that one record stands in a log, to whoever has the verifier key, and shows none of the others.
type Proof struct {
	Format     string      `json:"format"`        // proofFormat
	Seq        uint64      `json:"seq"`           // of the record
	Record     string      `json:"record"`        // its line, byte for byte
	Hashes     []tlog.Hash `json:"hashes"`        // what leads from it to the root: an RFC 6962 audit path
	Checkpoint string      `json:"checkpoint"`    // the signed note with that root
	Keys       []string    `json:"keys,omitzero"` // the notes by which the log's key was changed
}

const proofFormat = "jumpgate-audit-proof/1"

// Prove makes the proof of a record of the log at path from the newest checkpoint that covers it: of those given, or else of those beside the log. It reads and verifies the whole log on the way.
func (e Evidence) Prove(path string, seq uint64) (Proof, error) {
	if _, err := os.Stat(path); err != nil {
		return Proof{}, fmt.Errorf("audit log: %w", err)
	}
	key, sources, err := e.gather(path)
	if err != nil {
		return Proof{}, err
	}
	checkpoints, err := vouchedFor(key, sources)
	if err != nil {
		return Proof{}, err
	}
	var newest *vouched
	for i, c := range checkpoints {
		if uint64(c.Size) >= seq && c.given == (len(e.Given) > 0) {
			newest = &checkpoints[i]
		}
	}
	if seq == 0 || newest == nil {
		return Proof{}, fmt.Errorf("no checkpoint covers record %d: records are counted from 1, and a running server makes a checkpoint of new ones within %v", seq, checkpointAfter)
	}
	p := Proof{Format: proofFormat, Seq: seq, Checkpoint: string(newest.msg)}
	for _, s := range sources {
		for _, msg := range notesIn(s.text) {
			if _, ok := parseKeyChange(msg); ok {
				p.Keys = append(p.Keys, string(msg))
			}
		}
	}
	w := &walk{path: path}
	defer func() { w.Close() }()
	v := newVerification(bufio.NewReaderSize(e.watched(w), 4*maxLine), checkpoints)
	return p, v.prove(&p, newest.Checkpoint)
}

// prove fills in what only the records tell.
func (v *verification) prove(p *Proof, c Checkpoint) error {
	wanted := map[int64]tlog.Hash{}
	size, index := c.Size, int64(p.Seq)-1
	if _, err := tlog.ProveRecord(size, index, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		for _, i := range indexes {
			wanted[i] = tlog.Hash{}
		}
		return make([]tlog.Hash, len(indexes)), nil
	})); err != nil {
		return err
	}
	v.subtree = func(level int, n int64, h tlog.Hash) {
		i := tlog.StoredHashIndex(level, n)
		if _, ok := wanted[i]; ok {
			wanted[i] = h
		}
	}
	v.record = func(seq uint64, line []byte) {
		if seq == p.Seq {
			p.Record = string(line)
		}
	}
	if err := v.run(); err != nil {
		return err
	}
	if p.Record == "" {
		return fmt.Errorf("record %d is not here: the log begins with record %d, and the files before it were moved away", p.Seq, v.FirstSeq)
	}
	var err error
	p.Hashes, err = tlog.ProveRecord(size, index, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			hashes = append(hashes, wanted[i])
		}
		return hashes, nil
	}))
	if err != nil {
		return err
	}
	return p.leads(c)
}

// leads says why a proof does not lead from its record to a checkpoint's root.
func (p Proof) leads(c Checkpoint) error {
	if p.Seq == 0 || p.Seq > uint64(c.Size) {
		return fmt.Errorf("its checkpoint covers records 1 to %d, and not record %d", c.Size, p.Seq)
	}
	if err := tlog.CheckRecord(p.Hashes, c.Size, c.Root, int64(p.Seq)-1, tlog.RecordHash([]byte(p.Record))); err != nil {
		return fmt.Errorf("the record is not the one with the number %d that its checkpoint covers", p.Seq)
	}
	return nil
}

// ParseProof reads a proof as Prove made it.
func ParseProof(text []byte) (Proof, error) {
	var p Proof
	if err := json.Unmarshal(text, &p, json.RejectUnknownMembers(true)); err != nil {
		return Proof{}, errors.New("it is no proof, as 'jumpgate audit prove' prints it")
	}
	if p.Format != proofFormat {
		return Proof{}, fmt.Errorf("it is a proof of the format %s, and only %s is known here", Quote(p.Format), proofFormat)
	}
	return p, nil
}

// Check proves the record with nothing but a verifier key, and returns it and what was signed. An *Untrusted error says what does not hold.
func (p Proof) Check(key string) (Record, Checkpoint, error) {
	no := func(err error) (Record, Checkpoint, error) {
		return Record{}, Checkpoint{}, &Untrusted{"the proof", err.Error()}
	}
	if len(notesIn([]byte(p.Checkpoint))) != 1 {
		return no(errNoCheckpoint)
	}
	var changes []keyChange
	for _, msg := range p.Keys {
		c, ok := parseKeyChange([]byte(msg))
		if !ok {
			return no(errors.New("what should be a change of keys is none"))
		}
		c.from = "the proof"
		changes = append(changes, c)
	}
	keys, err := trustFrom(key, changes)
	if err != nil {
		return Record{}, Checkpoint{}, err
	}
	c, err := keys.checkpoint([]byte(p.Checkpoint))
	if err != nil {
		return no(err)
	}
	if err := p.leads(c); err != nil {
		return no(err)
	}
	r, err := parse([]byte(p.Record))
	if err != nil || r.Seq != p.Seq {
		return no(fmt.Errorf("the line that is proven is not record %d", p.Seq))
	}
	return r, c, nil
}
